"""X9: open answers are labelled once as they come, a person's word holds, and the machine learns from it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.research import services
from hearten.domains.research.models import LabelModel, TextLabel
from hearten.domains.research.receivers import label_open_answers
from hearten.domains.research.selectors.topics import (
    TextFilter,
    count_topics_for,
    feelings_for,
    list_labels_for,
    months_for,
    quotes_for,
    rising_for,
)
from hearten.domains.research.tasks import label_answers
from hearten.domains.surveys.services import (
    invite,
    load_documents,
    load_responses,
    send_invitation,
    submit_response,
)
from hearten.domains.surveys.types import PastResponse
from hearten.kernel.errors import Invalid, NotAllowed


@pytest.fixture
def ana(db, staff):
    return staff(Role.ANALYST)


@pytest.fixture
def answers(mei, lin, make_customer, system, now):
    """`answers(texts, days_ago)`: answers of the past with these words."""
    load_documents(by=system, now=now)

    def make(texts, ago=0):
        at = now - timedelta(days=ago)
        people = [mei, lin, make_customer(name="Bo", phone="13800000009")]
        load_responses(
            rows=[
                PastResponse(
                    customer_id=people[i % 3].pk, survey_code="post_claim", invited_at=at, answered_at=at,
                    comment=text,
                )
                for i, text in enumerate(texts)
            ],
            now=now,
        )  # fmt: skip
        label_answers()

    return make


def test_an_answer_is_labelled_as_it_comes_and_only_once(mei, system, now):
    load_documents(by=system, now=now)
    invitation = invite(
        survey_code="post_claim", customer_id=mei.pk, dedupe_key=f"tests:{uuid4()}", promised=True,
        context={}, by=system, now=now,
    )  # fmt: skip
    send_invitation(invitation_id=invitation.pk, now=now)
    response = submit_response(
        invitation_id=invitation.pk,
        answers={"csat": 1, "comment": "理赔太慢,再不赔我就起诉"},
        by=system,
        now=now,
    )
    run_jobs()
    label = TextLabel.objects.get()
    assert (label.sentiment, label.language, label.urgent) == ("negative", "zh", ["legal"])
    assert {topic["code"] for topic in label.topics} >= {"claim_speed"}
    label_open_answers({"response_id": str(response.pk), "occurred_at": now.isoformat()})
    label_answers()
    assert TextLabel.objects.count() == 1


def test_a_persons_word_holds_and_is_learnt_from(answers, ana, now):
    answers([f"柜台窗口白等一场{i}" for i in range(6)])
    first = TextLabel.objects.order_by("pk").first()
    assert services.learn_model(now=now) is None
    for label in TextLabel.objects.order_by("pk")[:4]:
        services.correct_label(
            label_id=label.pk, sentiment="negative", topics=["policy_service"], by=ana, now=now
        )
    model = services.learn_model(now=now + timedelta(hours=1))
    assert (model.number, model.corrections) == (1, 4)
    assert services.learn_model(now=now + timedelta(hours=2)) is None
    assert services.relabel_batch(now=now) == 2
    taught = TextLabel.objects.filter(corrected_at__isnull=True)
    assert all({"policy_service"} == {t["code"] for t in label.topics} for label in taught)
    first.refresh_from_db()
    assert (first.topics[0]["code"], first.corrected_by) == ("policy_service", ana.name)
    assert "policy_service" not in {topic["code"] for topic in first.machine["topics"]}
    assert LabelModel.objects.count() == 1


def test_topics_are_counted_and_few_are_hidden(answers, ana):
    answers(["理赔太慢了"] * 8 + ["保费太贵"] * 3)
    total, shares = count_topics_for(ana, TextFilter())
    found = {share.code: share for share in shares}
    assert total == 11
    assert found["claim_speed"].n == 8
    assert found["claim_speed"].feelings == (8, 0, 0)
    assert found["price"].hidden
    assert feelings_for(ana, TextFilter(survey="post_claim"))["negative"] == 11
    assert count_topics_for(ana, TextFilter(topic="price"))[0] == 3


def test_what_rises_is_told_with_quotes_and_months(answers, ana, now):
    for ago in (95, 65, 35):
        answers(["理赔太慢了,等了很久"] * 10 + ["保费有点贵"] * 2, ago=ago)
    answers(["理赔太慢了,等了很久"] * 10 + ["停车场收费,保费又涨价"] * 14)
    rising = rising_for(ana, TextFilter(), phrases=True)
    assert [rise.name for rise in rising.topics] == ["price"]
    assert any("停车" in rise.name for rise in rising.phrases)
    months = months_for(ana, TextFilter(), ["claim_speed", "price"])
    assert len(months.months) == 4
    assert months.shares["price"][0] is None
    quotes = quotes_for(ana, TextFilter(topic="claim_speed"))
    assert quotes[0].text == "理赔太慢了，等了很久"


def test_who_may_not_sees_and_changes_nothing(answers, ana, staff, now):
    answers(["理赔太慢了"])
    label = TextLabel.objects.get()
    marketer, manager = staff(Role.MARKETER), staff(Role.MANAGER)
    for look in (list_labels_for, quotes_for):
        with pytest.raises(NotAllowed):
            look(marketer, TextFilter())
    with pytest.raises(NotAllowed):
        count_topics_for(staff(Role.SERVICE_AGENT), TextFilter())
    with pytest.raises(NotAllowed):
        services.correct_label(label_id=label.pk, sentiment="positive", topics=[], by=manager, now=now)
    with pytest.raises(Invalid, match="one feeling"):
        services.correct_label(label_id=label.pk, sentiment="joy", topics=[], by=ana, now=now)
    with pytest.raises(Invalid, match="one feeling"):
        services.correct_label(label_id=label.pk, sentiment="positive", topics=["moon"], by=ana, now=now)
    again = TextLabel.objects.get()
    assert (again.sentiment, again.corrected_at) == (label.sentiment, None)
    assert list_labels_for(ana, TextFilter())[0] == 1


def test_a_bare_number_tells_nobody_what_a_few_said(answers, ana, staff):
    answers(["理赔太慢了"] * 8 + ["服务很好，理赔很快，谢谢"] * 3)
    marketer, negative = staff(Role.MARKETER), TextFilter(sentiment="negative")
    assert [count_topics_for(ana, wanted)[0] for wanted in (TextFilter(), negative)] == [11, 8]
    assert count_topics_for(marketer, TextFilter())[0] == 11
    assert count_topics_for(marketer, TextFilter(sentiment="positive"))[0] == 0
    assert count_topics_for(marketer, negative)[0] == 0, "the other three are told by subtraction"
    with pytest.raises(NotAllowed):
        rising_for(marketer, TextFilter(), phrases=True)
