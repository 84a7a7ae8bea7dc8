"""Pictures of the pages for docs/screenshots, taken from a running demo: scripts/take_screenshots.py ADDRESS PASSWORD [FOLDER].

Members' pages at the width of a phone, the desk's at that of a screen, both in both languages; `--all-widths` takes all
pages at both.
"""

from __future__ import annotations

import argparse
import io
import itertools
import shutil
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = {390: 844, 1440: 900}
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
DOMAIN = "demo.hearten.example"

# name → where to go, then which links to follow (the first that matches each)
PUBLIC = {
    "shop": ("/app/shop/",),
    "product": ("/app/shop/", "a[href*='/app/shop/']"),
    "sign-in": ("/accounts/login/",),
    "sign-in-code": ("/accounts/login/code/",),
}
MEMBER = {
    "member-home": ("/app/",),
    "member-cover": ("/app/cover/",),
    "member-policy": ("/app/cover/", "main a[href*='/app/cover/']"),
    "member-claims": ("/app/claims/",),
    "member-claim": ("/app/claims/", "main a[href*='/app/claims/CL-']"),
    "member-claim-new": ("/app/claims/new/",),
    "member-health": ("/app/health/",),
    "member-inbox": ("/app/inbox/",),
    "member-message": (
        "/app/inbox/",
        "main a[href*='/app/inbox/0'], main a[href*='/app/inbox/']:not([href*=preferences])",
    ),
    "member-me": ("/app/me/",),
    "member-consents": ("/app/me/consents/",),
    "member-access": ("/app/me/access/",),
    "member-survey": ("/app/", "a[href*='/app/surveys/']"),
}
DESK = {
    "desk-today": ("manager", "/desk/"),
    "desk-customers": ("manager", "/desk/customers/"),
    "desk-customer": ("examiner", "/desk/customers/", "main tbody a"),
    "desk-claims": ("examiner", "/desk/claims/"),
    "desk-claim": ("examiner", "/desk/claims/", "main tbody a"),
    "desk-surveys": ("analyst", "/desk/surveys/"),
    "desk-survey": ("analyst", "/desk/surveys/post_claim/"),
    "desk-survey-library": ("analyst", "/desk/surveys/designs/library/"),
    "desk-survey-builder": (
        "analyst",
        "/desk/surveys/",
        "main a[href*='/surveys/designs/']:not([href*=library])",
    ),
    "desk-survey-history": (
        "analyst",
        "/desk/surveys/",
        "main a[href*='/surveys/designs/']:not([href*=library])",
        "a[href*='/history/']",
    ),
    "desk-studies": ("analyst", "/desk/studies/"),
    "desk-study": ("analyst", "/desk/studies/", "main tbody a"),
    "desk-study-answered": ("analyst", "/desk/studies/", "main tbody a", "a[href*='/sample/answers/']"),
    "desk-panels": ("analyst", "/desk/studies/panels/"),
    "desk-asking-rules": ("analyst", "/desk/studies/rules/"),
    "desk-needs": ("analyst", "/desk/research/"),
    "desk-needs-analyse": (
        "analyst",
        "/desk/research/",
        "main a[href*='/research/studies/']",
        "main a[href*='step=analyse']",
    ),
    "desk-needs-coding": (
        "analyst",
        "/desk/research/",
        "main a[href*='/research/studies/']",
        "main a[href*='step=collect']",
        "main a[href*='/research/material/']",
    ),
    "desk-needs-board": ("analyst", "/desk/research/needs/"),
    "desk-need": ("analyst", "/desk/research/needs/", "main a[href*='/research/needs/0']"),
    "desk-open-answers": ("analyst", "/desk/research/answers/"),
    "desk-open-answers-single": ("analyst", "/desk/research/answers/one-by-one/"),
    "desk-insight": ("analyst", "/desk/insight/"),
    "desk-insight-measure": ("analyst", "/desk/insight/", "main a[href*='/desk/insight/']"),
    "desk-cases": ("service", "/desk/improvement/"),
    "desk-case": ("service", "/desk/improvement/", "main tbody a"),
    "desk-products": ("manager", "/desk/products/"),
    "desk-product": ("manager", "/desk/products/", "main a[href*='/desk/products/']"),
    "desk-underwriting": ("examiner", "/desk/underwriting/"),
    "desk-imports": ("admin", "/desk/imports/"),
    "desk-settings": ("admin", "/desk/settings/"),
    "desk-settings-access": ("admin", "/desk/settings/access/"),
}


def main() -> None:
    options = _options()
    Path(options.folder).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for language, width in itertools.product(LOCALES, SIZES):
            for box, pages in _visits(options, width):
                _visit(browser, options, language=language, width=width, box=box, pages=pages)
        browser.close()


def _visits(options: argparse.Namespace, width: int) -> list[tuple[str | None, dict[str, tuple[str, ...]]]]:
    """Who looks at which pages at this width."""
    visits: list[tuple[str | None, dict[str, tuple[str, ...]]]] = []
    if options.all_widths or width == min(SIZES):
        visits += [(None, PUBLIC), (options.member, MEMBER)]
    if options.all_widths or width == max(SIZES):
        boxes = sorted({box for box, *_ in DESK.values()})
        visits += [(box, {name: path for name, (own, *path) in DESK.items() if own == box}) for box in boxes]
    return visits


def _visit(
    browser: Browser, options: argparse.Namespace, *, language: str, width: int, box: str | None, pages: Any
) -> None:
    context = browser.new_context(
        base_url=options.address,
        viewport={"width": width, "height": SIZES[width]},
        locale=LOCALES[language],
        timezone_id="Asia/Shanghai",
    )
    context.add_cookies([{"name": "django_language", "value": language, "url": options.address}])
    page = context.new_page()
    page.on("pageerror", lambda error: print("script error:", error))
    if box:
        _sign_in(page, f"{box}@{DOMAIN}", options.password)
    for name, path in pages.items():
        if options.only in name:
            _take(page, path, Path(options.folder) / f"{name}.{language}.{width}.png", full=options.full)
    context.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("password")
    parser.add_argument("folder", nargs="?", default="docs/screenshots")
    parser.add_argument("--all-widths", action="store_true")
    parser.add_argument("--full", action="store_true", help="the whole page, not only what fits the screen")
    parser.add_argument("--only", default="", help="pages whose name holds this")
    parser.add_argument("--member", default="member1")
    return parser.parse_args()


def _sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("networkidle")


def _take(page: Page, path: tuple[str, ...], target: Path, *, full: bool) -> None:
    page.goto(path[0])
    for link in path[1:]:
        found = page.locator(link).first
        if not found.count():
            print(f"{target.name}: no {link} on {page.url}")
            return
        page.goto(found.get_attribute("href") or path[0])
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(600)  # charts draw themselves in
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        print(f"{target.name}: {wide} px wider than the screen")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=full)))
    picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
    print(target.name)


if __name__ == "__main__":
    main()
