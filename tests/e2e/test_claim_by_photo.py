"""A bill is photographed, read, confirmed and decided: as a member does it, with what goes wrong on the way (L1–L3).

A real browser, a real server, real reading of pictures. Only the first test reads a photo; the others send electronic
bills, which are read in a moment.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims.models import Claim, ClaimDocument, ClaimLine
from hearten.domains.customers.services import appoint_representative
from hearten.domains.customers.types import Relation
from hearten.kernel.clock import utc_now
from tests.e2e.conftest import PHONE
from tests.factories.bills import BillFacts, draw_facts, render_facts, render_facts_pdf
from tests.factories.claims import given_policy, member_actor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PASSWORD = "open sesame 2026"
DIAGNOSIS = "急性支气管炎"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def policy(mei, member_of):
    """Mei's outpatient cover, in force long enough for rules to decide."""
    member_of(mei, email="mei@example.com")
    return given_policy(mei, utc_now(), inception=timezone.localdate() - timedelta(days=150))


@pytest.fixture
def offline_page(chromium, live_server, db) -> Iterator[Any]:
    """A page whose network comes and goes; what the browser writes about that is no error of ours."""
    context = chromium.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN")
    context.set_default_timeout(45_000)
    yield context.new_page()
    context.close()


def bill(seed: int, payer: str = "梅雪") -> BillFacts:
    day = a_while_ago()
    facts = draw_facts("sichuan_outpatient", seed)
    return replace(facts, payer_name=payer, issue_date=day, visit_date=day)


def a_while_ago() -> date:
    return timezone.localdate() - timedelta(days=5)


def as_pdf(name: str, facts: BillFacts) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": render_facts_pdf(facts).image_bytes}


def as_photo(name: str, facts: BillFacts) -> dict[str, Any]:
    made = render_facts(facts, "clean", 1)
    return {"name": name, "mimeType": made.content_type, "buffer": made.image_bytes}


def sign_in(page: Any, email: str = "mei@example.com") -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/app/**")


def begin(page: Any, *files: dict[str, Any]) -> Claim:
    """Choose the files on the first screen; a draft has them."""
    page.goto("/app/claims/new/")
    page.set_input_files("input[type=file]", files=list(files))
    page.wait_for_url("**/step/papers/")
    return Claim.objects.latest("created_at")


def go_on(page: Any, to: str) -> None:
    page.click(".ht-foot .btn-primary")
    page.wait_for_url(f"**/step/{to}/")


def confirm_bill(page: Any) -> None:
    """Say that the bill that is shown is right, and wait until it has become an expense or the next one is shown."""
    confirmed = page.locator("#expenses .ht-list > li")
    before = confirmed.count()
    page.click(".ht-bill button.btn-primary")
    confirmed.nth(before).wait_for()


def send(page: Any, claim: Claim) -> None:
    """From the confirmed bills to the decision."""
    go_on(page, "event")
    page.check("[name=cause][value=illness]", force=True)
    page.fill("[name=diagnosis]", DIAGNOSIS)
    go_on(page, "check")
    page.wait_for_selector(".ht-account")
    page.click(".ht-foot .btn-primary")
    page.wait_for_url(f"**/claims/{claim.number}/")
    run_jobs()
    page.reload()


def test_a_photo_is_corrected_decided_and_not_taken_twice(open_page, policy):
    page, facts = open_page(), bill(11)
    sign_in(page)
    claim = begin(page, as_photo("发票.jpg", facts))
    run_jobs()
    go_on(page, "expenses")
    assert page.locator(".ht-bill-picture img").is_visible()
    page.locator(".ht-bill details summary").first.click()
    hospital = page.locator("[name=f_hospital]")
    hospital.fill("市第一人民医院")
    confirm_bill(page)
    kept = ClaimLine.objects.get()
    assert (kept.provider, kept.billed_minor) == ("市第一人民医院", facts.total)
    send(page, claim)
    claim.refresh_from_db()
    told = page.locator("main").inner_text()
    assert claim.payable_minor is not None
    assert f"{claim.payable_minor / 100:,.2f}" in told
    assert "×" in told  # the sum as one can type it

    again = begin(page, as_pdf("同一张.pdf", facts))
    run_jobs()
    page.reload()
    assert claim.number in page.locator("#papers").inner_text()
    go_on(page, "expenses")
    page.click(".ht-bill button.btn-primary")
    page.wait_for_selector(".ht-bill .ht-alert[role=alert]")
    assert claim.number in page.locator(".ht-bill .ht-alert[role=alert]").inner_text()
    assert not ClaimLine.objects.filter(claim=again).exists()


def test_several_bills_begun_on_one_phone_and_sent_from_another(open_page, policy):
    first, facts = open_page(), [bill(21), bill(22)]
    sign_in(first)
    claim = begin(first, *(as_pdf(f"{place}.pdf", one) for place, one in enumerate(facts)))
    assert first.locator("#papers .ht-paper").count() == 2
    run_jobs()
    go_on(first, "expenses")
    confirm_bill(first)

    second = open_page()
    sign_in(second)
    second.goto("/app/claims/")
    second.click(f"a[href$='/{claim.number}/']")
    second.wait_for_url("**/step/papers/")
    go_on(second, "expenses")
    assert second.locator("#expenses .ht-list > li").count() == 1
    confirm_bill(second)
    assert sorted(ClaimLine.objects.values_list("billed_minor", flat=True)) == sorted(f.total for f in facts)
    send(second, claim)
    claim.refresh_from_db()
    assert claim.submitted_at is not None
    assert claim.claimed_minor == sum(one.total for one in facts)


def test_a_photo_chosen_without_network_is_kept_and_sent_later(offline_page, policy):
    page = offline_page
    sign_in(page)
    begin(page, as_pdf("一.pdf", bill(31)))
    page.context.set_offline(True)
    page.set_input_files("input[type=file]", files=[as_pdf("二.pdf", bill(32))])
    kept = page.locator("[data-uploads] li", has_text="二.pdf")
    kept.locator("progress").wait_for(state="detached")
    assert "网络恢复后" in kept.inner_text()
    assert ClaimDocument.objects.count() == 1
    page.context.set_offline(False)
    page.locator("#papers .ht-paper").nth(1).wait_for()
    assert sorted(row.original_name for row in ClaimDocument.objects.all()) == ["一.pdf", "二.pdf"]
    page.reload()
    assert page.locator("#papers .ht-paper").count() == 2  # and not sent a second time


def test_a_claim_for_a_family_member(open_page, policy, mei, make_customer, member_of):
    lin = make_customer(name="林远", email="lin@example.com", phone="13800000002")
    member_of(lin, email="lin.yuan@example.com")
    appoint_representative(
        customer_id=mei.pk, number=lin.number, phone=lin.phone, relation=Relation.SPOUSE, by=member_actor(mei), now=utc_now(),
    )  # fmt: skip
    page = open_page()
    sign_in(page, "lin.yuan@example.com")
    claim = begin(page, as_pdf("票据.pdf", bill(41)))
    assert claim.customer_id == mei.pk
    run_jobs()
    go_on(page, "expenses")
    confirm_bill(page)
    send(page, claim)
    claim.refresh_from_db()
    assert claim.submitted_at is not None
    assert claim.number in page.locator("main").inner_text()


def test_a_picture_that_is_too_small_says_what_to_do(open_page, policy):
    page = open_page()
    sign_in(page)
    small = io.BytesIO()
    Image.new("RGB", (200, 150), "white").save(small, "JPEG")
    begin(page, {"name": "小.jpg", "mimeType": "image/jpeg", "buffer": small.getvalue()})
    run_jobs()
    page.reload()
    said = page.locator(".ht-paper[data-state=bad]").inner_text()
    assert "太小" in said
    go_on(page, "expenses")
    assert page.locator("#waiting .ht-alert a").is_visible()  # take it again
    assert page.locator("#expenses form [name=billed]").count() == 1  # or type it in
