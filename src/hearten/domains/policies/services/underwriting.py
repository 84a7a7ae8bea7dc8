"""Deciding an application: by the product's rules, or by a person where the rules leave it to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.plumbing.events import publish
from hearten.domains.customers.selectors import get_customer, person_of
from hearten.domains.policies.models import Application, HealthDeclaration, UnderwritingDecision
from hearten.domains.policies.selectors import get_application_for, latest_declaration
from hearten.domains.policies.services.traces import lock_application, move, touch_application
from hearten.domains.policies.types import (
    TERMS_ACCEPTED,
    UNDERWRITTEN,
    WITHDRAWN,
    ApplicationDecided,
    ApplicationReferred,
    ApplicationState,
    Verdict,
)
from hearten.domains.products.selectors import get_version, quote, underwrite
from hearten.engines.underwriting import UnderwritingResult
from hearten.kernel.errors import Conflict, HeartenError, Invalid
from hearten.kernel.text import N_

HIGHEST_LOADING_BP = 30_000
SHORTEST_NOTE = 10
_CHANGED = N_("This application has moved on.")
_LOOK = N_("Look at the application again.")
_ENDED = frozenset({ApplicationState.DECLINED})


@transaction.atomic
def decide_underwriting(*, application_id: UUID, by: Actor, now: datetime) -> UnderwritingDecision:
    """Apply the product's rules to the declaration. They accept, charge more, exclude, or leave it to a person: never refuse."""
    application = lock_application(get_application_for(by, application_id).pk)
    declaration = latest_declaration(application)
    if application.state != ApplicationState.DECLARED or declaration is None:
        raise Conflict(_CHANGED, hint=_LOOK)
    product = get_version(application.product_code, application.product_version)
    person = person_of(get_customer(application.customer_id), timezone.localdate(now))
    result = underwrite(product, person, declaration.answers or {}, application.choices)
    decision = UnderwritingDecision.objects.create(
        customer_id=application.customer_id,
        application=application,
        declaration=declaration,
        verdict=Verdict(result.decision.value),
        loading_bp=result.loading_bp,
        health_grade=result.health_grade,
        exclusions=[asdict(exclusion) for exclusion in result.exclusions],
        reasons=_reasons(result),
        auto=True,
        decided_by=Actor.system("policies.underwrite").label,
        decided_at=now,
    )
    _follow(application, decision, by=by, now=now)
    return decision


@transaction.atomic
def decide_referral(
    *,
    application_id: UUID,
    verdict: Verdict,
    note: str,
    by: Actor,
    now: datetime,
    loading_bp: int = 0,
    exclusions: Sequence[Mapping[str, Any]] = (),
) -> UnderwritingDecision:
    """An underwriter's decision on a referred application; `note` is the reason in words that the member reads."""
    by.require(Permission.UNDERWRITE)
    application = lock_application(application_id)
    declaration = latest_declaration(application)
    if application.state != ApplicationState.REFERRED or declaration is None:
        raise Conflict(_CHANGED, hint=_LOOK)
    _check_decision(verdict, note, loading_bp, exclusions)
    decision = UnderwritingDecision.objects.create(
        customer_id=application.customer_id,
        application=application,
        declaration=declaration,
        verdict=verdict,
        loading_bp=loading_bp if verdict in {Verdict.LOAD, Verdict.EXCLUDE} else 0,
        health_grade=_grade_by_rules(declaration),
        exclusions=[dict(exclusion) for exclusion in exclusions] if verdict is Verdict.EXCLUDE else [],
        reasons=[],
        note=note.strip(),
        auto=False,
        decided_by=by.label,
        decided_at=now,
    )
    _follow(application, decision, by=by, now=now)
    return decision


@transaction.atomic
def accept_terms(*, application_id: UUID, by: Actor, now: datetime) -> Application:
    """The member agrees to the price or the exclusions that underwriting offers; agreed already stays agreed."""
    application = lock_application(get_application_for(by, application_id).pk)
    if not by.owns(application.customer_id):
        raise Conflict(_CHANGED, hint=_LOOK)
    if application.state == ApplicationState.AWAITING_PAYMENT:
        return application
    if application.state != ApplicationState.UNDERWRITTEN:
        raise Conflict(_CHANGED, hint=_LOOK)
    move(application, ApplicationState.AWAITING_PAYMENT, now)
    append(
        TERMS_ACCEPTED,
        subject_id=application.customer_id,
        actor=by,
        now=now,
        about=application.number,
        facts={"premium_minor": application.premium_minor},
    )
    return application


def note_withdrawn(application: Application, *, by: Actor, now: datetime) -> None:
    """Close an application that the member does not want any more. Needs its row locked."""
    move(application, ApplicationState.WITHDRAWN, now, ended=True)
    append(WITHDRAWN, subject_id=application.customer_id, actor=by, now=now, about=application.number)
    touch_application(application, "policy.application_withdrawn", now=now, outcome="withdrawn")


def _follow(application: Application, decision: UnderwritingDecision, *, by: Actor, now: datetime) -> None:
    """What a decision means for the application: its state, its price, its traces."""
    state = _state_after(application, decision, now)
    move(application, state, now, ended=state in _ENDED)
    facts = {"verdict": decision.verdict, "auto": decision.auto, "premium_minor": application.premium_minor}
    append(
        UNDERWRITTEN,
        subject_id=application.customer_id,
        actor=by,
        now=now,
        about=application.number,
        facts=facts,
    )
    kind = "policy.referred" if state is ApplicationState.REFERRED else "policy.underwritten"
    touch_application(application, kind, now=now, outcome=decision.verdict)
    told: dict[str, Any] = {
        "occurred_at": now,
        "application_id": application.pk,
        "customer_id": application.customer_id,
        "product_code": application.product_code,
    }
    if state is ApplicationState.REFERRED:
        publish(ApplicationReferred(**told))
    else:
        publish(ApplicationDecided(**told, verdict=str(decision.verdict), auto=decision.auto))


def _state_after(application: Application, decision: UnderwritingDecision, now: datetime) -> ApplicationState:
    verdict = Verdict(decision.verdict)
    if verdict is Verdict.REFER:
        return ApplicationState.REFERRED
    if verdict is Verdict.DECLINE:
        return ApplicationState.DECLINED
    quoted = application.quote.premium_minor
    application.premium_minor = _price(application, decision, now)
    if verdict is Verdict.ACCEPT and application.premium_minor <= quoted:
        return ApplicationState.AWAITING_PAYMENT
    return ApplicationState.UNDERWRITTEN


def _price(application: Application, decision: UnderwritingDecision, now: datetime) -> int:
    product = get_version(application.product_code, application.product_version)
    person = person_of(get_customer(application.customer_id), timezone.localdate(now))
    price = quote(
        product,
        application.choices,
        person,
        health_grade=decision.health_grade,
        loading_bp=decision.loading_bp,
    )
    return price.premium_minor


def _grade_by_rules(declaration: HealthDeclaration) -> str:
    """The health grade that the rules gave; a person's decision changes loading and exclusions, not the grade."""
    by_rules = UnderwritingDecision.objects.filter(declaration=declaration, auto=True).order_by("-id").first()
    return by_rules.health_grade if by_rules else "standard"


def _check_decision(
    verdict: Verdict, note: str, loading_bp: int, exclusions: Sequence[Mapping[str, Any]]
) -> None:
    problem: HeartenError | None = None
    if verdict is Verdict.REFER:
        problem = Invalid(N_("Choose a decision."), field="verdict")
    elif len(note.strip()) < SHORTEST_NOTE:
        problem = Invalid(N_("Write the reason in a sentence that the member can understand."), field="note")
    elif verdict is Verdict.LOAD and not 0 < loading_bp <= HIGHEST_LOADING_BP:
        problem = Invalid(N_("Write an extra charge between 1 and 300 percent."), field="loading")
    elif verdict is Verdict.EXCLUDE and not exclusions:
        problem = Invalid(N_("Write what is not covered."), field="exclusion")
    if problem is not None:
        raise problem


def _reasons(result: UnderwritingResult) -> list[dict[str, Any]]:
    rules = [
        {
            "code": reason.rule,
            "decision": reason.decision.value,
            "text": dict(reason.text),
            "loading_bp": reason.loading_bp,
        }
        for reason in result.reasons
    ]
    grades = [
        {"code": point.code, "decision": "grade", "text": dict(point.text), "points": point.points}
        for point in result.grade_points
    ]
    return rules + grades
