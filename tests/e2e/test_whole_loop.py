"""One life in one test: buy, claim, be paid, be asked, be unhappy, be called back, be asked again; the figures move.

Requirements P2 S1 L1 L3 L4 L6 X1 X5 X8 I1 M1 M2, in a real browser at the width of a phone and of a desk.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from PIL import Image, ImageDraw

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Actor, Role
from hearten.base.payments.models import SandboxTransaction
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims.models import Claim, PayoutLink
from hearten.domains.improvement.models import Case
from hearten.domains.policies.models import Policy
from hearten.domains.policies.services import turn_day
from hearten.domains.surveys.models import Invitation, Response
from hearten.kernel.clock import utc_now
from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "open sesame 2026"
START = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)  # a Monday, ten in the morning in Shanghai


@pytest.fixture
def insurer(tmp_path, settings):
    """Products, surveys and a small portfolio with a past, so that figures are about enough people to be shown."""
    from hearten.domains.products.services import load_documents as load_products
    from hearten.domains.surveys.services import load_documents as load_surveys
    from hearten.doors.demo.write import write_demo

    settings.MEDIA_ROOT = tmp_path / "files"
    by = Actor.system("tests")
    load_products(by=by, now=START)
    load_surveys(by=by, now=START)
    write_demo(
        members=150, months=12, seed=5, until=START.date(), folder=tmp_path, now=START, add=False,
        progress=lambda *_: None,
    )  # fmt: skip


@pytest.fixture
def mei_signs_in(make_customer, member_of):
    member_of(make_customer(birth_date=date(1990, 5, 17)), email="mei@example.com")


@pytest.fixture
def staff_sign_ins():
    for role in (Role.SERVICE_AGENT, Role.ANALYST):
        User.objects.create_user(f"{role.value}@staff.example", PASSWORD, role=role, display_name=role.value)


def test_from_a_price_to_a_better_figure(open_page, work, insurer, mei_signs_in, staff_sign_ins):
    with time_machine.travel(START, tick=True) as clock:
        answers_before = nps_count(open_page)
        phone = open_page(PHONE)
        sign_in(phone, "mei@example.com")
        policy = buy(phone)
        work()

        clock.shift(timedelta(days=20))  # the purchase's own survey is out of the way by then
        turn_day(now=utc_now())
        sign_in(phone, "mei@example.com")  # a session lasts a fortnight
        claim = claim_an_accident(phone, policy, on=utc_now().date() - timedelta(days=2))
        work()
        see_decision_and_payment(phone, claim)

        clock.shift(timedelta(days=1))
        run_jobs(until=utc_now())
        answer(phone, csat=1, effort=1, nps=0, comment="等得太久，也没有人告诉我为什么。")
        run_jobs(until=utc_now())
        case = close_the_case(open_page(DESK))

        clock.shift(timedelta(days=3))
        run_jobs(until=utc_now())
        answer(phone, csat=5, effort=7, nps=9, comment="这次说清楚了，谢谢。")
        run_jobs(until=utc_now())

        case.refresh_from_db()
        assert case.state == "closed"
        assert case.follow_up.csat == 5
        answers_after = nps_count(open_page)
        assert answers_after >= answers_before + 1


def sign_in(page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)


def buy(page) -> Policy:
    """Choose, declare, read the decision, pay, hold the policy: once, though the button is pressed twice."""
    page.goto("/app/shop/daily-outpatient/")
    first_price = page.locator("#price .ht-money-large").first.inner_text()
    page.goto("/app/buy/daily-outpatient/")
    pills = page.locator("form input[type=radio]:not(:checked)")
    pills.last.check(force=True)
    page.wait_for_function(
        "before => document.querySelector('#price .ht-money-large').innerText !== before", arg=first_price
    )
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/health/**")
    declare_health(page)
    consent = page.locator("form[data-declaration] input[type=checkbox][required]")
    for box in consent.all():
        box.check(force=True)
    page.locator("form[data-declaration] button.btn-primary").click()
    page.wait_for_url("**/decision/**")
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/pay/**")
    page.fill("[name=account]", "6222020000001234")
    page.locator("main form button.btn-primary").dblclick()
    page.wait_for_url("**/issued/**")
    policy = Policy.objects.get(customer__name="梅雪")
    assert policy.number in page.locator("main").inner_text()
    assert SandboxTransaction.objects.filter(kind="capture").count() == 1
    return policy


def declare_health(page) -> None:
    """No to every illness; a healthy height and weight."""
    for question in page.locator(".ht-question").all():
        if not question.is_visible():
            continue
        no = question.locator("input[value=no], input[value=none]")
        number = question.locator("input[type=number], input[inputmode]")
        select = question.locator("select")
        if no.count():
            no.first.check(force=True)
        elif number.count():
            name = number.get_attribute("name") or ""
            number.fill("165" if "height" in name else "58" if "weight" in name else "1")
        elif select.count():
            select.select_option(next(value for value in option_values(select) if value))
        else:
            raise AssertionError(question.inner_html())


def claim_an_accident(page, policy: Policy, on: date) -> Claim:
    """Four short steps with a photograph; saved as one goes; sent once."""
    page.goto("/app/claims/new/")
    page.locator(f"input[name=policy_id][value='{policy.pk}']").check(force=True)
    page.locator("input[type=file]").first.set_input_files(
        files=[{"name": "账单.png", "mimeType": "image/png", "buffer": a_bill()}]
    )
    page.wait_for_url("**/step/papers/**")
    page.wait_for_selector("#papers .ht-paper")
    page.locator(".ht-foot button.btn-primary").click()
    page.wait_for_url("**/step/expenses/**")
    page.locator(
        "#expenses details summary"
    ).last.click()  # nobody has read the picture: the bill is typed in
    category = page.locator("[name=category]")
    category.select_option(next(v for v in option_values(category) if "accident" in v))
    page.fill("[name=service_date]", on.isoformat())
    page.fill("[name=provider]", "市第一人民医院")
    page.fill("[name=billed]", "860.50")
    page.fill("[name=social_fund_paid]", "300")
    page.locator("#expenses details form button").click()
    page.wait_for_selector("#expenses .ht-list .ht-row")
    page.reload()  # nothing was sent yet; the draft is
    page.wait_for_selector("#expenses .ht-list .ht-row")
    page.locator(".ht-foot button.btn-primary").last.click()
    page.wait_for_url("**/step/event/**")
    page.locator("input[name=cause][value=accident]").check(force=True)
    page.fill("[name=event_date]", on.isoformat())
    page.fill("[name=diagnosis]", "右踝关节扭伤")
    page.locator(".ht-foot button.btn-primary").click()
    page.wait_for_url("**/step/check/**")
    page.wait_for_selector(".ht-account")  # the account we know is the one to pay to
    page.locator("main form .btn-primary").dblclick()
    page.wait_for_url(lambda url: "/step/" not in url)
    return Claim.objects.get(customer__name="梅雪")


def option_values(select) -> list[str]:
    return select.locator("option").evaluate_all("options => options.map(option => option.value)")


def a_bill() -> bytes:
    picture = Image.new("RGB", (900, 1200), "white")
    ImageDraw.Draw(picture).text((80, 80), "860.50", fill="black")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def see_decision_and_payment(page, claim: Claim) -> None:
    """The amount is explained line by line with its formula, and has been paid once."""
    claim.refresh_from_db()
    assert claim.state == "paid"
    assert claim.auto
    page.goto(f"/app/claims/{claim.number}/")
    text = page.locator("main").inner_text()
    assert f"{claim.payable_minor / 100:,.2f}" in text
    assert "×" in text  # the printed formula
    keys = PayoutLink.objects.filter(claim=claim).values("idempotency_key")
    payouts = SandboxTransaction.objects.filter(kind="payout", idempotency_key__in=keys)
    assert [row.amount_minor for row in payouts] == [claim.payable_minor]
    page.goto("/app/inbox/")
    assert claim.number in page.locator("main").inner_text()


def answer(page, *, csat: int, effort: int, nps: int, comment: str) -> None:
    """Open the newest invitation from the phone and answer it."""
    before = Response.objects.count()
    invitation = Invitation.objects.filter(customer__name="梅雪", state__in=["sent", "opened"]).latest(
        "created_at"
    )
    page.goto(f"/app/surveys/{invitation.pk}/")
    for name, value in (("csat", csat), ("effort", effort), ("nps", nps)):
        scale = page.locator(f"input[name*={name}][value='{value}']")
        if scale.count():  # the follow-up asks less
            scale.first.check(force=True)
    page.locator("textarea").first.fill(comment)
    page.locator("form[data-survey] button.btn-primary").dblclick()
    page.wait_for_url("**/thanks")
    assert Response.objects.count() == before + 1


def close_the_case(page) -> Case:
    """A service agent takes the case, calls, and closes it with cause and outcome."""
    sign_in(page, "service_agent@staff.example")
    case = Case.objects.get(customer__name="梅雪")
    page.goto("/desk/improvement/")
    page.get_by_role("link", name=case.number).click()
    assert "等得太久" in page.locator("main").inner_text()
    page.locator(".ht-actions form button.btn-primary").click()
    call = page.locator("form[action$='/call/']")
    for select in call.locator("select").all():
        select.select_option("reached" if "reached" in option_values(select) else option_values(select)[-1])
    for radio in call.locator("input[type=radio][value=reached]").all():
        radio.check(force=True)
    call.locator("textarea").first.fill("打了电话，说明了理赔的每一步。")
    call.locator("button").last.click()
    page.wait_for_load_state()
    close = page.locator("form[action$='/close/']")
    for select in close.locator("select").all():
        select.select_option(next(value for value in option_values(select) if value))
    for group in {r.get_attribute("name") for r in close.locator("input[type=radio]").all()}:
        close.locator(f"input[type=radio][name={group}]").first.check(force=True)
    for area in close.locator("textarea").all():
        area.fill("以后每一步都发消息说明。")
    close.locator("button.btn-primary").click()
    page.wait_for_load_state()
    case.refresh_from_db()
    assert case.state == "closed"
    return case


def nps_count(open_page) -> int:
    """How many answers the dashboard's NPS stands on."""
    page = open_page(DESK)
    sign_in(page, "analyst@staff.example")
    page.goto("/desk/insight/")
    note = page.locator(".ht-stat", has_text="NPS").locator(".ht-stat-note").inner_text()
    return int("".join(c for c in note.rsplit("·", 1)[1] if c.isdigit()))
