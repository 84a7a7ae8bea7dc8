"""A real Chromium against a real server of ours, on this machine only."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}

# Playwright keeps an event loop in this thread; Django's ORM is used from it all the same, one call at a time.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    path = shutil.which(os.environ.get("HEARTEN_CHROMIUM", "chromium"))
    if path is None:
        pytest.fail("there is no Chromium: run scripts/install_for_tests, or name one in HEARTEN_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, db) -> Iterator[Callable[..., object]]:
    """`open_page(size=PHONE, language="zh-hans")` → a page of its own visitor; script errors fail the test."""
    contexts, errors = [], []

    def open_(size: dict[str, int] = PHONE, language: str = "zh-hans") -> object:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport=size,
            locale={"zh-hans": "zh-CN", "en": "en-GB"}[language],
            timezone_id="Asia/Shanghai",
            has_touch=size is PHONE,
        )
        context.set_default_timeout(45_000)  # on a busy machine a page takes its time
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda m: errors.append(m.text) if m.type == "error" and "favicon" not in m.text else None,
        )
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not errors


@pytest.fixture
def work() -> Callable[[], None]:
    """`work()` lets a real worker run all that is due, in a thread of its own, as `hearten worker --once` would."""

    def run() -> None:
        from django.db import connections

        # The threads that jobs run in let go of the test database after each job.
        connections.settings["default"]["CONN_MAX_AGE"] = 0
        from hearten.base.plumbing.worker import run_worker

        def inside() -> None:
            try:
                run_worker(wait=False)
            finally:
                connections.close_all()

        thread = threading.Thread(target=inside)
        thread.start()
        thread.join(timeout=60)
        assert not thread.is_alive()

    return run
