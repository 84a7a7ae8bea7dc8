"""The shop window in a browser: the price answers as one taps, and a word explains itself (P2, P7)."""

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def products(db, system, now):
    from hearten.domains.products.services import load_documents

    return load_documents(by=system, now=now)


def test_a_tap_changes_the_price(open_page):
    page = open_page()
    page.goto(reverse("member:product", args=["million-medical"]))
    price = page.locator("#price .ht-shop-price")
    assert "¥27.33" in price.inner_text()
    page.locator("label", has_text="不设").click()
    price.get_by_text("¥71.00").wait_for()
    page.fill("#id_age", "70")
    page.get_by_text("这款产品适合 0 到 65 周岁。").wait_for()
    assert page.locator("#price .ht-shop-price").count() == 0
    page.fill("#id_age", "30")
    price.get_by_text("¥71.00").wait_for()
    assert "choice_deductible=0" in page.locator("#price a.btn").get_attribute("href")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_term_explains_itself(open_page):
    page = open_page(language="en")
    page.goto(reverse("member:product", args=["million-medical"]))
    page.locator(".ht-clause-plain .ht-term", has_text="deductible").first.click()
    tip = page.locator(".ht-tip:popover-open")
    assert tip.inner_text().startswith("deductible")
    assert "pay yourself" in tip.inner_text()
