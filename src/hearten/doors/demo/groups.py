"""Conversations of the demo: a focus group that was held and coded, a group and an interview that are still to come."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from hearten.domains.customers.types import Sex
from hearten.domains.fieldwork import services
from hearten.domains.fieldwork.models import Session
from hearten.domains.fieldwork.selectors.sessions import candidates_for
from hearten.domains.fieldwork.types import Place
from hearten.domains.research import services as research
from hearten.domains.research.models import NeedsStudy
from hearten.domains.research.receivers import take_in_session
from hearten.domains.research.selectors.coding import list_materials_for, statements_for
from hearten.domains.research.selectors.studies import steps_for
from hearten.domains.research.types import Step
from hearten.doors.demo.groups_words import (
    COLLECT,
    GOAL,
    GUIDE,
    HELD,
    NEEDS_NAME,
    NOTES,
    SAID,
    SEGMENT,
    THEMES,
)
from hearten.doors.demo.office import Office, TooFew, token

_THANKS, _THANKS_MINOR = "超市卡 200 元", 20_000


def conversations(office: Office) -> None:
    """A second needs study, under way: one group is behind it, another and an interview lie ahead."""
    study = _needs_study(office)
    held = _plan(office, study, HELD, days=9, seats=8)
    roster = _invite(office, held, 8, days=14)
    _came(office, held, roster)
    _coded(office, study, held)
    ahead = _plan(office, study, "焦点小组：50–59 岁会员", days=-4, seats=8, recruiting={"age_band": "50-59"})
    for person in _invite(office, ahead, 6, days=3)[:3]:
        _move(office, ahead, person, Place.CONFIRMED, days=2)
    alone = _plan(
        office,
        study,
        "深访：给父母买保险的儿子",
        days=-2,
        seats=1,
        kind="interview",
        recruiting={"sex": Sex.MALE.value},
    )
    for person in _invite(office, alone, 1, days=3):
        _move(office, alone, person, Place.CONFIRMED, days=1)


def _needs_study(office: Office) -> NeedsStudy:
    """The goal is set; collecting has begun."""
    study = research.open_study(
        name=NEEDS_NAME, product_code="", client_token=token("needs:health"), by=office.analyst, now=office.at(24, 9)
    )  # fmt: skip
    for step, given, days in ((Step.GOAL, GOAL, 22), (Step.COLLECT, COLLECT, 18)):
        row = steps_for(office.analyst, study.pk)[step].row
        row = research.save_step(
            study_id=study.pk, step=step, given=given, version=row.version, by=office.analyst, now=office.at(days, 9)
        )  # fmt: skip
        if step is Step.GOAL:
            research.finish_step(
                study_id=study.pk, step=step, version=row.version, by=office.analyst, now=office.at(days, 10)
            )
    return study


def _plan(
    office: Office,
    study: NeedsStudy,
    name: str,
    *,
    days: int,
    seats: int,
    kind: str = "focus_group",
    recruiting: dict[str, str] | None = None,
) -> Session:
    return services.plan_session(
        kind=kind,
        name=name,
        where="客户服务中心 3 楼会议室" if seats > 1 else "电话会议",
        starts_at=office.at(days, 14, 30),
        seats=seats,
        topics=GUIDE,
        needs_study_id=study.pk,
        segment=SEGMENT if days > 0 else "",
        recruiting=recruiting or {},
        incentive_words=_THANKS,
        incentive_minor=_THANKS_MINOR,
        by=office.analyst,
        now=office.at(15, 9),
    )


def _invite(office: Office, session: Session, people: int, *, days: int) -> list[UUID]:
    at = office.at(days, 9)
    found = candidates_for(office.analyst, session, now=at)[:people]
    if len(found) < people:
        raise TooFew
    chosen = [one.customer.pk for one in found]
    services.invite_to_session(session_id=session.pk, customer_ids=chosen, by=office.analyst, now=at)
    return chosen


def _move(office: Office, session: Session, person: UUID, place: Place, *, days: int) -> None:
    services.move_participant(
        session_id=session.pk,
        customer_id=person,
        place=place,
        consented=place is Place.ATTENDED,
        by=office.analyst,
        now=office.at(days, 14),
    )


def _came(office: Office, session: Session, roster: Sequence[UUID]) -> None:
    """One declined, one did not come, the others took part; one is still to get the thanks."""
    *came, absent, declined = roster
    _move(office, session, declined, Place.DECLINED, days=12)
    for person in (*came, absent):
        _move(office, session, person, Place.CONFIRMED, days=11)
    _move(office, session, absent, Place.ABSENT, days=9)
    for person in came:
        _move(office, session, person, Place.ATTENDED, days=9)
    services.write_session(
        session_id=session.pk,
        notes=NOTES,
        transcript="\n".join(words for _, words in SAID),
        by=office.analyst,
    )
    services.finish_session(session_id=session.pk, by=office.analyst, now=office.at(8, 10))
    for person in came[:-1]:
        services.pay_incentive(
            session_id=session.pk, customer_id=person, by=office.analyst, now=office.at(8, 11)
        )


def _coded(office: Office, study: NeedsStudy, session: Session) -> None:
    """What was said becomes material, as it would by the event, and the analyst puts it under themes."""
    at = office.at(8, 10)
    event = {"session_id": str(session.pk), "needs_study_id": str(study.pk), "occurred_at": at.isoformat()}
    take_in_session(event)
    sent = f"session:{session.pk}"
    (material,) = (one for one in list_materials_for(office.analyst, study.pk) if one.client_token == sent)
    themes = {
        code: research.add_theme(
            study_id=study.pk, name=name, definition=definition, parent_id=None, by=office.analyst
        ).pk
        for code, (name, definition) in THEMES.items()
    }
    for statement, (codes, _) in zip(statements_for(office.analyst, material), SAID, strict=False):
        for code in codes.split():
            research.code_statement(
                statement_id=statement.id, theme_id=themes[code], on=True, by=office.analyst, now=office.at(7, 15)
            )  # fmt: skip
    research.finish_reading(material_id=material.pk, by=office.analyst, now=office.at(7, 16))
