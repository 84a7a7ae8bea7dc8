"""What would this cost me? Asked before treatment, answered by the rules of the policy; nothing is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from hearten.base.accounts.access import actor_of, member_only
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors.terms import benefit_kind, category_labels
from hearten.domains.claims.selectors.what_if import WhatIf, what_if
from hearten.domains.claims.services.checks import check_line
from hearten.domains.claims.types import CAUSE_LABELS, Cause
from hearten.domains.policies.models import Policy
from hearten.doors.components.formats import money_text
from hearten.doors.member.claims.forms import LineForm, put_error
from hearten.doors.member.claims.words import language, policy_choices
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, NotFound
from hearten.kernel.text import N_

ASKED = "ask"


class WhatIfForm(LineForm):
    """One expense that has not happened: no hospital, no day, but whether it is an illness or an accident."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Illness or accident?"), widget=forms.RadioSelect, initial=Cause.ILLNESS.value
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["provider"]
        self.fields["cause"].choices = [(c.value, _(CAUSE_LABELS[c])) for c in Cause]  # type: ignore[attr-defined]
        if "billed" in self.fields:
            del self.fields["service_date"]
            self.fields["billed"].label = _("What it would cost (yuan)")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given.setdefault("service_date", timezone.localdate())
        given["provider"] = "-"
        return given


@member_only
@require_GET
def claim_what_if(request: HttpRequest) -> HttpResponse:
    """The question, and with an expense in the address the answer under it."""
    today = timezone.localdate()
    choices = [choice for choice in policy_choices(actor_of(request), today) if choice["in_force"]]
    chosen = _chosen(choices, request.GET.get("policy", ""))
    context: dict[str, Any] = {"policies": choices, "chosen": chosen}
    if chosen is not None:
        context |= _answered(request, chosen["policy"])
    failed = "form" in context and bool(context["form"].errors)
    return render(request, "member/claims/what_if.html", context, status=400 if failed else 200)


def _chosen(choices: list[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    if not wanted:
        return choices[0] if choices else None
    found = next((choice for choice in choices if str(choice["policy"].number) == wanted), None)
    if found is None:
        raise NotFound(N_("There is no such policy, or it is not yours to see."))
    return found


def _answered(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    claim = Claim(policy=policy, product_code=policy.product_code)
    form = WhatIfForm(
        request.GET if ASKED in request.GET else None,
        categories=list(category_labels(claim, language()).items()),
        kind=benefit_kind(claim),
    )
    if not form.is_bound or not form.is_valid():
        return {"form": form}
    now, line = utc_now(), form.line()
    try:
        check_line(line, now=now, needs_bill="billed" in form.fields)
        found = what_if(
            policy,
            line,
            cause=Cause(form.cleaned_data["cause"]),
            on=line.service_date,
            now=now,
            language=language(),
        )
    except HeartenError as error:
        put_error(form, error)
        return {"form": form}
    return {"form": form, "found": found, "year": _year(found)}


def _year(found: WhatIf) -> list[dict[str, Any]]:
    """What would be used of deductible and limits, as bars."""
    return [
        {
            "label": _(item.label),
            "used_minor": item.used_minor,
            "of_minor": item.of_minor,
            "text": _("%(left)s left") % {"left": money_text(item.left_minor, "whole")},
        }
        for item in found.year
    ]
