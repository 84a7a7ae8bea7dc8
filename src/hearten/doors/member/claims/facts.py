"""What a benefit without a bill must know, asked in plain words: a grade, what is possible without help, income, days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.domains.claims.benefit_facts import (
    ACTIVITIES,
    ASKED,
    FACT_LABELS,
    FLAGS,
    NUMBERS,
    Fact,
    activities_of,
)
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors import list_lines
from hearten.domains.claims.selectors.terms import category_labels
from hearten.doors.components.formats import day_text, money_text
from hearten.doors.member.claims.inputs import DayField, MoneyField
from hearten.doors.member.claims.words import language
from hearten.kernel.text import N_

_ABILITIES = ("adl", "adl_later")
_GRADES = ("grade", "earlier_grade")
_HELP = {
    "disease": gettext_lazy("As on the diagnosis. The same illness is not paid twice where the policy says so."),
    "grade": gettext_lazy("From the assessment report: grade 1 is the most severe, grade 10 the least."),
    "equal_grades": gettext_lazy("How many impairments the report puts at this grade. Mostly 1."),
    "earlier_grade": gettext_lazy("Only when you had a disability before this accident."),
    "finished": gettext_lazy("The doctor says that the state will not change any more."),
    "any_occupation": gettext_lazy("As the doctor certifies: not only your own work."),
    "income_minor": gettext_lazy("Average of a month before you fell ill, before tax."),
    "earning_minor": gettext_lazy("What you earn in a month now. Leave empty if nothing."),
    "other_income_minor": gettext_lazy("What other insurance pays a month for the same loss. Leave empty if nothing."),
    "adl": gettext_lazy("Tick what the person can't do without the help of another."),
    "adl_later": gettext_lazy("After the observation time: tick what is still not possible without help."),
    "icu_days": gettext_lazy("As on the discharge summary. Leave empty if none."),
    "qualified": gettext_lazy("Spent on treatment, medicine or aids."),
}  # fmt: skip
# The same fact has another name where another benefit asks for it.
_OWN_LABELS = {
    ("care", "assessed"): gettext_lazy("Day of the second assessment"),
    ("disability_grades", "assessed"): gettext_lazy("Day of the assessment, or of death"),
}
# What the days of a benefit are called: its first day, and its last where it has one.
DAY_LABELS = {
    "fixed_tiers": gettext_lazy("Day of the diagnosis"),
    "disability_grades": gettext_lazy("Day of the accident"),
    "income": gettext_lazy("First day without income"),
    "care": gettext_lazy("First day of care"),
    "daily_cash": gettext_lazy("Day of admission, or of the operation"),
    "health_account": gettext_lazy("Day of the payment"),
}
LAST_DAY_LABELS = {
    "income": gettext_lazy("Last day without income"),
    "care": gettext_lazy("Last day of care"),
    "daily_cash": gettext_lazy("Day of discharge"),
}
# Without these the benefit can't be worked out: the kind of benefit, what is claimed of it, and the sentence.
_NEEDED = {
    ("disability_grades", "disability"): {
        "grade": N_("Choose the grade that the assessment report names."),
        "assessed": N_("Write the day of the assessment."),
    },
    ("disability_grades", "death"): {"assessed": N_("Write the day of death.")},
    ("care", "care"): {"adl": N_("Tick at least one activity.")},
    ("daily_cash", "hospital"): {"until_date": N_("Write the day of discharge.")},
}


def fact_fields(kind: str) -> dict[str, forms.Field]:
    """An input for each fact that benefits of this kind ask for, by the name of the fact."""
    return {name: _field(kind, name) for name in ASKED.get(kind, ())}


def needed_facts(kind: str, category: str) -> dict[str, str]:
    """Without what this benefit can't be worked out: the name of the input, and what to do when it is empty."""
    return {name: _(sentence) for name, sentence in _NEEDED.get((kind, category), {}).items()}


def facts_given(kind: str, given: Mapping[str, Any]) -> dict[str, Fact]:
    """The facts as a line keeps them; what was left empty is left out."""
    facts: dict[str, Fact] = {}
    for name in ASKED.get(kind, ()):
        value = given.get(name)
        if name in _ABILITIES:
            value = sum(int(bit) for bit in value or ())
            if name == "adl_later" and not given.get("assessed"):
                continue  # nobody has looked a second time
        if isinstance(value, date):
            facts[name] = value.isoformat()
        elif isinstance(value, str) and name in NUMBERS:
            facts.update({name: int(value)} if value else {})
        elif value or name in _ABILITIES:
            facts[name] = value if isinstance(value, str) else int(value or 0)
    return facts


def shown_facts(facts: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Each fact of a line with its name, in words."""
    return [(_(FACT_LABELS[name]), _shown(name, value)) for name, value in (facts or {}).items()]


def shown_lines(claim: Claim) -> list[dict[str, Any]]:
    """Each expense with its kind and, for a benefit without a bill, what was told of it, in words."""
    labels = category_labels(claim, language())
    return [
        {
            "row": row,
            "category": labels.get(row.category, row.category),
            "facts": shown_facts(row.benefit_facts),
        }
        for row in list_lines(claim)
    ]


def _shown(name: str, value: Any) -> str:
    if name in _ABILITIES:
        return " · ".join(_(activity) for activity in activities_of(value)) or _("nothing")
    if name in FLAGS:
        return _("yes") if value else _("no")
    if name.endswith("_minor"):
        return money_text(value)
    return day_text(date.fromisoformat(value)) if name == "assessed" else str(value)


def _field(kind: str, name: str) -> forms.Field:
    asked: dict[str, Any] = {
        "label": _OWN_LABELS.get((kind, name)) or _(FACT_LABELS[name]),
        "help_text": _HELP.get(name, ""),
        "required": False,
    }
    if name in _ABILITIES:
        choices = [(str(bit), _(label)) for bit, label in ACTIVITIES.items()]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **asked)
    if name in _GRADES:
        choices = [("", "—"), *((str(grade), str(grade)) for grade in range(1, 11))]
        return forms.ChoiceField(choices=choices, **asked)
    if name in NUMBERS and name not in FLAGS and not name.endswith("_minor"):
        least, greatest = NUMBERS[name]
        return forms.IntegerField(min_value=least, max_value=greatest, **asked)
    return _plain_field(name, asked)


def _plain_field(name: str, asked: dict[str, Any]) -> forms.Field:
    if name in FLAGS:
        return forms.BooleanField(**asked)
    if name.endswith("_minor"):
        return MoneyField(**asked)
    return DayField(**asked) if name == "assessed" else forms.CharField(max_length=60, **asked)
