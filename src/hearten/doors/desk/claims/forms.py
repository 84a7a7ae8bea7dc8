"""What stands above the queue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.domains.claims.selectors import QueueFilters, warning_name
from hearten.domains.claims.selectors.queue import SORTS, products_claimed, warnings_met
from hearten.domains.claims.types import STATE_LABELS, ClaimState
from hearten.domains.products.selectors import list_versions
from hearten.domains.products.types import in_language
from hearten.doors.components.sentences import sentence
from hearten.engines.review import Severity
from hearten.kernel.errors import HeartenError
from hearten.kernel.money import parse_money
from hearten.kernel.text import N_

SEVERITY_LABELS = {
    Severity.INFO: N_("For information"),
    Severity.REVIEW: N_("A person must look"),
    Severity.BLOCK: N_("Holds the claim up"),
}


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
    whose = forms.ChoiceField(label=gettext_lazy("In whose hands"), required=False)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    warning = forms.ChoiceField(label=gettext_lazy("Warning"), required=False)
    severity = forms.ChoiceField(label=gettext_lazy("Severity"), required=False)
    least = forms.CharField(label=gettext_lazy("From (yuan)"), required=False, max_length=20)
    most = forms.CharField(label=gettext_lazy("To (yuan)"), required=False, max_length=20)
    sort = forms.ChoiceField(
        required=False, choices=[(name, name) for name in SORTS], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["state"].choices = _state_choices()
        fields["due"].choices = [
            ("", _("Any time")),
            ("late", _("Late")),
            ("1", _("Within a day")),
            ("3", _("Within three days")),
            ("soon", _("Within five days")),
            ("10", _("Within ten days")),
        ]
        fields["whose"].choices = [("", _("Anybody")), ("mine", _("Mine")), ("free", _("Nobody"))]
        fields["product"].choices = [("", _("All products")), *products_named()]
        language = get_language() or "zh-hans"
        warnings = [(code, warning_name(code, language)) for code in warnings_met()]
        fields["warning"].choices = [("", _("All warnings")), *warnings]
        severities = [(severity.value, _(SEVERITY_LABELS[severity])) for severity in Severity]
        fields["severity"].choices = [("", _("Any severity")), *severities]

    def clean_least(self) -> int | None:
        return clean_money(self.cleaned_data["least"])

    def clean_most(self) -> int | None:
        return clean_money(self.cleaned_data["most"])

    def filters(self) -> QueueFilters:
        """The filters that could be read; call after is_valid()."""
        given = getattr(self, "cleaned_data", {})
        state, due = given.get("state") or "open", given.get("due") or ""
        return QueueFilters(
            state="" if state == "all" else state,
            due="" if due.isdigit() else due,
            within_days=int(due) if due.isdigit() else None,
            whose=given.get("whose") or "",
            product=given.get("product") or "",
            warning=given.get("warning") or "",
            severity=given.get("severity") or "",
            least_minor=given.get("least"),
            most_minor=given.get("most"),
            text=(given.get("text") or "").strip(),
            sort=given.get("sort") or "due",
        )


def _state_choices() -> list[tuple[str, str]]:
    return [
        ("open", _("Waiting for a decision")),
        ("proposals", _("Waiting for a second examiner")),
        ("appeals", _("Appeals")),
        ("again", _("Asked to look again")),
        ("all", _("All")),
        *((state.value, _(STATE_LABELS[state])) for state in ClaimState if state != ClaimState.DRAFT),
    ]
