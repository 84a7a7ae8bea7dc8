"""X1 to X5, X10 in one way: write a questionnaire, try it, draw, ask, answer on phones, judge, understand, report.

A real browser does what an analyst and two members do; what the other people answer comes in through the services.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

import pypdfium2
import pytest
import time_machine

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Actor, Role
from hearten.domains.surveys.field_types import Stage
from hearten.domains.surveys.models import Invitation, Response, ResponseFlag, Study, SurveyDesign
from hearten.domains.surveys.services import submit_response
from hearten.domains.surveys.services.flagging import flag_lately_answered
from hearten.domains.surveys.services.sending import link_token
from hearten.kernel.clock import utc_now
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "open sesame 2026"
START = datetime(
    2026, 10, 12, 2, 0, tzinfo=UTC
)  # a Monday, ten in the morning in Shanghai: nobody is asked at night
PEOPLE, PILOT = 70, 12
STEPS = ("papers", "handing_in", "progress", "speed", "explanation", "payment")
TWO_THINGS = "您对理赔的速度和态度是否满意？"


@pytest.fixture(autouse=True)
def _by_day():
    with time_machine.travel(START, tick=True):
        yield


@pytest.fixture
def members(make_customer):
    return [
        make_customer(
            name=f"客户{n}", email=f"p{n}@example.com", birth_date=date(1960 + n % 45, 5, 17), bank_account=""
        )
        for n in range(PEOPLE)
    ]


def test_from_a_question_to_a_report(open_page, work, members):
    User.objects.create_user(
        "ann@staff.example", PASSWORD, role=Role.ANALYST, display_name="Ann", language="en"
    )
    desk = open_page(DESK, "en")
    sign_in(desk)
    write_the_questionnaire(desk)
    study = plan_and_draw(desk)
    pilot = try_it_on_a_few(desk, study, work)
    answer_for_the_rest(pilot, Random(3), leave=0)
    desk.goto(f"/desk/studies/{pilot.pk}/pilot/report/")
    assert str(PILOT) in desk.locator("main").inner_text()

    launch(desk, study, work)
    first, second, *_ = Invitation.objects.filter(study=study, state="sent")
    answer_on_two_phones_without_a_network(open_page, first)
    answer_carelessly(open_page(PHONE), second)
    answer_for_the_rest(study, Random(5), leave=0)
    judge_what_is_flagged(desk, study, second)
    read_the_results(desk, study)
    read_the_report(desk, study, work)


def sign_in(page) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", "ann@staff.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def write_the_questionnaire(page) -> None:
    """From the library; a question about two things is noticed, and made two by one press; published."""
    page.goto("/desk/surveys/designs/library/")
    page.locator("form.library-begin:has([value=post_claim]) button").click()
    page.wait_for_selector("#item-csat-text-zh")
    page.fill("#item-csat-text-zh", TWO_THINGS)
    page.locator("#builder-check").get_by_role("button", name="Make two questions of it").click()
    page.wait_for_selector('[data-code="csat_2"]')
    design = SurveyDesign.objects.get()
    texts = [item["text"]["zh"] for item in design.document["pages"][0]["items"][:2]]
    assert texts == ["您对理赔的速度是否满意？", "您对理赔的态度是否满意？"]
    page.click("[data-dialog=publish]")
    page.click("#publish form[action$=publish] button")
    page.get_by_role("link", name="Plan a study").click()


def plan_and_draw(page) -> Study:
    """How many, which groups, drawn by a seed; each group as large as among the people."""
    page.fill("[name=name]", "Autumn claims")
    page.locator("main form .btn-primary").click()
    page.get_by_role("link", name="Draw a sample").click()
    page.check("[name=aim][value=number]", force=True)
    page.fill("[name=answers]", "60")
    page.fill("[name=response_rate]", "100")
    page.check("[name=by][value=sex]", force=True)
    page.fill("#id_seed", "20261123")
    page.click(".ht-draw button")
    page.get_by_text("The sample as it was drawn").wait_for()
    study = Study.objects.get()
    assert (study.seed, study.stage) == (20261123, Stage.MAIN)
    return study


def try_it_on_a_few(page, study: Study, work) -> Study:
    page.goto(f"/desk/studies/{study.pk}/")
    set_last_day(page)
    page.fill("[name=size]", str(PILOT))
    page.locator("form[action$='/pilot/'] button").click()
    page.wait_for_url(lambda url: str(study.pk) not in url)
    pilot = Study.objects.get(stage=Stage.PILOT)
    launch(page, pilot, work)
    assert Invitation.objects.filter(study=pilot, state="sent").count() == PILOT
    return pilot


def set_last_day(page) -> None:
    page.fill("#plan [name=closes_on]", (utc_now() + timedelta(days=14)).date().isoformat())
    with page.expect_navigation():
        page.locator("#plan form button").click()


def launch(page, study: Study, work) -> None:
    page.goto(f"/desk/studies/{study.pk}/")
    if page.locator("#plan [name=closes_on]").input_value() == "":
        set_last_day(page)
    page.locator("form[action$='/launch/'] button").click()
    page.wait_for_selector("form[action$='/pause/']")
    work()


def answer_for_the_rest(study: Study, chance: Random, *, leave: int) -> None:
    """What people say who did not come by a browser: how content they are follows how fast it went, above all."""
    by, now = Actor.system("tests"), utc_now()
    for invitation in Invitation.objects.filter(study=study, state="sent").order_by("pk")[leave:]:
        steps = {step: chance.randint(1, 5) for step in STEPS}
        csat = min(5, max(1, round(0.8 * steps["speed"] + 0.2 * steps["explanation"])))
        submit_response(
            invitation_id=invitation.pk, by=by, now=now,
            answers={
                "csat": csat, "csat_2": chance.randint(2, 5), "effort": chance.randint(2, 7), "nps": 2 * csat,
                **{f"steps.{step}": value for step, value in steps.items()},
                "comment": chance.choice(["等得太久。", "说明很清楚，谢谢。", ""]),
            },
            seconds={"csat": chance.randint(4, 9), "csat_2": 5, "effort": 6, "steps": chance.randint(25, 50), "nps": 6, "comment": 12},
        )  # fmt: skip


def answer_on_two_phones_without_a_network(open_page, invitation: Invitation) -> None:
    """Begun on one phone, gone on with on another that loses its network, and handed in when that is back."""
    address = f"/app/s/{link_token(invitation.pk)}"
    one, other = open_page(PHONE), open_page(PHONE)
    one.goto(address)
    one.check("[name=csat][value='2']")
    one.check("[name=csat_2][value='4']")
    one.check("[name=effort][value='3']")
    one.click("[data-next]")
    one.wait_for_selector("[data-question=steps]")
    with other.expect_response("**/sheets"):
        other.goto(address)
    other.evaluate(
        "() => { window.lost = fetch; window.fetch = () => Promise.reject(new TypeError('lost')); }"
    )
    if other.query_selector("[name=csat]"):
        assert other.is_checked("[name=csat][value='2']")
        other.click("[data-next]")
    other.wait_for_selector("[data-question=steps]")
    for step in STEPS:
        other.check(
            f"[name='steps.{step}'][value='2']" if step == "speed" else f"[name='steps.{step}'][value='4']"
        )
    other.click("[data-next]")
    other.check("[name=nps][value='3']")
    other.fill("#comment", "等了三个星期。")
    other.click("[data-next]")
    other.wait_for_selector("[data-kept]:has-text('已全部答完')")
    assert not Response.objects.filter(invitation=invitation).exists()
    other.evaluate("() => { window.fetch = window.lost; }")
    other.evaluate("window.dispatchEvent(new Event('online'))")
    other.wait_for_url("**/thanks")
    response = Response.objects.get(invitation=invitation)
    assert (response.csat, response.answers["steps.speed"], response.sealed["comment"]) == (
        2,
        2,
        "等了三个星期。",
    )


def answer_carelessly(page, invitation: Invitation) -> None:
    """Straight through as fast as a machine, the same answer everywhere."""
    page.goto(f"/app/s/{link_token(invitation.pk)}")
    for name in ("csat", "csat_2", "effort"):
        page.check(f"[name={name}][value='5']")
    page.click("[data-next]")
    page.wait_for_selector("[data-question=steps]")
    for step in STEPS:
        page.check(f"[name='steps.{step}'][value='5']")
    page.click("[data-next]")
    page.check("[name=nps][value='5']")
    page.click("[data-next]")
    page.wait_for_url("**/thanks")


def judge_what_is_flagged(page, study: Study, careless: Invitation) -> None:
    """The careless one has a flag with its reason, and is left out once a person says so."""
    flag_lately_answered(now=utc_now())
    flags = ResponseFlag.objects.filter(response__study=study)
    careful = flags.exclude(response__invitation=careless).values("response").distinct().count()
    assert flags.filter(response__invitation=careless, kind="speeding").exists()
    assert careful <= Response.objects.filter(study=study).count() * 0.1
    page.goto(f"/desk/studies/{study.pk}/results/quality/")
    own = [flag.pk for flag in flags.filter(response__invitation=careless)]
    for pk in own:
        page.check(f"[name=flags][value='{pk}']")
    with page.expect_navigation():
        page.click("[name=judgement][value=set_aside]")
    assert set(flags.filter(pk__in=own).values_list("judged", flat=True)) == {"set_aside"}


def read_the_results(page, study: Study) -> None:
    """What drives satisfaction is found, and stands above what does not."""
    page.goto(f"/desk/studies/{study.pk}/")
    page.get_by_role("link", name="Results").click()
    page.goto(f"/desk/studies/{study.pk}/results/drivers/?outcome=csat")
    text = page.locator("main").inner_text()
    drivers = ("The time until the decision", "How the amount was explained", "The papers you had to provide")
    first, _second, last = (text.index(driver) for driver in drivers)
    assert first < last


def read_the_report(page, study: Study, work) -> None:
    """Made by a job, released, taken along as a PDF that says what was found and how sure it is."""
    page.goto(f"/desk/reports/?study={study.pk}")
    page.get_by_role("button", name="Make the report").click()
    page.wait_for_url("**/reports/runs/**")
    work()
    page.reload()
    paper = page.request.get(page.get_by_role("link", name="PDF").get_attribute("href"))
    assert (paper.status, paper.headers["content-type"]) == (200, "application/pdf")
    with pypdfium2.PdfDocument(paper.body()) as document:
        text = "".join(sheet.get_textpage().get_text_range() for sheet in document).replace("\r\n", "")
    assert "Autumn claims" in text
    assert "从提交到决定的时间" in text or "The time until the decision" in text
    page.click("[data-dialog=release]")
    with page.expect_navigation():
        page.locator("#release form button.btn-primary").click()
    assert page.locator("[data-dialog=release]").count() == 0
