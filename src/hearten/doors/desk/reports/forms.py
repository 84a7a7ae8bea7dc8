"""What somebody who makes reports fills in."""

from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.base.accounts.selectors import list_staff
from hearten.base.accounts.types import ROLE_LABELS, ROLE_PERMISSIONS, Permission
from hearten.domains.insight.study_types import FLAGGED_LABELS, WEIGHTING_LABELS
from hearten.domains.reports.services.common import LONGEST_WORDS
from hearten.domains.reports.services.composing import MOST_MONTHS
from hearten.domains.reports.types import (
    ACTION_LABELS,
    ACTION_STATE_LABELS,
    LANGUAGES,
    RHYTHM_LABELS,
    SECTION_LABELS,
    Section,
)

_LANGUAGE_WORDS = {"zh": gettext_lazy("in Chinese"), "en": gettext_lazy("in English")}
_DAY = forms.DateInput(attrs={"type": "date"})


def new_token() -> dict[str, str]:
    return {"token": secrets.token_urlsafe(24)}


def words_of(labels: Any) -> list[tuple[str, str]]:
    return [(key.value, _(word)) for key, word in labels.items()]


class TokenForm(forms.Form):
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)


class NewReportForm(TokenForm):
    """About a study, or about the last months of a survey: `about` is `study:<id>` or `survey:<code>`."""

    about = forms.ChoiceField(label=gettext_lazy("About"))
    name = forms.CharField(
        label=gettext_lazy("Name of the report"),
        help_text=gettext_lazy("Empty: the name of the study."),
        required=False,
        max_length=120,
    )
    months = forms.IntegerField(
        label=gettext_lazy("Months back, for a survey without a study"),
        min_value=1,
        max_value=MOST_MONTHS,
        initial=6,
        required=False,
    )

    def __init__(self, *args: Any, studies: dict[str, str], surveys: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["about"].choices = [
            (_("Studies"), [(f"study:{key}", name) for key, name in studies.items()]),
            (_("Surveys"), [(f"survey:{key}", name) for key, name in surveys.items()]),
        ]


class CompositionForm(forms.Form):
    """The report's name, which sections it has and in which order, how answers count."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name of the report"), max_length=120)
    weighting = forms.ChoiceField(label=gettext_lazy("Weights"))
    flagged = forms.ChoiceField(label=gettext_lazy("Doubtful answers"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["weighting"].choices = words_of(WEIGHTING_LABELS)
        fields["flagged"].choices = words_of(FLAGGED_LABELS)

    def sections(self) -> list[str]:
        """The ticked sections by their place; without a place they stand last."""
        ticked = [s.value for s in Section if self.data.get(f"on_{s.value}")]
        return sorted(ticked, key=self._place)

    def _place(self, name: str) -> int:
        given = str(self.data.get(f"place_{name}", ""))[:3]
        return int(given) if given.isascii() and given.isdigit() else len(Section)


def section_rows(chosen: list[str]) -> list[dict[str, Any]]:
    """Every section with its place, the chosen ones first."""
    order = [*chosen, *(s.value for s in Section if s.value not in chosen)]
    return [
        {"name": name, "word": _(SECTION_LABELS[Section(name)]), "on": name in chosen, "place": place}
        for place, name in enumerate(order, start=1)
    ]


class WordsForm(forms.Form):
    """The analyst's own sentences, one field for each section and language."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sections: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sections = sections
        for section in sections:
            for language in LANGUAGES:
                self.fields[f"{section}_{language}"] = forms.CharField(
                    label=_("%(section)s (%(language)s)")
                    % {"section": _(SECTION_LABELS[Section(section)]), "language": _LANGUAGE_WORDS[language]},
                    required=False,
                    max_length=LONGEST_WORDS,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )

    def given(self) -> dict[str, dict[str, str]]:
        return {
            section: {language: self.cleaned_data[f"{section}_{language}"] for language in LANGUAGES}
            for section in self._sections
        }


class ScheduleForm(TokenForm):
    rhythm = forms.ChoiceField(label=gettext_lazy("When"))
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("For everybody who is"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.TypedMultipleChoiceField(label=gettext_lazy("And for"), required=False, coerce=str)
    at_once = forms.BooleanField(
        label=gettext_lazy("Release it at once in my name"),
        help_text=gettext_lazy("Otherwise it waits as a draft until somebody releases it."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["rhythm"].choices = words_of(RHYTHM_LABELS)
        fields["roles"].choices = [
            (role.value, _(word))
            for role, word in ROLE_LABELS.items()
            if Permission.REPORTS_VIEW in ROLE_PERMISSIONS[role]
        ]
        fields["people"].choices = [
            (str(user.pk), user.display_name or user.email)
            for user in list_staff(active=True)
            if user.actor.can(Permission.REPORTS_VIEW)
        ]


class ActionForm(TokenForm):
    finding = forms.ChoiceField(label=gettext_lazy("Finding"))
    kind = forms.ChoiceField(label=gettext_lazy("What it becomes"))
    title = forms.CharField(label=gettext_lazy("What is done"), max_length=200)
    reference = forms.CharField(
        label=gettext_lazy("Number of the case, or id of the need"), required=False, max_length=40
    )
    owner = forms.CharField(label=gettext_lazy("Whose"), required=False, max_length=80)
    due_on = forms.DateField(label=gettext_lazy("Due"), required=False, widget=_DAY)
    figure = forms.ChoiceField(label=gettext_lazy("Which figure should change"), required=False)

    def __init__(
        self, *args: Any, findings: list[tuple[str, str]], figures: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["finding"].choices = findings
        fields["kind"].choices = words_of(ACTION_LABELS)
        fields["figure"].choices = [("", _("The overall score")), *figures]


class MoveForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    state = forms.ChoiceField(label=gettext_lazy("State"))
    began_on = forms.DateField(label=gettext_lazy("Works since"), required=False, widget=_DAY)
    result = forms.CharField(label=gettext_lazy("What became of it"), required=False, max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = words_of(ACTION_STATE_LABELS)
