"""What an examiner fills in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.domains.claims.models import ClaimLine
from hearten.domains.claims.selectors import QueueFilters
from hearten.domains.claims.selectors.queue import SORTS, products_claimed
from hearten.domains.claims.services.person import LineRefusal
from hearten.domains.claims.types import STATE_LABELS, ClaimState
from hearten.domains.products.selectors import list_versions
from hearten.domains.products.types import in_language
from hearten.doors.components.sentences import sentence
from hearten.kernel.errors import HeartenError
from hearten.kernel.money import parse_money


def clean_money(text: str) -> int | None:
    """Minor units of what was typed; None when it is empty."""
    if not text:
        return None
    try:
        return parse_money(text)
    except HeartenError as error:
        raise forms.ValidationError(sentence(error)) from error


def products_named() -> list[tuple[str, str]]:
    """Products with claims: code and name in the reader's language."""
    language = get_language() or "zh-hans"
    named = {product.code: product.name for product in reversed(list_versions())}
    return [(code, in_language(named.get(code, code), language)) for code in products_claimed()]


class QueueForm(forms.Form):
    """Filters of the queue; what can't be read is left out."""

    text = forms.CharField(label=gettext_lazy("Number or name"), required=False, max_length=60)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Due"), required=False)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    least = forms.CharField(label=gettext_lazy("From (yuan)"), required=False, max_length=20)
    most = forms.CharField(label=gettext_lazy("To (yuan)"), required=False, max_length=20)
    sort = forms.ChoiceField(
        required=False, choices=[(name, name) for name in SORTS], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(s.value, _(STATE_LABELS[s])) for s in ClaimState if s != ClaimState.DRAFT]
        fields: Any = self.fields
        fields["state"].choices = [
            ("open", _("Waiting for a decision")),
            ("again", _("Asked to look again")),
            ("all", _("All")),
            *states,
        ]
        fields["due"].choices = [("", _("Any time")), ("late", _("Late")), ("soon", _("Within five days"))]
        fields["product"].choices = [("", _("All products")), *products_named()]

    def clean_least(self) -> int | None:
        return clean_money(self.cleaned_data["least"])

    def clean_most(self) -> int | None:
        return clean_money(self.cleaned_data["most"])

    def filters(self) -> QueueFilters:
        """The filters that could be read; call after is_valid()."""
        given = getattr(self, "cleaned_data", {})
        state = given.get("state") or "open"
        return QueueFilters(
            state="" if state == "all" else state,
            due=given.get("due") or "",
            product=given.get("product") or "",
            least_minor=given.get("least"),
            most_minor=given.get("most"),
            text=(given.get("text") or "").strip(),
            sort=given.get("sort") or "due",
        )


class DecideForm(forms.Form):
    """Approve what the rules pay, take parts off single expenses, or refuse."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=gettext_lazy("Decision"), widget=forms.RadioSelect)
    clause = forms.CharField(label=gettext_lazy("Clause"), required=False, max_length=60)
    sentence = forms.CharField(
        label=gettext_lazy("What the member reads"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Plain words: what is not paid, why, and what the member can do."),
    )

    def __init__(self, *args: Any, lines: Sequence[ClaimLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["choice"].choices = [
            ("approve", _("Pay what the rules pay")),
            ("refuse", _("Refuse the claim")),
        ]
        self.lines = lines
        for line in lines:
            off = forms.CharField(label=_("Take off (yuan)"), required=False, max_length=20)
            why = forms.CharField(label=_("Why"), required=False, max_length=200)
            fields[f"off_{line.position}"], fields[f"why_{line.position}"] = off, why

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

    def refusals(self) -> dict[int, LineRefusal]:
        given = self.cleaned_data
        return {
            line.position: LineRefusal(
                minor=given[f"off_{line.position}"], reason=given.get(f"why_{line.position}", "")
            )
            for line in self.lines
            if given.get(f"off_{line.position}") is not None
        }


class RequestForm(forms.Form):
    """All missing papers in one request."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Papers that are missing"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Name all of them at once; the law allows one request. Our clock stands still until they come."
        ),
    )


def put_error(form: forms.Form, error: HeartenError) -> None:
    """Show what a service said beside the field it speaks of."""
    name = error.field or ""
    if name.startswith("lines."):
        _lines, position, part = [*name.split("."), ""][:3]
        name = f"why_{position}" if part == "reason" else f"off_{position}"
    form.add_error(name if name in form.fields else None, sentence(error))
