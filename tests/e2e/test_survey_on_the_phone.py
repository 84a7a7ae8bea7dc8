"""X3, X4: a survey on a phone: page by page, gone on with on another phone, and answered where there is no network."""

from __future__ import annotations

import pytest

from hearten.domains.surveys.models import Answer, Response
from hearten.kernel.clock import utc_now
from tests.domains.surveys.every_kind import invited


def first_pages(page) -> None:
    page.check("[name=csat][value='2']")
    page.fill("#why", "太慢了")
    page.click("[data-next]")
    page.wait_for_selector("[data-question=channel]")


def the_rest(page) -> None:
    """From the second page to the last; the two pages between them change places by chance."""
    page.check("[name=channel][value=app]")
    for row in ("speed", "clear", "polite"):
        page.check(f"[name='service.{row}'][value='4']")
    for _ in range(3):
        page.click("[data-next]")
        page.wait_for_selector("[data-question=order], [data-question=best], [data-question=agreed]")
        if page.is_visible("[data-question=order]"):
            page.focus("[data-move='1'] >> nth=0")
            page.keyboard.press("Enter")
    page.check("[name=agreed][value=yes]")
    page.check("[name=health][value=good]")


@pytest.mark.django_db(transaction=True)
def test_begun_on_one_phone_and_finished_on_another_without_a_network(open_page, make_customer):
    invitation, token = invited(make_customer(), utc_now())
    first = open_page()
    first.goto(f"/app/s/{token}")
    first_pages(first)
    assert Answer.objects.filter(invitation=invitation, item="csat", number=2).exists()

    second = open_page()
    with second.expect_response("**/sheets"):
        second.goto(f"/app/s/{token}")
    assert second.is_checked("[name=csat][value='2']")
    assert second.is_visible("#why")
    second.click("[data-next]")
    second.wait_for_selector("[data-question=channel]")

    # As the page sees a lost network; the browser's own switch would write each lost request into the log of errors.
    second.evaluate(
        "() => { window.lost = fetch; window.fetch = () => Promise.reject(new TypeError('lost')); }"
    )
    the_rest(second)
    second.click("[data-next]")
    second.wait_for_selector("[data-kept]:has-text('已全部答完')")
    assert not Response.objects.exists()

    second.evaluate("() => { window.fetch = window.lost; }")
    second.evaluate("window.dispatchEvent(new Event('online'))")
    second.wait_for_url("**/thanks")
    response = Response.objects.get()
    assert (response.csat, response.answers["channel"], response.answers["service.speed"]) == (2, "app", 4)
    assert response.sealed == {"why": "太慢了", "health": "good"}
    assert len(response.answers["order"]) == len({*response.answers["order"]}) == 4
    assert (response.signals["script"], response.dropped) == (True, [])
