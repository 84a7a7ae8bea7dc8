"""What an examiner fills in to decide a claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.claims.services.person import LineRefusal, Verdict
from hearten.domains.policies.selectors import product_of
from hearten.domains.products.types import in_language
from hearten.domains.products.words import SECTION_LABELS
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.claims.forms import clean_money
from hearten.kernel.errors import HeartenError
from hearten.kernel.text import N_

UPHOLD, APPROVE, REFUSE = "uphold", "approve", "refuse"
# What is asked for most often; the member reads it in his own language.
USUAL_PAPERS = {
    "bill": N_("The bill or electronic invoice of the hospital, whole and readable"),
    "fees": N_("The list of fees, item by item"),
    "record": N_("The medical record or the doctor's note of the visit"),
    "discharge": N_("The discharge summary"),
    "diagnosis": N_("The certificate of diagnosis"),
    "report": N_("The reports of examinations and laboratory tests"),
    "settlement": N_("The settlement sheet of the social insurance"),
    "accident": N_("A note on how the accident happened, with police or employer's paper where there is one"),
    "identity": N_("Proof of identity of the insured person"),
    "account": N_("A picture of the bank card, or the name of the account's owner"),
}


def clause_choices(claim: Claim, language: str) -> list[tuple[str, Any]]:
    """The clauses of the member's policy by section, each with its number and title."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for clause in product_of(claim.policy).document.get("clauses", ()):
        name = f"{clause['number']} {in_language(clause['title'], language)}"
        groups.setdefault(str(clause["section"]), []).append((str(clause["number"]), name))
    order = sorted(groups, key=lambda section: section != "exclusions")
    return [("", _("Choose a clause"))] + [
        (_(SECTION_LABELS.get(section, section)), groups[section]) for section in order
    ]


class DecideForm(forms.Form):
    """Approve what the rules pay, take parts off single expenses, or refuse; of an appeal also: let the decision stand."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    clause = forms.ChoiceField(
        label=gettext_lazy("Clause"),
        required=False,
        help_text=gettext_lazy("A refusal names the clause it rests on."),
    )
    sentence = forms.CharField(
        label=gettext_lazy("What the member reads"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Plain words: what is not paid, why, and what the member can do."),
    )

    def __init__(
        self, *args: Any, claim: Claim, lines: Sequence[ClaimLine], appeal: bool = False, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"version": claim.version, "choice": UPHOLD if appeal else APPROVE} | {
            "clause": claim.clause
        }
        super().__init__(*args, **kwargs)
        self.lines, self.appeal = lines, appeal
        fields: Any = self.fields
        stands = [(UPHOLD, _("The decision stands"))] if appeal else []
        fields["choice"].choices = [
            *stands,
            (APPROVE, _("Pay what the rules pay")),
            (REFUSE, _("Refuse the claim")),
        ]
        fields["clause"].choices = clause_choices(claim, get_language() or "zh-hans")
        fields["sentence"].required = appeal
        self._add_lines(fields, refused=claim.decision == "refused")

    def _add_lines(self, fields: Any, *, refused: bool) -> None:
        """A refusal took every bill off whole; who decides again begins with nothing taken off."""
        for line in self.lines:
            off = forms.CharField(label=_("Take off (yuan)"), required=False, max_length=20)
            why = forms.CharField(label=_("Why"), required=False, max_length=200)
            fields[f"off_{line.position}"], fields[f"why_{line.position}"] = off, why
            if line.refused_minor and not refused:
                off.initial = f"{line.refused_minor // 100}.{line.refused_minor % 100:02d}"
                why.initial = line.refused_reason

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for line in self.lines:
            name = f"off_{line.position}"
            try:
                given[name] = clean_money(given.get(name, ""))
            except forms.ValidationError as error:
                self.add_error(name, error)
        return given

    def line_rows(self) -> list[dict[str, Any]]:
        """Each expense with its two fields, for the page."""
        return [
            {"row": line, "off": self[f"off_{line.position}"], "why": self[f"why_{line.position}"]}
            for line in self.lines
        ]

    def verdict(self) -> Verdict | None:
        """What is decided; None when the decision stands. What is left empty is taken off no more."""
        given = self.cleaned_data
        if given["choice"] == UPHOLD:
            return None
        refuse = given["choice"] == REFUSE
        refusals = {
            line.position: LineRefusal(
                minor=given.get(f"off_{line.position}") or 0, reason=given.get(f"why_{line.position}", "")
            )
            for line in self.lines
        }
        return Verdict(
            refuse=refuse,
            refusals={} if refuse else refusals,
            clause=given["clause"],
            sentence=given["sentence"],
        )


class VersionForm(forms.Form):
    """An act that asks for nothing more than that the claim is as it was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class RejectForm(VersionForm):
    """The second examiner does not agree."""

    sentence = forms.CharField(
        label=gettext_lazy("Why you do not agree"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For the first examiner; the member does not see it."),
    )


class RequestForm(VersionForm):
    """All missing papers in one request."""

    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Papers that are missing"), required=False, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=gettext_lazy("Anything else"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Name all of them at once; the law allows one request. Our clock stands still until they come."
        ),
    )
    again = forms.BooleanField(
        label=gettext_lazy("This could not be known when we asked before"), required=False
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": claim.version})
        super().__init__(*args, **kwargs)
        self.asked_before = claim.requests_made
        fields: Any = self.fields
        fields["papers"].choices = [(code, _(words)) for code, words in USUAL_PAPERS.items()]
        fields["again"].required = self.asked_before > 0
        if not self.asked_before:
            del self.fields["again"]

    def request_text(self, language: str) -> str:
        """The whole request, as the member reads it."""
        with translation.override(language):
            papers = [_(USUAL_PAPERS[code]) for code in self.cleaned_data["papers"]]
        own = self.cleaned_data["text"].strip()
        if not papers:
            return own
        listed = [f"{place}. {words}" for place, words in enumerate([*papers, *([own] if own else [])], 1)]
        return "\n".join(listed)


class AdvanceForm(VersionForm):
    """A part that can be determined, paid before the rest is."""

    amount = forms.CharField(
        label=gettext_lazy("Amount (yuan)"),
        max_length=20,
        widget=forms.TextInput(attrs={"data-kind": "money"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("What it is for, as the member reads it"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_amount(self) -> int:
        return clean_money(self.cleaned_data["amount"]) or 0


def put_error(form: forms.Form, error: HeartenError) -> None:
    """Show what a service said beside the field it speaks of."""
    name = error.field or ""
    if name.startswith("lines."):
        _lines, position, part = [*name.split("."), ""][:3]
        name = f"why_{position}" if part == "reason" else f"off_{position}"
    form.add_error(name if name in form.fields else None, sentence(error))
