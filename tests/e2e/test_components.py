"""Parts in a real browser: small screens, keyboard, charts, dialogs, tips, and a page that outlives its network."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def parts(settings, open_page):
    """`parts(shell, size, language)` → the page of all parts."""

    def show(shell="member", size=PHONE, language="zh-hans"):
        settings.DEBUG = True
        page = open_page(size, language)
        page.goto(f"/components/?shell={shell}")
        return page

    return show


@pytest.mark.parametrize("shell", ["member", "desk"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_is_wider_than_a_phone(parts, shell, language):
    """M1: 390 px, also in large type and at 320 px (WCAG 1.4.10)."""
    page = parts(shell, PHONE, language)
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate("document.documentElement.dataset.type = 'large'")
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate("delete document.documentElement.dataset.type")
    page.set_viewport_size({"width": 320, "height": 700})
    # Charts draw themselves anew after the page has its new width.
    page.wait_for_function(f"{OVERFLOW} === 0")


def test_what_one_taps_is_large_enough(parts):
    """WCAG 2.5.8: 24 px; our own measure for scales is 44 px high."""
    page = parts()
    small = page.evaluate(
        """[...document.querySelectorAll('main button, main .btn, main a.ht-row, main label.ht-choice, .ht-tabs-bar a')]
        .filter(e => e.offsetParent && !e.classList.contains('ht-term'))
        .filter(e => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24).map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []
    heights = page.evaluate(
        "[...document.querySelectorAll('.ht-scale label')].map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) == 23
    assert min(heights) >= 44


def test_a_scale_is_answered_by_keyboard(parts):
    page = parts()
    page.locator('input[name="effort"]').first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator('input[name="effort"]:checked').get_attribute("value") == "3"


def test_a_chart_and_its_table_change_places(parts):
    page = parts("desk", DESK)
    figure = page.locator("[data-figure]").first
    button = figure.locator("[data-chart-toggle]")
    button.wait_for()
    assert figure.locator("[data-chart] svg").is_visible()
    assert not figure.locator("[data-chart-table]").is_visible()
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert figure.locator("[data-chart-table]").is_visible()
    assert not figure.locator("[data-chart]").is_visible()


def test_a_dialog_opens_closes_and_gives_the_focus_back(parts):
    page = parts()
    opener = page.locator('[data-dialog="sample"]')
    opener.click()
    assert page.locator("dialog#sample").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("dialog#sample").is_visible()
    assert opener.evaluate("e => e === document.activeElement")


def test_a_word_explains_itself(parts):
    """P7."""
    page = parts()
    word = page.locator("button.ht-term").first
    word.focus()
    page.keyboard.press("Enter")
    note = page.locator(".ht-tip:popover-open")
    assert note.is_visible()
    box = note.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    assert note.count() == 0


def test_the_desk_answers_the_keyboard(parts, member_of):
    page = parts("desk", DESK)
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "CL-7K3M-9QXC"
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "CL-2J8F-1WAD"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "CL-7K3M-9QXC"
    page.keyboard.press("?")
    assert page.locator("dialog#ht-keys").is_visible()


def test_keys_are_left_alone_while_one_types(parts):
    page = parts("desk", DESK)
    page.locator("#id_name").first.click()
    page.keyboard.type("?j/")
    assert page.locator("#id_name").first.input_value() == "?j/"
    assert not page.locator("dialog#ht-keys").is_visible()


def test_a_chosen_file_is_named(parts):
    page = parts()
    page.locator('input[type="file"]').first.set_input_files(
        files=[{"name": "账单.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048}]
    )
    assert "账单.pdf" in page.locator("[data-files]").first.inner_text()
    assert "2 KB" in page.locator("[data-files]").first.inner_text()


def test_a_member_switches_language_and_large_type(open_page, member_of, mei):
    user = member_of(mei)
    page = open_page()
    page.goto("/accounts/login/")
    page.fill('[name="login"]', user.email)
    page.fill('[name="password"]', "open sesame 2026")
    page.click("main form button.btn-primary")
    page.wait_for_url("**/app/")
    page.goto("/app/me/")
    page.click('main form[action="/language/"] button')
    assert page.locator("html").get_attribute("lang") == "en"
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.click('form[action="/large-type/"] button')
    page.wait_for_selector('html[data-type="large"]')
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == before * 1.25
    assert page.evaluate(OVERFLOW) == 0


def test_a_member_without_network_sees_a_page_of_ours(open_page):
    """M1: a poor network."""
    page = open_page()
    page.goto("/offline/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.context.set_offline(True)
    page.goto("/app/")
    assert "您已离线" in page.locator("h1").inner_text()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 249, 246)"
