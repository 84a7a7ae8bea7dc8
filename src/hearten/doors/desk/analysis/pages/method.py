"""How the figures came about: questionnaire, sample, response, weights, quality, and how they are worked out."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearten.base.accounts.types import Permission
from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.insight.study_types import FLAGGED_LABELS, WEIGHTING_LABELS
from hearten.domains.surveys.field_types import (
    LINK_LABELS,
    STAGE_LABELS,
    STUDY_LABELS,
    LinkKind,
    Stage,
    StudyState,
)
from hearten.domains.surveys.models import Study
from hearten.domains.surveys.selectors.response_rates import Outcome, outcome_for
from hearten.domains.surveys.selectors.samples import sample_for
from hearten.domains.surveys.selectors.weights import Weights, weights_for
from hearten.doors.components.formats import NOTHING, day_text, number_text, percent_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.asked import Asked, survey_name
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.insight.export import Value
from hearten.doors.desk.studies.sample_words import group_word, variable_word
from hearten.engines.disclosure import THRESHOLD
from hearten.engines.psychometrics.descriptives import effective_size
from hearten.engines.sampling.weighting import Report
from hearten.kernel.errors import Invalid

Item = dict[str, str]


def build(asked: Asked) -> dict[str, Any]:
    """Everything a reader needs to judge the figures."""
    made: dict[str, Any] = {"about": _about(asked), "shown": _shown(asked), "tables": []}
    if asked.study:
        outcome = outcome_for(asked.actor, asked.study.pk)
        made["rates"] = _rates(outcome)
        made["sample"] = _sample(asked, asked.study)
        made["tables"] = [_strata(asked, asked.study, outcome)]
        made["weights"] = _weights(asked, asked.study)
        if asked.actor.can(Permission.SURVEYS_VIEW):
            made["bias_url"] = reverse("desk:study_bias", args=[asked.study.pk])
    return made


def _item(term: str, value: object, note: str = "") -> Item:
    return {"term": term, "value": str(value), "note": note}


def _about(asked: Asked) -> list[Item]:
    study, survey = asked.study, asked.columns.survey
    if study is None:
        days = asked.columns.submitted
        items = [_item(_("Questionnaire"), asked.name, _("version %(n)s") % {"n": survey.version})]
        if len(days):
            first, last = (day.astype("datetime64[D]").item() for day in (days.min(), days.max()))
            items.append(_item(_("Answered between"), f"{day_text(first)} – {day_text(last)}"))
        return items
    words = {channel.value: _(CHANNEL_LABELS[channel]) for channel in Channel}
    return [
        _item(_("Study"), study.name),
        _item(
            _("Questionnaire"),
            survey_name(study, asked.language),
            _("version %(n)s") % {"n": study.survey.version},
        ),
        _item(
            _("Stage"), f"{_(STAGE_LABELS[Stage(study.stage)])} · {_(STUDY_LABELS[StudyState(study.state)])}"
        ),
        _item(_("Ran"), f"{day_text(study.opens_at)} – {day_text(study.closes_at)}"),
        _item(_("Link"), _(LINK_LABELS[LinkKind(study.link)])),
        _item(_("Channels"), " · ".join(words.get(name, name) for name in study.channels) or NOTHING),
        _item(
            _("Questions"), number_text(len(survey.items)), _("of which the document keeps the exact words")
        ),
    ]


def _shown(asked: Asked) -> list[Item]:
    frame = asked.frame
    question = frame.question
    return [
        _item(_("Received"), number_text(frame.received)),
        _item(_("Flagged as doubtful"), number_text(frame.flagged)),
        _item(_("Set aside by a person"), number_text(frame.set_aside)),
        _item(_("Shown on these pages"), number_text(len(frame)), _(FLAGGED_LABELS[question.flagged])),
        _item(_("Weighting"), _(WEIGHTING_LABELS[question.weighting])),
        _item(
            _("Effective sample size"), number_text(effective_size(frame.weights)) if len(frame) else NOTHING
        ),
    ]


def _rates(outcome: Outcome) -> list[Item]:
    line = outcome.overall
    return [
        _item(_("People drawn"), number_text(line.cases)),
        _item(_("Complete"), number_text(line.complete)),
        _item(_("Response rate (AAPOR RR1)"), percent_text(line.rr1), _("complete of all eligible")),
        _item(_("With answers in part (RR2)"), percent_text(line.rr2)),
        _item(_("Cooperation (COOP1)"), percent_text(line.cooperation), _("of those reached")),
        _item(_("Refusals (REF1)"), percent_text(line.refusal)),
        _item(_("Contact (CON1)"), percent_text(line.contact)),
    ]


def _sample(asked: Asked, study: Study) -> list[Item]:
    kept = sample_for(asked.actor, study_id=study.pk)
    people = sum(one.population for one in kept.strata)
    items = [
        _item(_("Frame"), number_text(people) if people else NOTHING, _("customers who could be drawn")),
        _item(_("People drawn"), number_text(kept.drawn) if kept.drawn else NOTHING),
        _item(_("Groups of the sample"), number_text(len(kept.strata))),
        _item(_("Seed of the draw"), str(study.seed), _("the same seed draws the same people again")),
    ]
    names = [str(name) for name in (kept.plan.by if kept.plan else study.plan.get("by", []))]
    if names:
        items.append(_item(_("Stratified by"), ", ".join(variable_word(name) for name in names)))
    return items


def _strata(asked: Asked, study: Study, outcome: Outcome) -> Table:
    lines = {line.name: line for line in outcome.by_stratum}
    rows: list[list[Value]] = []
    for one in sample_for(asked.actor, study_id=study.pk).strata:
        line = lines.get(one.code)
        if line and line.hidden:
            rows.append([group_word(one.values), None, None, None, None])
            continue
        rate = line.rr1 if line else None
        rows.append(
            [
                group_word(one.values),
                one.population,
                one.drawn,
                line.complete if line else 0,
                None if rate is None else 100 * rate,
            ]
        )
    head = [_("Group"), _("People in the frame"), _("People drawn"), _("Answered"), _("Response rate, %")]
    note = _("Figures of fewer than %(n)s people are not shown.") % {"n": THRESHOLD}
    return Table("strata", _("Groups of the sample"), head, rows, 1, note)


def _weights(asked: Asked, study: Study) -> dict[str, Any]:
    try:
        found = weights_for(asked.actor, study_id=study.pk)
    except Invalid as error:
        return {"problem": sentence(error)}
    return {"columns": [(_("By the chance of being asked"), _report(found.base)), (_("Fitted to the frame"), _report(found.report))],
            "used": _used(found)}  # fmt: skip


def _used(found: Weights) -> str:
    return ", ".join(variable_word(name) for name in found.used) or NOTHING


def _report(report: Report) -> list[Item]:
    mean = report.total / report.n
    return [
        _item(
            _("Range, of the mean"),
            f"{number_text(report.lowest / mean, 2)} – {number_text(report.highest / mean, 2)}",
        ),
        _item(_("Design effect (Kish)"), number_text(report.deff, 2)),
        _item(_("Effective sample size"), number_text(report.effective)),
    ]
