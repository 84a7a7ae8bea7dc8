"""Hand-work of the demo: a telephone sample with appointments, forms on paper keyed twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.domains.fieldwork.laid_out import lay_out
from hearten.domains.fieldwork.models import PaperForm
from hearten.domains.fieldwork.services import (
    end_call,
    finish_interview,
    key_form,
    print_forms,
    settle_form,
    show_number,
    take_next_call,
)
from hearten.domains.fieldwork.types import Outcome
from hearten.domains.surveys.questionnaire import Survey
from hearten.domains.surveys.services import save_answers
from hearten.doors.demo.office import Office, draw, launch, plan, published
from hearten.doors.demo.said import as_typed, said_by, seconds_for

_TALKED, _RANG = timedelta(minutes=5, seconds=20), timedelta(seconds=50)
# (days ago, hour, minute, who calls, how it ended, what was noted)
_CALLS: tuple[tuple[int, int, int, int, str, str], ...] = (
    (6, 10, 5, 0, "complete", ""),
    (6, 10, 20, 1, "no_answer", ""),
    (6, 10, 40, 0, "refused", "说近期已经被问过，不想再答。"),
    (6, 11, 0, 1, "complete", ""),
    (6, 14, 10, 0, "busy", ""),
    (5, 9, 30, 1, "complete", ""),
    (5, 10, 0, 0, "machine", ""),
    (5, 15, 0, 0, "complete", ""),
    (4, 10, 15, 1, "wrong_number", "接电话的人不认识本人。"),
    (4, 10, 35, 0, "complete", ""),
    (4, 18, 30, 1, "no_answer", ""),
    (3, 9, 45, 0, "complete", ""),
    (3, 14, 0, 1, "broke_off", "答到一半要去接孩子，不愿意继续。"),
    (2, 10, 10, 0, "complete", ""),
    (2, 16, 0, 1, "unable", "家属说老人听力不好。"),
    (1, 9, 20, 1, "later", "在开会，请晚上再打。"),
    (1, 9, 50, 0, "later", "明天上午有空。"),
    (1, 11, 0, 1, "complete", ""),
)
# When the two who asked for another time want to be called: last evening (it is due), and tomorrow.
_CALL_BACKS = ((1, 19, 30), (-1, 10, 30))


def telephone_sample(office: Office) -> None:
    """Two interviewers work through a sample; two people asked to be called again, one of them by now."""
    survey = published(office, "service_contact", at=office.at(9, 9))
    study = plan(
        office,
        survey,
        "客服回访（电话）",
        at=office.at(9, 9),
        channels=["phone"],
        closes_at=office.at(-12, 20),
    )
    launch(office, draw(office, study, 26, at=office.at(8, 9)), at=office.at(7, 9))
    back = iter(_CALL_BACKS)
    for days, hour, minute, who, outcome, note in _CALLS:
        at, by = office.at(days, hour, minute), office.service[who]
        task = take_next_call(study_id=study.pk, by=by, now=at)
        if task is None:
            continue
        show_number(task_id=task.pk, by=by, now=at)
        if outcome == Outcome.COMPLETE:
            _interview(office, survey, task.invitation_id, task.pk, by, at)
            continue
        end_call(
            task_id=task.pk,
            outcome=outcome,
            by=by,
            now=at + _RANG,
            call_back_at=office.at(*next(back)) if outcome == Outcome.LATER else None,
            note=note,
        )


def _interview(
    office: Office, survey: Survey, invitation_id: UUID, task_id: int, by: Actor, at: datetime
) -> None:
    values = said_by(0.7, survey, office.rng)
    save_answers(
        invitation_id=invitation_id,
        values=values,
        seconds=seconds_for(survey, values, office.rng),
        now=at + _TALKED / 2,
    )
    finish_interview(task_id=task_id, by=by, now=at + _TALKED, language="zh-hans")


def paper_sample(office: Office) -> None:
    """Forms of older members: handed in, settled by a third, different, keyed once, and still out."""
    survey = published(office, "elderly", at=office.at(10, 9))
    study = plan(
        office,
        survey,
        "长辈服务回访（纸质）",
        at=office.at(10, 9),
        channels=["paper"],
        closes_at=office.at(-25, 20),
    )
    drawn = draw(office, study, 14, at=office.at(9, 9), age_band=("50-59", "60-69", "70+"))
    launch(office, drawn, at=office.at(9, 10))
    forms = print_forms(study_id=study.pk, by=office.service[0], now=office.at(9, 11))
    for number, form in enumerate(forms[:9]):
        _key(office, survey, form, number)


def _key(office: Office, survey: Survey, form: PaperForm, number: int) -> None:
    """The first five agree, in the sixth to eighth the second typist read one field otherwise, the ninth was keyed once."""
    sheet = lay_out(form.invitation, language=form.language)
    typed = as_typed(sheet.slots, said_by(0.68, survey, office.rng))
    first, second = office.service
    at = office.at(3, 14, 4 * number)
    key_form(form_id=form.pk, typed=typed, by=first, now=at, seconds=95)
    if number == 8:
        return
    misread = typed | {"csat": "2" if typed["csat"] != "2" else "3"}
    again = misread if number >= 5 else typed
    key_form(form_id=form.pk, typed=again, by=second, now=office.at(2, 10, 4 * number), seconds=88)
    if number == 5:
        chosen = {"csat": typed["csat"]}
        settle_form(form_id=form.pk, chosen=chosen, by=office.analyst, now=office.at(2, 16))
