"""Mei with one of everything, a stranger beside her, and somebody in every role: what the addresses are tried with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import override_settings

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Actor, Role
from hearten.base.imports.services import open_run
from hearten.base.imports.types import ImportKind
from hearten.base.payments.models import ReconciliationItem
from hearten.base.payments.services import close_batch, order_payout, reconcile_day
from hearten.base.payments.types import ItemKind
from hearten.base.touchpoints.types import Channel
from hearten.domains.channels.models import Message
from hearten.domains.channels.services import send_message
from hearten.domains.claims.models import Claim, ClaimDocument, QualityCheck
from hearten.domains.claims.services import draw_quality_checks
from hearten.domains.claims.services.rules_trials import start_trial
from hearten.domains.customers.models import Customer
from hearten.domains.customers.services import appoint_representative, register_customer
from hearten.domains.customers.types import CustomerFacts, Purpose, Relation, Sex, SocialInsurance
from hearten.domains.fieldwork.models import CallTask
from hearten.domains.fieldwork.services import plan_session, print_forms
from hearten.domains.fieldwork.types import Topic
from hearten.domains.improvement.services import register_complaint
from hearten.domains.partners.services import make_key
from hearten.domains.partners.types import Scope
from hearten.domains.policies.models import Application
from hearten.domains.policies.services import (
    accept_terms,
    decide_underwriting,
    declare_health,
    make_quote,
    pay_premium,
    start_application,
)
from hearten.domains.policies.types import ApplicationState
from hearten.domains.products.selectors import default_choices, get_version, list_versions
from hearten.domains.quality.services import measure_index, open_round
from hearten.domains.quality.types import RoundKind
from hearten.domains.reports.models import ReportRun
from hearten.domains.reports.services import make_report, make_schedule, plan_action, start_run
from hearten.domains.research.models import TextLabel
from hearten.domains.research.services import add_material, label_batch, link_change, open_study, write_need
from hearten.domains.surveys.models import Invitation
from hearten.domains.surveys.services import (
    continue_survey,
    invite,
    load_documents,
    load_responses,
    make_panel,
    make_study,
    send_invitation,
    submit_response,
)
from hearten.domains.surveys.types import PastResponse
from hearten.engines.underwriting import asked
from hearten.kernel.clock import utc_now
from tests.domains.policies.conftest import ACCOUNT, _mild
from tests.factories.claims import SYSTEM, given_decided, given_draft, given_policy, line, member_actor
from tests.factories.hospitals import given_hospital

PRODUCT = "million-medical"
SURVEY = "post_claim"
# Where an address means a thing in a state other than the usual one.
DRAFT_CLAIM = {
    "claim_step", "claim_line_add", "claim_line_remove", "claim_discard", "claim_paper_add", "claim_paper_remove",
}  # fmt: skip
BEGUN = {"declare", "application_withdraw"}


@dataclass(frozen=True)
class World:
    users: dict[str, User]
    stranger: User
    things: dict[str, str]

    def argument(self, url_name: str, argument_name: str) -> str:
        """The number, id or code of Mei's thing that `url_name` is about."""
        room, _, page = url_name.rpartition(":")
        for key in (f"{url_name} {argument_name}", f"{_thing(room, page)} {argument_name}", argument_name):
            if key in self.things:
                return self.things[key]
        raise KeyError(f"the world has no {argument_name} for {url_name}")


def build_world() -> World:
    """Everything is made by the services that make it in life, some days ago, in the morning."""
    now = utc_now().replace(hour=2, minute=0) - timedelta(days=2)
    load_documents(by=SYSTEM, now=now)
    mei, lin = _customer("梅雪", "mei@example.com", "1", now), _customer("林远", "lin@example.com", "2", now)
    users = {role.value: _user(role, mei if role is Role.MEMBER else None) for role in Role}
    things = _claims_of(mei, now) | _applications_of(mei, now) | _survey_of(mei, now) | _desk_of(mei, now)
    things |= _bank_of(mei, now) | _partner_of(now)
    things["member_benefit number"] = things["claim number"]
    things |= _research_of(mei, now) | _report_of(now) | _quality_of(users, now) | _fieldwork_of(mei, now)
    things |= {
        "code": PRODUCT, "desk:survey code": SURVEY,
        "desk:survey_design code": SURVEY, "version_preview code": SURVEY, "version": "1", "desk:survey_versions code": SURVEY, "template": "post_claim",
        "design_id": str(continue_survey(code=SURVEY, by=SYSTEM, now=now).pk), "name": "nps", "kind": "csv", "provider": "sandbox",
        "open_survey token": "A" * 43, "purpose": Purpose.SURVEYS.value, "step": "event", "position": "1", "offer": "recovery_accident",
        "representation_id": str(_representation_of(mei, now)), "trial_id": str(_trial_of(now)),
        "study_id": str(make_study(name="Autumn", survey_code=SURVEY, version=1, by=SYSTEM, now=now).pk),
        "panel_id": str(make_panel(name="Members", about="", size=9, by=SYSTEM, now=now).pk),
        "page": "overview", "table": "findings", "desk:survey_results code": SURVEY, "desk:survey_results_table code": SURVEY,
        "desk:fieldwork_specimen code": SURVEY,
        "desk:asking_trigger name": "after_claim", "desk:study_qr kind": "svg",
        "customer_id": str(mei.pk), "user_id": str(users[Role.EXAMINER].pk),
    }  # fmt: skip
    return World(users=users, stranger=_user(Role.MEMBER, lin), things=things)


def _thing(room: str, page: str) -> str:
    """Which of Mei's things a page is about."""
    if room == "member" and page in DRAFT_CLAIM:
        return "draft"
    for kind in ("payment", "claim", "policy"):
        if page.startswith(kind) and page != "policy_issued":
            return kind
    if page in BEGUN:
        return "begun"
    if page in {"underwriting", "accept_terms", "referral"}:
        return "referred"
    return page


def _customer(name: str, email: str, digit: str, now: datetime) -> Customer:
    facts = CustomerFacts(
        name=name, sex=Sex.FEMALE, birth_date=(now - timedelta(days=38 * 365)).date(), region="310000",
        social_insurance=SocialInsurance.EMPLOYEE, phone=f"1380000000{digit}", email=email,
        bank_account="6222020000000000001", consents=tuple(Purpose),
    )  # fmt: skip
    return register_customer(facts=facts, by=SYSTEM, now=now)


def _representation_of(mei: Customer, now: datetime) -> int:
    """Mei lets her sister make claims for her."""
    sister = _customer("梅月", "yue@example.com", "3", now)
    made = appoint_representative(
        customer_id=mei.pk, number=sister.number, phone="13800000003", relation=Relation.OTHER,
        by=Actor(user_id=None, role=Role.MEMBER, customer_id=mei.pk), now=now,
    )  # fmt: skip
    return made.pk


def _partner_of(now: datetime) -> dict[str, str]:
    """A hospital with a key."""
    hospital = given_hospital(now)
    key, _ = make_key(organization_id=hospital.pk, name="HIS", scopes=[Scope.ESTIMATE], by=SYSTEM, now=now)
    return {"organization_id": str(hospital.pk), "key_id": str(key.pk), "form": "csv"}


def _trial_of(now: datetime) -> UUID:
    """The benefits of the product tried as they are."""
    product = list_versions(PRODUCT)[0]
    made = start_trial(
        product_code=PRODUCT, version=product.version, benefits=product.document["benefits"],
        choices=default_choices(product), by=SYSTEM, now=now,
    )  # fmt: skip
    return made.pk


def _user(role: Role, customer: Customer | None) -> User:
    name = customer.number.lower() if customer else role.value
    owner = customer.pk if customer else None
    return User.objects.create_user(
        f"{name}@example.com", "open sesame 2026", role=role, customer_id=owner, display_name=name
    )


def _claims_of(mei: Customer, now: datetime) -> dict[str, str]:
    policy = given_policy(mei, now, inception=(now - timedelta(days=200)).date())
    day = (now - timedelta(days=12)).date()
    draft = given_draft(mei, policy, now, lines=[line(day=day)], event_date=day)
    decided = given_decided(mei, policy, now, lines=[line(day=day)], event_date=day)
    return {
        "policy number": policy.number,
        "draft number": draft.number,
        "claim number": decided.number,
        "draft document_id": str(ClaimDocument.objects.get(claim=draft).pk),
        "claim document_id": str(ClaimDocument.objects.get(claim=decided).pk),
        "check_id": str(_check_of(decided, now)),
        "compensation_id": str(
            decided.pk
        ),  # none is there: the addresses take no GET, and a POST is refused before
    }


def _check_of(decided: Claim, now: datetime) -> UUID:
    """The decision of the rules is drawn for a person's look, a week later."""
    draw_quality_checks(by=SYSTEM, now=now + timedelta(days=7))
    return QualityCheck.objects.filter(claim=decided)[0].pk


def _applications_of(mei: Customer, now: datetime) -> dict[str, str]:
    referred, issued = (_declared(mei, now, ill) for ill in (["cancer"], ["none"]))
    pay_premium(application_id=issued.pk, account=ACCOUNT, by=member_actor(mei), now=now)
    awaiting, begun = _declared(mei, now, ["none"]), _begun(mei, now)
    states = [Application.objects.get(pk=row.pk).state for row in (referred, issued, awaiting, begun)]
    assert states == [
        ApplicationState.REFERRED, ApplicationState.ISSUED, ApplicationState.AWAITING_PAYMENT, ApplicationState.QUOTED,
    ]  # fmt: skip
    return {
        "referred number": referred.number,
        "policy_issued number": issued.number,
        "pay number": awaiting.number,
        "begun number": begun.number,
        "quote_id": str(begun.quote_id),
    }


def _begun(mei: Customer, now: datetime) -> Application:
    by = member_actor(mei)
    quote = make_quote(product_code=PRODUCT, choices={}, by=by, now=now)
    return start_application(quote_id=quote.pk, by=by, now=now)


def _declared(mei: Customer, now: datetime, illnesses: list[str]) -> Application:
    """An application that waits for its payment, or for a person when there are illnesses."""
    by, application = member_actor(mei), _begun(mei, now)
    product = get_version(application.product_code, application.product_version)
    answers: dict[str, Any] = {question.code: _mild(question) for question in asked(product.questions, {})}
    answers |= {"serious_illness": illnesses}
    declare_health(application_id=application.pk, answers=answers, by=by, now=now)
    decide_underwriting(application_id=application.pk, by=by, now=now)
    application.refresh_from_db()
    if application.state == ApplicationState.UNDERWRITTEN:
        accept_terms(application_id=application.pk, by=by, now=now)
    return application


def _survey_of(mei: Customer, today: datetime) -> dict[str, str]:
    """One that was answered long ago (the thanks are about that; nobody is asked often), and one that is open."""
    things = {}
    for key, pages, now in (
        ("answered", ["survey_thanks"], today - timedelta(days=150)), ("open", ["survey", "survey_save", "survey_sheets"], today)
    ):  # fmt: skip
        invitation = invite(
            customer_id=mei.pk, survey_code=SURVEY, dedupe_key=f"world:{key}", by=SYSTEM, now=now,
            context={"product_code": PRODUCT},
        )  # fmt: skip
        assert invitation is not None
        send_invitation(invitation_id=invitation.pk, now=now)
        link = Message.objects.get(dedupe_key=f"survey_invitation:{invitation.pk}", channel="app").link
        for page in pages:
            things |= {
                f"{page} token": link.rpartition("/")[2],
                f"own_{page} invitation_id": str(invitation.pk),
            }
        if key == "answered":
            given = {"csat": 4, "effort": 2, "nps": 9}
            submit_response(invitation_id=invitation.pk, answers=given, by=member_actor(mei), now=now)
    return things


def _desk_of(mei: Customer, now: datetime) -> dict[str, str]:
    case = register_complaint(
        customer_id=mei.pk,
        summary="等了很久",
        channel=Channel.PHONE,
        client_token="world",
        by=SYSTEM,
        now=now,
    )
    message = send_message(
        customer_id=mei.pk,
        template="claim_received",
        context={"number": "CL-WORLD"},
        dedupe_key="world",
        now=now,
    )
    run = open_run(
        kind=ImportKind.FHIR, source="world", path="/nowhere", title="world.json", total_bytes=1,
        sha256=hashlib.sha256(b"world").hexdigest(), by=SYSTEM, now=now,
    )  # fmt: skip
    assert message is not None
    return {"case_id": str(case.pk), "message_id": str(message.pk), "run_id": str(run.pk)}


def _fieldwork_of(mei: Customer, now: datetime) -> dict[str, str]:
    """A form on paper, a call that nobody has in hand, and a group to come."""
    study = make_study(name="By hand", survey_code=SURVEY, version=1, by=SYSTEM, now=now)
    rows = [
        Invitation.objects.create(
            customer=mei, survey=study.survey, study=study, channel=channel, dedupe_key=f"world:{channel}", state="sent",
            created_at=now, due_at=now, sent_at=now, expires_at=now + timedelta(days=30),
        )
        for channel in ("paper", "phone")
    ]  # fmt: skip
    (form,) = print_forms(study_id=study.pk, by=SYSTEM, now=now)
    call = CallTask.objects.create(invitation=rows[1], study=study, next_at=now)
    session = plan_session(
        kind="interview", name="Talk", where="Shanghai", starts_at=now + timedelta(days=9), seats=1,
        topics=[Topic("Claims", 30)], by=SYSTEM, now=now,
    )  # fmt: skip
    return {"form_id": str(form.pk), "task_id": str(call.pk), "session_id": str(session.pk)}


def _research_of(mei: Customer, now: datetime) -> dict[str, str]:
    """A needs study with one of everything, and the label of an open answer of Mei's."""
    study = open_study(name="Needs", product_code="", client_token="world:study", by=SYSTEM, now=now)
    notes = add_material(
        study_id=study.pk, kind="notes", title="Notes", segment="", held_on=now.date(), words="直付要快。",
        client_token="world:material", by=SYSTEM, now=now,
    )  # fmt: skip
    need = write_need(
        study_id=study.pk, statement="安心", kano="basic", kano_why="缺了不满", factor="economic",
        nature="emotional", importance=5, confidence="low", client_token="world:need", by=SYSTEM, now=now,
    )  # fmt: skip
    change = link_change(
        need_id=need.pk, kind="service", reference="", words="直付", client_token="world:change",
        by=SYSTEM, now=now,
    )  # fmt: skip
    load_responses(
        rows=[
            PastResponse(
                customer_id=mei.pk, survey_code=SURVEY, invited_at=now, answered_at=now, comment="理赔太慢"
            )
        ],
        now=now,
    )
    label_batch(now=now)
    label = TextLabel.objects.get()
    things = {
        "needs_id": study,
        "material_id": notes,
        "need_id": need,
        "change_id": change,
        "label_id": label,
    }
    return {name: str(thing.pk) for name, thing in things.items()} | {"needs_step name": "goal"}


def _report_of(now: datetime) -> dict[str, str]:
    """A released report on schedule, with something planned about its finding. Mei alone is too few for real figures."""
    report = make_report(
        name="Report", survey_code=SURVEY, months=6, client_token="world:report", by=SYSTEM, now=now
    )
    run = start_run(report_id=report.pk, client_token="world:run", by=SYSTEM, now=now)
    facts = {"survey_code": SURVEY, "survey": {"zh": "", "en": ""}, "study": "", "first": "", "last": "", "n": 9,
             "weighting": "sample", "flagged": "all"}  # fmt: skip
    finding = {"key": "nps-0", "weight": "know", "figure": "nps", "zh": "一", "en": "One"}
    ReportRun.objects.filter(pk=run.pk).update(
        state="released", made_at=now, released_at=now, released_by="world",
        snapshot={"facts": facts, "findings": [finding], "sections": [], "figures": [], "fields": []},
    )  # fmt: skip
    action = plan_action(
        run_id=run.pk, finding_key="nps-0", kind="initiative", title="Act", client_token="world:action",
        by=SYSTEM, now=now,
    )  # fmt: skip
    schedule = make_schedule(
        report_id=report.pk, rhythm="monthly", roles=["manager"], people=[], at_once=True,
        client_token="world:schedule", by=SYSTEM, now=now,
    )  # fmt: skip
    things = {"report_id": report, "report_run_id": run, "action_id": action, "schedule_id": schedule}
    return {name: str(thing.pk) for name, thing in things.items()} | {"desk:report_file kind": "pdf"}


def _quality_of(users: dict[str, User], now: datetime) -> dict[str, str]:
    """Measured figures, and a round in which everybody who may score was asked."""
    asked = [user.pk for user in users.values()]
    row = open_round(
        name="Experts", kind=RoundKind.SCORES, items=["advice_quality"], experts=asked,
        client_token="world:round", by=SYSTEM, now=now,
    )  # fmt: skip
    measure_index(months=1, by=SYSTEM, now=now)
    indicator = {f"desk:{page} code": "claim_turnaround" for page in ("quality_indicator", "quality_target")}
    return {"round_id": str(row.pk)} | indicator


def _bank_of(mei: Customer, now: datetime) -> dict[str, str]:
    """A payment to Mei that goes by file, in a batch, and a day that has been compared."""
    with override_settings(PAYOUT_PROVIDER="sandbox-bank"):
        order = order_payout(
            idempotency_key="world:payout", customer_id=mei.pk, amount_minor=120_50, account=ACCOUNT,
            purpose="world", reference="CL-WORLD", by=SYSTEM, now=now,
        )  # fmt: skip
        batch = close_batch(provider="sandbox-bank", by=SYSTEM, now=now)
    run = reconcile_day(provider="sandbox-bank", day=now.date(), by=SYSTEM, now=now)
    item = ReconciliationItem.objects.create(run=run, kind=ItemKind.MISSING, order=order, ours_minor=120_50)
    assert batch is not None
    return {"payment number": batch.number, "day_id": str(run.pk), "item_id": str(item.pk)}
