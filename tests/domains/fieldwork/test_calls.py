"""X3: nobody is called by two, at night or after a refusal; each call is written down, and only its caller sees the number."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.fieldwork.models import CallAttempt, CallTask
from hearten.domains.fieldwork.selectors.calls import call_standing_for, interviewers_for
from hearten.domains.fieldwork.services import end_call, finish_interview, show_number, take_next_call
from hearten.domains.fieldwork.services.calling import AGAIN_AFTER, MOST_ATTEMPTS
from hearten.domains.surveys.models import Invitation, Response
from hearten.domains.surveys.services import save_answers
from hearten.kernel.errors import Conflict, Invalid, NotFound
from tests.domains.surveys.every_kind import ANSWERS
from tests.untouched import everything


@pytest.mark.django_db(transaction=True)
def test_two_interviewers_never_get_the_same_call(fielded, make_customer, staff, now):
    study, _ = fielded("phone", [make_customer(email=None) for _ in range(3)])
    people, taken, gate = [staff(Role.SERVICE_AGENT) for _ in range(4)], [], Barrier(4)

    def take(who):
        gate.wait()
        task = take_next_call(study_id=study.pk, by=who, now=now)
        taken.append(task and task.pk)
        connections.close_all()

    threads = [Thread(target=take, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    got = [one for one in taken if one]
    assert len(got) == len(set(got))
    assert CallTask.objects.filter(held_by_id__isnull=False).count() == len(got)


def test_an_interview_by_telephone_is_an_answer(fielded, mei, staff, now):
    study, (row,) = fielded("phone", [mei])
    anna, bo = staff(Role.SERVICE_AGENT), staff(Role.SERVICE_AGENT)
    task = take_next_call(study_id=study.pk, by=anna, now=now)
    assert take_next_call(study_id=study.pk, by=anna, now=now).pk == task.pk, "one call at a time"
    assert take_next_call(study_id=study.pk, by=bo, now=now) is None
    before = everything()
    for act in (show_number, finish_interview):
        with pytest.raises(NotFound):
            act(task_id=task.pk, by=bo, now=now)
    assert everything() == before
    assert show_number(task_id=task.pk, by=anna, now=now) == "13800000001"
    assert LedgerEntry.objects.filter(kind="fieldwork.number_shown", subject_id=mei.pk).count() == 1
    save_answers(invitation_id=row.pk, values=ANSWERS, now=now)
    done = finish_interview(task_id=task.pk, by=anna, now=now + timedelta(minutes=6))
    stored = Response.objects.get()
    assert (done.state, stored.entered_by, stored.channel, stored.nps) == ("done", "telephone", "phone", 9)
    (line,) = interviewers_for(anna, study.pk)
    assert (line.calls, line.complete, line.contact, line.cooperation, line.minutes) == (1, 1, 1.0, 1.0, 6.0)


def test_appointments_first_then_who_was_tried_least(fielded, mei, lin, make_customer, staff, now):
    study, rows = fielded("phone", [mei, lin, make_customer(email=None)])
    anna = staff(Role.SERVICE_AGENT)
    first = take_next_call(study_id=study.pk, by=anna, now=now)
    back = now + timedelta(hours=5)
    end_call(task_id=first.pk, outcome="later", call_back_at=back, by=anna, now=now)
    second = take_next_call(study_id=study.pk, by=anna, now=now)
    end_call(task_id=second.pk, outcome="no_answer", by=anna, now=now)
    assert CallTask.objects.get(pk=second.pk).next_at == now + AGAIN_AFTER
    assert take_next_call(study_id=study.pk, by=anna, now=back).pk == first.pk
    assert len(rows) == 3
    standing = call_standing_for(anna, study.pk, now=now)
    assert (standing.waiting, standing.appointed, standing.in_hand) == (2, 1, 1)


def test_not_at_night_not_without_consent_not_after_a_refusal(fielded, mei, lin, staff, system, now):
    study, rows = fielded("phone", [mei, lin])
    anna = staff(Role.SERVICE_AGENT)
    night = now - timedelta(hours=4)
    assert take_next_call(study_id=study.pk, by=anna, now=night) is None
    withdraw_consent(customer_id=lin.pk, purpose=Purpose.SURVEYS, by=system, now=now)
    task = take_next_call(study_id=study.pk, by=anna, now=now)
    assert task.invitation.customer_id == mei.pk
    save_answers(invitation_id=rows[0].pk, values={"nps": 3}, now=now)
    end_call(task_id=task.pk, outcome="refused", by=anna, now=now)
    assert Invitation.objects.get(pk=rows[0].pk).disposition == "2.11"
    assert take_next_call(study_id=study.pk, by=anna, now=now + timedelta(days=1)) is None
    assert CallTask.objects.filter(state="done").count() == 2


def test_attempts_run_out_and_bad_ends_are_refused(fielded, mei, staff, now):
    study, (row,) = fielded("phone", [mei])
    anna, at = staff(Role.SERVICE_AGENT), now
    task = take_next_call(study_id=study.pk, by=anna, now=at)
    for outcome, back in (("complete", None), ("nonsense", None), ("later", None), ("later", now), ("later", now + timedelta(hours=14))):  # fmt: skip
        with pytest.raises(Invalid):
            end_call(task_id=task.pk, outcome=outcome, call_back_at=back, by=anna, now=at)
    assert not CallAttempt.objects.exists()
    for _ in range(MOST_ATTEMPTS):
        task = take_next_call(study_id=study.pk, by=anna, now=at)
        end_call(task_id=task.pk, outcome="no_answer", by=anna, now=at)
        at += timedelta(days=1)
    assert take_next_call(study_id=study.pk, by=anna, now=at) is None
    assert Invitation.objects.get(pk=row.pk).disposition == "2.2"


def test_a_call_held_too_long_goes_back(fielded, mei, staff, now):
    study, _ = fielded("phone", [mei])
    anna, bo = staff(Role.SERVICE_AGENT), staff(Role.SERVICE_AGENT)
    task = take_next_call(study_id=study.pk, by=anna, now=now)
    later = now + timedelta(minutes=31)
    with pytest.raises(Conflict):
        end_call(task_id=task.pk, outcome="busy", by=anna, now=later)
    assert take_next_call(study_id=study.pk, by=bo, now=later).pk == task.pk
