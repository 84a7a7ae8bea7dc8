"""X2, X3: a study is planned, launched once however often one tries, reminds who has not answered, and closes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections

from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.channels.types import MessageState
from hearten.domains.customers.services import withdraw_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.surveys import services
from hearten.domains.surveys.models import Invitation, Response, Study, StudyStratum
from hearten.domains.surveys.selectors import find_invitation
from hearten.domains.surveys.services import Drawn, StratumPlan
from hearten.domains.surveys.services.sending import link_token
from hearten.domains.surveys.types import ClosedLink, InvitationState, Withheld
from hearten.kernel.errors import Conflict, Invalid, NotAllowed


@pytest.fixture
def study(system, now):
    """`study(customers)` → a study of the survey after a claim with these people drawn, in two strata."""

    def make(customers, **changes):
        services.load_documents(by=system, now=now)
        made = services.make_study(name="Autumn", survey_code="post_claim", version=1, by=system, now=now)
        given = {"closes_at": now + timedelta(days=10), "reminders": [3, 7]} | changes
        made = services.change_study(study_id=made.pk, revision=1, changes=given, by=system, now=now)
        drawn = [
            Drawn(customer_id=one.pk, stratum="ab"[place % 2], base_weight=10.0)
            for place, one in enumerate(customers)
        ]
        strata = [StratumPlan(code=code, population=500, planned=5) for code in "ab"]
        return services.keep_sample(study_id=made.pk, rows=drawn, strata=strata, seed=7, by=system, now=now)

    return make


def states(study):
    return sorted(Invitation.objects.filter(study=study).values_list("state", "withheld"))


def test_a_study_is_launched_and_everybody_gets_one_link(study, make_customer, now, system):
    people = [make_customer(email=f"p{n}@hearten.example") for n in range(4)]
    planned = study(people)
    withdraw_consent(customer_id=people[3].pk, purpose=Purpose.SURVEYS, by=system, now=now)
    launched = services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    again = services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    assert (again.revision, again.launched_at) == (launched.revision, launched.launched_at)
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert states(planned) == [("sent", "")] * 3 + [("withheld", Withheld.NO_CONSENT)]
    assert Message.objects.filter(template="survey_invitation", channel="app").count() == 3
    assert LedgerEntry.objects.filter(kind="surveys.study_launched").count() == 1
    assert LedgerEntry.objects.filter(kind="surveys.invited").count() == 3
    first = Invitation.objects.filter(study=planned, state="sent").first()
    assert find_invitation(link_token(first.pk), now=now).pk == first.pk
    assert first.expires_at == planned.closes_at
    assert list(StudyStratum.objects.order_by("place").values_list("code", "drawn", "base_weight")) == [
        ("a", 2, 10.0),
        ("b", 2, 10.0),
    ]


def test_who_was_asked_lately_is_not_asked_by_a_study(study, asked, mei, lin, now, system):
    asked(mei)
    planned = study([mei, lin])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert states(planned) == [("sent", ""), ("withheld", Withheld.RECENTLY_ASKED)]


def test_killed_midway_and_run_again_asks_each_once(study, make_customer, now, system, monkeypatch):
    planned = study([make_customer() for _ in range(5)])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    assert services.ask_batch(study_id=planned.pk, by=system, now=now, size=2) == 2
    from hearten.domains.surveys.services import launching

    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(launching, "queue_sending", die)  # the last step of a batch: all before must vanish
        with pytest.raises(KeyboardInterrupt):
            services.ask_batch(study_id=planned.pk, by=system, now=now, size=2)
    assert states(planned) == [("drawn", "")] * 3 + [("sent", "")] * 2
    assert Message.objects.filter(channel="app").count() == 2
    assert services.take_up_studies(now=now) == 1
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert states(planned) == [("sent", "")] * 5
    assert Message.objects.filter(channel="app").count() == 5
    assert LedgerEntry.objects.filter(kind="surveys.invited").count() == 5


def test_a_batch_takes_the_same_few_statements_for_two_and_for_twenty(
    study, make_customer, now, system, django_assert_max_num_queries
):
    planned = study([make_customer() for _ in range(22)])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    for size in (2, 20):
        with django_assert_max_num_queries(24):
            services.ask_batch(study_id=planned.pk, by=system, now=now, size=size)
    assert states(planned) == [("sent", "")] * 22


def test_reminders_go_to_who_has_not_answered_and_stop(study, make_customer, now, system):
    answered, silent = make_customer(), make_customer(email="s@hearten.example")
    planned = study([answered, silent])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    of = {row.customer_id: row for row in Invitation.objects.filter(study=planned)}
    services.submit_response(invitation_id=of[answered.pk].pk, answers={"csat": 5}, by=system, now=now)
    assert services.remind_all(now=now + timedelta(days=2)) == 0
    night = datetime(now.year, now.month, now.day, 18, 0, tzinfo=UTC) + timedelta(days=4)
    assert services.remind_all(now=night) == 0
    assert services.remind_all(now=now + timedelta(days=3)) == 1
    assert services.remind_all(now=now + timedelta(days=4)) == 0
    assert services.remind_all(now=now + timedelta(days=7)) == 1
    assert services.remind_all(now=now + timedelta(days=9)) == 0
    inbox = Message.objects.filter(template="survey_reminder", channel="app")
    assert set(inbox.values_list("customer_id", flat=True)) == {silent.pk}
    links = {message.link for message in Message.objects.filter(customer=silent, channel="app")}
    assert links == {f"/app/s/{link_token(of[silent.pk].pk)}"}
    waiting = Message.objects.filter(template="survey_reminder", channel="email", state="waiting")
    assert waiting.exists()  # the limit of two letters in two weeks holds the second back
    services.submit_response(invitation_id=of[silent.pk].pk, answers={"csat": 5}, by=system, now=now)
    run_jobs(until=datetime.now(UTC) + timedelta(days=60))
    assert not Message.objects.filter(template="survey_reminder", channel="email", state="waiting").exists()
    assert Message.objects.filter(template="survey_reminder", state=MessageState.DROPPED).exists()


def test_turns_missed_in_a_pause_are_one_letter(study, make_customer, now, system):
    planned = study([make_customer()])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert services.remind_all(now=now + timedelta(days=8)) == 1
    assert Invitation.objects.get(study=planned).reminders_sent == 2
    assert Message.objects.filter(template="survey_reminder", channel="app").count() == 1


def test_a_paused_study_sends_nothing_and_takes_answers(study, make_customer, now, system):
    people = [make_customer() for _ in range(3)]
    planned = study(people)
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_batch(study_id=planned.pk, by=system, now=now, size=1)
    services.pause_study(study_id=planned.pk, by=system, now=now)
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert services.remind_all(now=now + timedelta(days=3)) == 0
    sent = Invitation.objects.get(study=planned, state="sent")
    services.submit_response(invitation_id=sent.pk, answers={"csat": 4}, by=system, now=now)
    assert states(planned) == [("answered", ""), ("drawn", ""), ("drawn", "")]
    services.resume_study(study_id=planned.pk, by=system, now=now)
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert states(planned) == [("answered", ""), ("sent", ""), ("sent", "")]


def test_a_full_group_is_asked_no_more(study, make_customer, now, system):
    planned = study([make_customer() for _ in range(6)])
    for code in "ab":
        services.set_quota(study_id=planned.pk, stratum=code, quota=1, by=system, now=now)
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_batch(study_id=planned.pk, by=system, now=now, size=2)
    first = Invitation.objects.filter(study=planned, state="sent").first()
    stratum = first.stratum
    services.submit_response(invitation_id=first.pk, answers={"csat": 4}, by=system, now=now)
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    full = Invitation.objects.filter(study=planned, withheld=Withheld.QUOTA_FULL)
    assert set(full.values_list("stratum", flat=True)) == {stratum}
    assert full.count() == 3 - Invitation.objects.filter(study=planned, stratum=stratum, withheld="").count()


def test_a_study_that_has_enough_answers_asks_and_reminds_nobody_else(study, make_customer, now, system):
    planned = study([make_customer() for _ in range(4)], most_answers=1)
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_batch(study_id=planned.pk, by=system, now=now, size=2)
    first = Invitation.objects.filter(study=planned, state="sent").first()
    services.submit_response(invitation_id=first.pk, answers={"csat": 4}, by=system, now=now)
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert services.remind_all(now=now + timedelta(days=3)) == 0
    assert states(planned) == [("answered", ""), ("sent", "")] + [("withheld", Withheld.QUOTA_FULL)] * 2


def test_closing_shuts_links_and_asks_nobody_else(study, make_customer, now, system):
    planned = study([make_customer() for _ in range(3)])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_batch(study_id=planned.pk, by=system, now=now, size=2)
    sent = Invitation.objects.filter(study=planned, state="sent").first()
    services.save_answer(invitation_id=sent.pk, item="csat", value=4, now=now)
    services.save_answer(invitation_id=sent.pk, item="nps", value=9, now=now)
    services.close_study(study_id=planned.pk, by=system, now=now)
    services.close_study(study_id=planned.pk, by=system, now=now)
    assert states(planned) == [("expired", "")] * 2 + [("withheld", Withheld.STUDY_CLOSED)]
    assert LedgerEntry.objects.filter(kind="surveys.study_closed").count() == 1
    with pytest.raises(ClosedLink):
        services.submit_response(invitation_id=sent.pk, answers={"csat": 4}, by=system, now=now)
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert not Response.objects.exists()
    assert Invitation.objects.get(pk=sent.pk).disposition == "1.2"


def test_the_last_day_closes_by_itself_and_can_be_put_off(study, make_customer, now, system):
    planned = study([make_customer()])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    later = planned.closes_at + timedelta(days=5)
    services.extend_study(study_id=planned.pk, closes_at=later, by=system, now=now)
    assert services.close_due_studies(by=system, now=planned.closes_at) == 0
    assert Invitation.objects.get(study=planned).expires_at == later
    assert services.close_due_studies(by=system, now=later) == 1
    with pytest.raises(Conflict):
        services.extend_study(study_id=planned.pk, closes_at=later + timedelta(days=1), by=system, now=later)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channels": []}, "channels"),
        ({"channels": ["pigeon"]}, "channels"),
        ({"reminders": [0]}, "reminders"),
        ({"reminders": [1, 2, 3, 4]}, "reminders"),
        ({"name": " "}, "name"),
        ({"texts": {"zh": "长" * 301}}, "texts"),
        ({"most_answers": 0}, "most_answers"),
        ({"link": "secret"}, "link"),
        ({"opens_at": datetime(2030, 1, 2, tzinfo=UTC), "closes_at": datetime(2030, 1, 1, tzinfo=UTC)}, "closes_at"),
        ({"state": "fielding"}, "state"),
    ],
)  # fmt: skip
def test_a_wrong_plan_is_refused_and_changes_nothing(study, mei, now, system, changes, field):
    planned = study([mei])
    before = Study.objects.values().get()
    with pytest.raises(Invalid) as refusal:
        services.change_study(
            study_id=planned.pk, revision=planned.revision, changes=changes, by=system, now=now
        )
    assert refusal.value.field == field
    assert Study.objects.values().get() == before


def test_what_stands_against_launching_is_said(study, mei, now, system, staff):
    planned = study([mei], closes_at=now + timedelta(hours=1))
    with pytest.raises(Invalid) as refusal:
        services.launch_study(
            study_id=planned.pk, by=system, now=now + timedelta(hours=2), reason="Asked before on paper"
        )
    assert refusal.value.field == "closes_at"
    with pytest.raises(NotAllowed):
        services.launch_study(study_id=planned.pk, by=staff(Role.SERVICE_AGENT), now=now)
    with pytest.raises(Conflict):
        services.change_study(study_id=planned.pk, revision=1, changes={"name": "x"}, by=system, now=now)
    assert states(planned) == [("drawn", "")]
    twice = [Drawn(customer_id=mei.pk, stratum="a")] * 2
    plan = [StratumPlan(code="a", population=2, planned=2)]
    with pytest.raises(Invalid):
        services.keep_sample(study_id=planned.pk, rows=twice, strata=plan, seed=1, by=system, now=now)
    assert states(planned) == [("drawn", "")]


@pytest.mark.django_db(transaction=True)
def test_two_launches_and_two_workers_at_once_ask_each_once(study, make_customer, now, system):
    planned = study([make_customer() for _ in range(8)])
    barrier = Barrier(3)

    def work():
        barrier.wait()
        services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
        while services.ask_batch(study_id=planned.pk, by=system, now=now, size=2):
            pass
        connections.close_all()

    threads = [Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    assert states(planned) == [("sent", "")] * 8
    assert Message.objects.filter(channel="app").count() == 8
    assert LedgerEntry.objects.filter(kind="surveys.study_launched").count() == 1


@pytest.mark.django_db(transaction=True)
def test_closed_while_answering_has_one_outcome(study, make_customer, now, system):
    planned = study([make_customer() for _ in range(6)])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    services.ask_sample(study_id=planned.pk, by=system, now=now)
    barrier, refused = Barrier(7), []

    def answer(identity):
        barrier.wait()
        try:
            services.submit_response(invitation_id=identity, answers={"csat": 4}, by=system, now=now)
        except ClosedLink:
            refused.append(identity)
        connections.close_all()

    ids = list(Invitation.objects.filter(study=planned).values_list("pk", flat=True))
    threads = [Thread(target=answer, args=[identity]) for identity in ids]
    for thread in threads:
        thread.start()
    barrier.wait()
    services.close_study(study_id=planned.pk, by=system, now=now)
    for thread in threads:
        thread.join()
    taken = set(Response.objects.values_list("invitation_id", flat=True))
    assert taken | set(refused) == set(ids)
    assert not taken & set(refused)
    for row in Invitation.objects.filter(study=planned):
        assert row.state == (InvitationState.ANSWERED if row.pk in taken else InvitationState.EXPIRED)


def test_a_plan_is_thrown_away_with_its_sample(study, mei, lin, now, system, staff):
    planned, kept = study([mei, lin]), study([mei])
    with pytest.raises(NotAllowed):
        services.drop_study(study_id=planned.pk, by=staff(Role.SERVICE_AGENT), now=now)
    services.drop_study(study_id=planned.pk, by=system, now=now)
    assert list(Study.objects.values_list("pk", flat=True)) == [kept.pk]
    assert set(Invitation.objects.values_list("study", flat=True)) == {kept.pk}
    assert set(StudyStratum.objects.values_list("study", flat=True)) == {kept.pk}
    assert LedgerEntry.objects.filter(kind="surveys.study_dropped").count() == 1


def test_what_was_launched_is_not_thrown_away(study, mei, now, system):
    planned = study([mei])
    services.launch_study(study_id=planned.pk, by=system, now=now, reason="Asked before on paper")
    before = states(planned)
    with pytest.raises(Conflict):
        services.drop_study(study_id=planned.pk, by=system, now=now)
    assert (states(planned), Study.objects.count()) == (before, 1)
