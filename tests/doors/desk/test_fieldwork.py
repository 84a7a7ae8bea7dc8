"""X3 at the desk: forms on paper, the telephone, conversations and thanks, page by page."""

from __future__ import annotations

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearten.base.accounts.types import Actor, Role
from hearten.domains.fieldwork.models import CallTask, PaperForm, Session
from hearten.domains.surveys.models import Response
from hearten.domains.surveys.services import save_answers
from tests.domains.fieldwork.conftest import fielded  # noqa: F401 -- a fixture
from tests.domains.fieldwork.test_paper import typed_of
from tests.domains.surveys.every_kind import ANSWERS

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


@pytest.fixture
def now():
    """Today, at an hour in which people may be called."""
    return timezone.now()


@pytest.fixture
def at_desk(user_of):
    """`at_desk(role)` → a browser of its own: several people work side by side."""

    def make(role):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(user_of(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return make


@pytest.fixture
def agent(at_desk):
    return at_desk(Role.SERVICE_AGENT)


@pytest.fixture
def analyst(at_desk):
    return at_desk(Role.ANALYST)


def test_a_form_on_paper_has_codes_questions_and_ways_round(agent, fielded, mei, make_customer):  # noqa: F811
    english = make_customer(name="Ann", email=None, language="en")
    study, _ = fielded("paper", [mei, english])
    answer = agent.post(reverse("desk:fieldwork_print", args=[study.pk]))
    assert answer["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    text = "".join(pages)
    for form in PaperForm.objects.all():
        assert f"{form.code}.1" in text
        assert f"{form.code}.2" in text
    for words in (
        "您对我们的服务总体满意吗",
        "您的回答只用于改进服务",
        "How easy was it to get things done?",
        "Share out 100 points",
    ):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert "Answer this only if question 1 is at most 2." in " ".join(text.split())
    codes = [code for page in pages for code in re.findall(r"PF-\w{4}-\w{4}-\w\.\d+", page)]
    assert len(codes) == len(set(codes)) == len(pages), "each page says whose it is, and which page"
    assert not any(code.endswith(".0") for code in codes)
    assert agent.get(reverse("desk:fieldwork_paper", args=[study.pk])).status_code == 200
    assert agent.post(reverse("desk:fieldwork_print", args=[study.pk])).status_code == 302
    again = agent.get(reverse("desk:fieldwork_form_pdf", args=[PaperForm.objects.first().pk]))
    assert again.content.startswith(b"%PDF")


def test_keyed_by_two_and_settled_by_a_third(agent, analyst, at_desk, fielded, mei):  # noqa: F811
    study, _ = fielded("paper", [mei])
    agent.post(reverse("desk:fieldwork_print", args=[study.pk]))
    form = PaperForm.objects.get()
    wrong = agent.post(reverse("desk:fieldwork_entry"), {"code": "PF-0000-0001-0"})
    assert wrong.status_code == 400
    found = agent.post(reverse("desk:fieldwork_entry"), {"code": f"{form.code.lower()}.3"})
    here = reverse("desk:fieldwork_form", args=[form.pk])
    assert found.url == here
    from hearten.domains.fieldwork.laid_out import lay_out

    typed = {
        f"f.{key}": text
        for key, text in typed_of(lay_out(form.invitation, language=form.language), ANSWERS).items()
    }
    bad = agent.post(here, typed | {"f.csat": "9"})
    assert (bad.status_code, bad.context["wrong"]) == (400, "csat")
    agent.post(here, typed)
    assert agent.get(here).context["mine"]
    analyst.post(here, typed | {"f.nps": "1"})
    third = at_desk(Role.ADMINISTRATOR)
    page = third.get(here)
    assert [(one["first"], one["second"]) for one in page.context["differences"]] == [("9", "1")]
    third.post(here, {"f.nps": "9"})
    assert Response.objects.get().nps == 9
    assert "1" in {
        str(line.wrong)
        for line in agent.get(reverse("desk:fieldwork_paper", args=[study.pk])).context["typists"]
    }


@pytest.fixture
def by_day(monkeypatch):
    """The clock says ten in the morning, whenever the tests run."""
    morning = timezone.now().replace(hour=2, minute=0)
    monkeypatch.setattr("hearten.doors.desk.fieldwork.call_views.utc_now", lambda: morning)
    return morning


def test_a_call_goes_question_by_question(agent, analyst, fielded, mei, by_day):  # noqa: F811
    study, (row,) = fielded("phone", [mei])
    queue = reverse("desk:fieldwork_calls", args=[study.pk])
    assert agent.get(queue).context["standing"].waiting == 1
    assert agent.get(reverse("desk:fieldwork")).status_code == 200
    taken = agent.post(reverse("desk:fieldwork_call_next", args=[study.pk]))
    task = CallTask.objects.get()
    here = reverse("desk:fieldwork_call", args=[task.pk])
    assert taken.url == here
    first = agent.get(here).content.decode()
    assert "13800000001" not in first
    assert "13800000001" in agent.post(reverse("desk:fieldwork_call_number", args=[task.pk])).content.decode()
    assert analyst.get(here).status_code == 302, "somebody else's call"
    assert agent.post(here, {"q": "start", "go": "next"}).url.endswith("?q=hello")
    refused = agent.post(here, {"q": "csat", "go": "next"})
    assert (refused.status_code, refused.context["here"]) == (400, "csat")
    assert agent.post(here, {"q": "csat", "go": "next", "f.csat": "1"}).url.endswith("?q=why"), (
        "the logic opens a question"
    )
    assert agent.post(here, {"q": "csat", "go": "next", "f.csat": "5"}).url.endswith("?q=effort")
    save_answers(invitation_id=row.pk, values=ANSWERS, now=by_day)
    assert "其他" in agent.get(f"{here}?q=comment").context["asked"].text, "an earlier answer is read out"
    assert agent.post(here, {"q": "end", "go": "finish"}).url == queue
    assert Response.objects.get().entered_by == "telephone"
    assert agent.get(queue).context["interviewers"][0].complete == 1


def test_a_refusal_ends_it(agent, fielded, mei, by_day):  # noqa: F811
    study, _ = fielded("phone", [mei])
    agent.post(reverse("desk:fieldwork_call_next", args=[study.pk]))
    end = reverse("desk:fieldwork_call_end", args=[CallTask.objects.get().pk])
    assert agent.post(end, {"outcome": "later"}).status_code == 400
    assert agent.post(end, {"outcome": "refused"}).status_code == 302
    assert CallTask.objects.get().disposition == "2.11"
    assert agent.post(reverse("desk:fieldwork_call_next", args=[study.pk])).url == reverse("desk:fieldwork_calls", args=[study.pk])  # fmt: skip


def test_a_conversation_from_plan_to_words(agent, mei):
    when = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    given = {
        "kind": "focus_group",
        "name": "四十岁以下",
        "where": "上海",
        "starts_at": when,
        "seats": 3,
        "guide": "10 热身\n- 您好吗？\n30 理赔",
    }
    assert agent.post(reverse("desk:fieldwork_session_new"), given | {"guide": "热身"}).status_code == 400
    agent.post(reverse("desk:fieldwork_session_new"), given)
    session = Session.objects.get()
    assert session.guide == [{"name": "热身", "minutes": 10, "questions": ["您好吗？"]}, {"name": "理赔", "minutes": 30, "questions": []}]  # fmt: skip
    here = reverse("desk:fieldwork_session", args=[session.pk])
    assert [one["customer"].pk for one in agent.get(here).context["candidates"]] == [mei.pk]
    agent.post(reverse("desk:fieldwork_session_invite", args=[session.pk]), {"customer": [str(mei.pk), "x"]})
    place = reverse("desk:fieldwork_session_place", args=[session.pk, mei.pk])
    agent.post(place, {"place": "attended", "consented": "yes"})
    agent.post(
        reverse("desk:fieldwork_session_write", args=[session.pk]),
        {"notes": "好", "transcript": "很好。", "go": "finish"},
    )
    assert Session.objects.get().state == "finished"
    assert "很好" in agent.get(here).content.decode()
    assert agent.get(reverse("desk:fieldwork_sessions")).context["rows"][0]["coming"] == 1


def test_thanks_are_promised_once(agent, analyst, fielded, mei):  # noqa: F811
    study, _ = fielded("paper", [mei])
    make = reverse("desk:fieldwork_thanks_make", args=[study.pk])
    given = {"kind": "coupon", "name": "咖啡券", "rules": "每人一张", "value": "20", "budget": "100"}
    assert agent.post(make, given).status_code == 403
    assert analyst.post(make, given | {"budget": "1"}).status_code == 400
    analyst.post(make, given)
    here = reverse("desk:fieldwork_thanks", args=[study.pk])
    analyst.post(
        reverse("desk:fieldwork_thanks_coupons", args=[study.pk]), {"codes": "A\nB\nB", "how_many": ""}
    )
    report = agent.get(here).context["report"]
    assert (report.codes, report.left, report.incentive.budget_minor) == (2, 2, 10_000)
