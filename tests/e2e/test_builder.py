"""X1 in a browser: write, move by pointer and by keyboard, take back, see it on the phone."""

from __future__ import annotations

import pytest

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Actor, Role
from hearten.domains.surveys import services
from hearten.domains.surveys.building import item_codes
from hearten.kernel.clock import utc_now
from tests.e2e.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "open sesame 2026"


def codes(design):
    design.refresh_from_db()
    return item_codes(design.document)


def saved(page, design, revision):
    """The page knows the revision that this change has led to."""
    page.wait_for_selector(f'#builder-state[data-revision="{revision}"]')
    design.refresh_from_db()
    assert design.revision == revision


def test_a_questionnaire_is_built_by_hand_and_keyboard(open_page):
    by = Actor.system("tests")
    design = services.begin_from_template(template="post_claim", code="claim_talk", by=by, now=utc_now())
    User.objects.create_user("ann@staff.example", PASSWORD, role=Role.ANALYST, display_name="Ann")
    page = open_page(DESK, "en")
    page.goto("/accounts/login/")
    page.fill("[name=login]", "ann@staff.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.goto(f"/desk/surveys/designs/{design.pk}/")

    # Written in a field, kept by itself, seen on the phone.
    phone = page.frame_locator("iframe[data-preview]")
    phone.locator("#q-csat").wait_for()
    page.click("[data-language=en]")
    page.fill("#item-csat-text-en", "Were you content with your claim?")
    saved(page, design, 2)
    phone.get_by_text("Were you content with your claim?").wait_for()

    # Moved by keyboard and by pointer; taken back and made again.
    page.click('[data-code="effort"] a')
    page.wait_for_selector('[data-code="effort"] a[aria-current]')
    page.keyboard.press("Alt+ArrowUp")
    saved(page, design, 3)
    assert codes(design)[:2] == ["effort", "csat"]
    page.keyboard.press("Control+z")
    saved(page, design, 4)
    assert codes(design)[:2] == ["csat", "effort"]
    page.keyboard.press("Control+y")
    saved(page, design, 5)
    page.drag_and_drop('[data-code="comment"]', '[data-code="effort"]', target_position={"x": 40, "y": 4})
    saved(page, design, 6)
    assert codes(design)[:3] == ["comment", "effort", "csat"]

    # A new question, its logic as a sentence, its options.
    page.click('[data-code="csat"] a')
    page.wait_for_selector('[data-code="csat"] a[aria-current]')
    page.click(".b-palette > summary")
    page.click('[data-add="single"]')
    saved(page, design, 7)
    page.click("[data-add-part]")
    saved(page, design, 8)
    page.select_option("[data-part] [data-op]", "<=")
    saved(page, design, 9)
    page.fill("[data-part] [data-value]", "2")
    page.keyboard.press("Tab")
    saved(page, design, 10)
    single = next(i for p in design.document["pages"] for i in p["items"] if i["code"] == "single")
    assert (single["show_if"]["op"], single["show_if"]["value"]) == ("<=", 2)
    page.keyboard.press("Control+Enter")
    saved(page, design, 11)
    assert page.locator(".b-lines > li").count() == 3
