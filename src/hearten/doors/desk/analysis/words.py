"""What analyses say, in sentences: findings, groups, dimensions, classes. The charts of the same results are in `charts.py`.

Pages and reports both use these; they hold for whatever language is active unless one is named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hearten.domains.insight.study_types import (
    DIMENSION_WORDS,
    WEIGHT_LABELS,
    Finding,
    StudyFrame,
    Weight,
)
from hearten.domains.surveys.questionnaire import FieldKind, Words
from hearten.domains.surveys.sample_types import Variable
from hearten.doors.components.formats import MINUS, NOTHING, number_text
from hearten.doors.desk.studies.sample_words import label_word
from hearten.engines.psychometrics.descriptives import Estimate
from hearten.engines.questionnaire.piping import fill_places
from hearten.kernel.text import N_

# What answers can be cut by, beside their own questions.
GROUP_LABELS = {
    "product": N_("Product"),
    "channel": N_("Channel"),
    "sex": N_("Sex"),
    "age_band": N_("Age"),
    "region": N_("Region"),
    "stratum": N_("Group of the sample"),
    "entered_by": N_("How it was answered"),
    "study": N_("Study"),
}
ENTERED_LABELS = {
    "web": N_("On the web"),
    "paper": N_("Paper"),
    "telephone": N_("Telephone"),
    "import": N_("Imported"),
}
KANO_LABELS = {
    "M": N_("Taken for granted (must-be)"),
    "O": N_("The more the better (one-dimensional)"),
    "A": N_("Delights (attractive)"),
    "I": N_("Makes no difference (indifferent)"),
    "R": N_("Not wanted (reverse)"),
    "Q": N_("Contradictory (questionable)"),
}
FLAG_LABELS = {
    "speeding": N_("Too fast"),
    "straight_lining": N_("One line down"),
    "contradiction": N_("Contradicts itself"),
    "odd_pattern": N_("Unlikely pattern"),
    "duplicate_device": N_("Same device"),
    "duplicate_answers": N_("Same answers"),
    "bot": N_("Signs of a program"),
    "nonsense_text": N_("Words without sense"),
    "pasted_text": N_("Pasted words"),
    "dont_know": N_("Mostly “don't know”"),
    "drop_out": N_("Stopped halfway"),
}
QUADRANT_LABELS = {
    "improve": N_("Improve first"),
    "keep": N_("Keep it up"),
    "watch": N_("Watch"),
    "enough": N_("Enough"),
}
WEIGHT_TONES = {Weight.ACT: "warn", Weight.KEEP: "good", Weight.KNOW: "info"}
_MINUS_SIGN = re.compile(r"(?<![\w–-])-(?=\d)")
_SURE = 0.001
_SCORES = {"nps", "csat", "effort"}


def finding_sentence(finding: Finding, language: str | None = None) -> str:
    """A finding in the reader's language, its figures filled in; what is uncertain says so."""
    with override(language or get_language()):
        facts = {name: _fact(finding, name, value) for name, value in finding.facts.items()}
        told = _MINUS_SIGN.sub(MINUS, _(finding.sentence) % facts)
        return f"{told} {_doubt(finding)}".rstrip() if finding.uncertain else told


def _doubt(finding: Finding) -> str:
    """How to take an uncertain finding: a score with a wide interval is not chance, only vague."""
    if finding.code in _SCORES:
        return _("The interval is wide: read it with care.")
    return "" if finding.code == "flagged" else _("This may still be chance.")


def weight_word(weight: Weight) -> str:
    """To act on, to keep up, or good to know."""
    return _(WEIGHT_LABELS[weight])


def said(words: Words, language: str | None = None) -> str:
    """A text of the questionnaire in the reader's language; “…” stands where each person reads an earlier answer."""
    return fill_places(words.in_language(language or get_language()), lambda _key: "…")


def by_word(by: str, frame: StudyFrame | None = None) -> str:
    """What groups are formed by: a property of people and occasions, or one of the survey's questions."""
    if by in GROUP_LABELS:
        return _(GROUP_LABELS[by])
    field = frame.columns.survey.field(by) if frame else None
    item = frame.columns.survey.item(field.item) if frame and field else None
    return said(item.text) if item else by


def group_word(by: str, key: str, frame: StudyFrame | None = None) -> str:
    """What a group is called: 30–39, a product's name, an option's text."""
    if not key:
        return _("Not known")
    if by == "entered_by":
        return _(ENTERED_LABELS.get(key, key))
    if by == "stratum":
        return key.replace("-", "–")
    if by in set(Variable):
        return label_word(by, key)
    return _option_word(by, key, frame)


def dimension_word(name: str, language: str | None = None) -> str:
    """A dimension of service quality."""
    return said(DIMENSION_WORDS[name], language) if name in DIMENSION_WORDS else name


def interval_words(estimate: Estimate | None, decimals: int = 1, unit: str = "", scale: float = 1.0) -> str:
    """“4.2 (4.0 – 4.4)”, or a dash where there is no figure."""
    if estimate is None or math.isnan(estimate.value):
        return NOTHING
    value = number_text(estimate.value * scale, decimals) + unit
    if math.isnan(estimate.low):
        return value
    low, high = (number_text(v * scale, decimals) for v in (estimate.low, estimate.high))
    return f"{value} ({low} – {high})"


def p_words(p: float | None) -> str:
    """A probability as it is usually written."""
    if p is None or math.isnan(p):
        return NOTHING
    return "< 0.001" if p < _SURE else number_text(p, 3)


def _fact(finding: Finding, name: str, value: object) -> object:
    facts: Mapping[str, object] = finding.facts
    if isinstance(value, Words):
        return said(value)
    if isinstance(value, tuple):
        joint = "、" if (get_language() or "").startswith("zh") else ", "
        return joint.join(said(one) if isinstance(one, Words) else str(one) for one in value)
    if name == "by":
        return by_word(str(value))
    if name == "group":
        return group_word(str(facts.get("by", "")), str(value))
    return value


def _option_word(by: str, key: str, frame: StudyFrame | None) -> str:
    field = frame.columns.survey.field(by) if frame else None
    item = frame.columns.survey.item(field.item) if frame and field else None
    if item is None or field is None or field.kind is not FieldKind.CHOICE:
        return key
    option = item.option(key)
    return said(option.text) if option else key
