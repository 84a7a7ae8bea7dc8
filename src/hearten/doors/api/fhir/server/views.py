"""The addresses of the FHIR server."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from hearten.base.accounts.access import actor_of, member_only, public
from hearten.domains.claims.models import Claim
from hearten.domains.claims.selectors import get_claim_for
from hearten.domains.claims.selectors.hospitals import Answerable, sent_thing_for, sent_under_for
from hearten.domains.claims.services.hospitals import (
    cancel_for_hospital,
    estimate_for_hospital,
    preauthorize,
    take_hospital_claim,
)
from hearten.domains.partners.types import Scope
from hearten.doors.api.fhir.references import typed
from hearten.doors.api.fhir.server import benefit, claim_response
from hearten.doors.api.fhir.server.answering import fhir_answer, to_json
from hearten.doors.api.fhir.server.body import claim_in, resource_of
from hearten.doors.api.fhir.server.capability import capability
from hearten.doors.api.fhir.server.claim_reading import reference_of, request_of
from hearten.doors.api.fhir.server.guard import Caller, partner_only
from hearten.doors.api.fhir.values import Resource, text
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

_MOST_WRITTEN = 200


@public
@require_GET
def metadata(request: HttpRequest) -> HttpResponse:
    """What this server can do; without data, so without a key."""
    return fhir_answer(capability())


@partner_only(Scope.CLAIMS_WRITE, Scope.ESTIMATE)
@require_POST
def claim_submit(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A Claim in, its ClaimResponse out: a claim, a request for approval, an estimate, or a claim taken back."""
    claim = claim_in(resource_of(request))
    return fhir_answer(_done(claim, caller))


def _done(claim: Resource, caller: Caller) -> Resource:
    use, status, now, actor = text(claim, "use"), text(claim, "status"), utc_now(), caller.actor
    caller.require(Scope.ESTIMATE if use == "predetermination" else Scope.CLAIMS_WRITE)
    if status == "cancelled":
        return claim_response.answer(cancel_for_hospital(reference=reference_of(claim), by=actor, now=now))
    if status != "active":
        raise Invalid(
            N_("We take active claims, and cancelled ones to take them back."), field="Claim.status"
        )
    request = request_of(claim, by=actor, hospital=actor.name)
    match use:
        case "claim":
            return claim_response.answer(take_hospital_claim(request, by=actor, now=now))
        case "preauthorization":
            return claim_response.answer(preauthorize(request, by=actor, now=now))
        case "predetermination":
            return claim_response.answer_estimate(estimate_for_hospital(request, by=actor, now=now), now=now)
    raise Invalid(N_("We know claim, preauthorization and predetermination."), field="Claim.use")


@partner_only(Scope.CLAIMS_READ)
@require_GET
def claim_response_read(request: HttpRequest, caller: Caller, identity: str) -> HttpResponse:
    return fhir_answer(claim_response.answer(sent_thing_for(caller.actor, identity)))


@partner_only(Scope.CLAIMS_READ)
@require_GET
def claim_response_search(request: HttpRequest, caller: Caller) -> HttpResponse:
    """By `request` (Claim/id) or by the hospital's own number (`identifier`)."""
    return fhir_answer(_search(request, caller, "request", claim_response.answer))


@partner_only(Scope.CLAIMS_READ)
@require_GET
def benefit_read(request: HttpRequest, caller: Caller, identity: str) -> HttpResponse:
    return fhir_answer(benefit.to_fhir(_claim(sent_thing_for(caller.actor, identity))))


@partner_only(Scope.CLAIMS_READ)
@require_GET
def benefit_search(request: HttpRequest, caller: Caller) -> HttpResponse:
    """By `claim` (Claim/id) or by the hospital's own number (`identifier`)."""
    return fhir_answer(_search(request, caller, "claim", lambda thing: benefit.to_fhir(_claim(thing))))


@member_only
@require_GET
def member_benefit(request: HttpRequest, number: str) -> HttpResponse:
    """The member's own explanation of benefits as a FHIR file."""
    claim = get_claim_for(actor_of(request), number)
    response = HttpResponse(
        to_json(benefit.to_fhir(claim)), content_type="application/fhir+json; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{claim.number}.fhir.json"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _claim(thing: Answerable) -> Claim:
    if not isinstance(thing, Claim):
        raise NotFound(N_("Nothing of yours has this name."))
    return thing


def _search(
    request: HttpRequest, caller: Caller, reference: str, shown: Callable[[Answerable], Resource]
) -> Resource:
    """A Bundle with what was asked for, or an empty one. Raises Invalid when nothing was asked."""
    named, number = (
        request.GET.get(reference, "")[:_MOST_WRITTEN],
        request.GET.get("identifier", "")[:_MOST_WRITTEN],
    )
    if not named and not number:
        raise Invalid(
            N_("Say which: by %(reference)s or by identifier."), field=reference, reference=reference
        )
    try:
        thing = (
            sent_thing_for(caller.actor, typed(named)[1])
            if named
            else sent_under_for(caller.actor, number.rpartition("|")[2])
        )
        found = [shown(thing)]
    except NotFound:
        found = []
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "entry": [{"resource": one, "search": {"mode": "match"}} for one in found],
    }
