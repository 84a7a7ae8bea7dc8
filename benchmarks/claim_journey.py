"""From the photo of a bill to the explained decision: how long does a member at a phone wait, and is the page ever silent?

    hearten bench claim_journey --json

Starts a demo insurer of its own (web process and worker, as `hearten up --demo` does), and makes 30 claims in a browser at
390 × 844, each by another member with a new bill, photographed. The member thinks for no time; all that is
measured is waiting: choose the photo → it is read → confirm → what happened → send → the decision with its sum.

Figures: `runs`; `decided_at_once` (runs that end with a decision by rules; the others went to an examiner);
`seconds_median` and `seconds_p95` (photo to explained decision, of those decided); `read_seconds_median` (photo to the
fields on the screen); `longest_silence_ms` (longest time in which one waited and the page showed neither change nor progress).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
RUNS = 30
HEARTEN = Path(sys.executable).with_name("hearten")
PASSWORD = "open sesame 2026"  # noqa: S105 -- of invented members, in a folder that is thrown away
LAYOUTS = ("beijing_outpatient", "shanghai_outpatient", "sichuan_outpatient")
CHROMIUM = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

# Members whose claims rules may decide: outpatient cover since half a year, all consents, no claim of late.
_MEMBERS = """
import json
from datetime import timedelta
import django; django.setup()
from django.utils import timezone
from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.domains.claims.models import Claim
from hearten.domains.customers.models import Customer
from hearten.domains.customers.selectors import has_consent
from hearten.domains.customers.types import Purpose
from hearten.domains.policies.models import Policy
today = timezone.localdate()
busy = Claim.objects.filter(created_at__gte=timezone.now() - timedelta(days=400)).values("customer_id")
policies = Policy.objects.filter(product_code="daily-outpatient", state="active", inception__lte=today - timedelta(days=150),
    expiry__gt=today).exclude(customer_id__in=busy).order_by("pk")
found = []
for policy in policies:
    customer = Customer.objects.get(pk=policy.customer_id)
    if customer.bank_account and has_consent(customer.pk, Purpose.AUTOMATED_DECISION) and has_consent(customer.pk, Purpose.HEALTH_DATA):
        email = f"{customer.number.lower()}@bench.example"
        if not User.objects.filter(customer_id=customer.pk).exists():
            User.objects.create_user(email, "%(password)s", role=Role.MEMBER, customer_id=customer.pk, display_name=customer.name)
            found.append([email, customer.name, str(policy.pk)])
    if len(found) == %(runs)s:
        break
print(json.dumps(found))
"""

# Looks ten times a second: since when has nothing changed, with no sign of work on the page?
_WATCH = """
(() => {
  const kept = JSON.parse(sessionStorage.getItem("watch") || '{"longest": 0, "since": 0}');
  const busy = () => [...document.querySelectorAll("progress, [aria-busy=true], #ht-bar[data-on]")].some((e) => e.checkVisibility());
  const sign = () => { kept.since = Date.now(); };
  const save = () => sessionStorage.setItem("watch", JSON.stringify(kept));
  new MutationObserver(sign).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  addEventListener("pagehide", save);
  window.hush = {
    start() { kept.waiting = true; sign(); },
    stop() { look(); kept.waiting = false; save(); },
    longest: () => kept.longest,
  };
  function look() {
    if (!kept.waiting) return;
    if (busy()) sign();
    kept.longest = Math.max(kept.longest, Date.now() - kept.since);
  }
  look();
  sign();
  setInterval(look, 100);
})();
"""


def run() -> dict[str, float]:
    """Thirty claims, one after the other."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(PROJECT))
    with tempfile.TemporaryDirectory(prefix="hearten-journey-") as folder:
        surroundings = os.environ | {
            "HEARTEN_VAR": folder,
            "DJANGO_SETTINGS_MODULE": "hearten.config.settings",
        }
        port = _free_port()
        with (Path(folder) / "up.log").open("wb") as log:
            server = subprocess.Popen(  # noqa: S603 -- our own command
                [HEARTEN, "up", "--demo", "--port", str(port)],
                env=surroundings, stdout=log, stderr=subprocess.STDOUT, cwd=PROJECT, start_new_session=True,
            )  # fmt: skip
            try:
                _wait_for(port, server)
                members = _members(surroundings)
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(
                        executable_path=os.environ.get("HEARTEN_CHROMIUM", "/usr/bin/chromium"), args=CHROMIUM
                    )
                    made = [
                        _claim(browser, f"http://127.0.0.1:{port}", member, place, Path(folder))
                        for place, member in enumerate(members)
                    ]
                    browser.close()
            finally:
                os.killpg(server.pid, signal.SIGINT)
                server.wait(60)
    return _figures(made)


def _figures(made: list[dict[str, Any]]) -> dict[str, float]:
    decided = sorted(one["seconds"] for one in made if one["decided"])
    return {
        "runs": len(made),
        "decided_at_once": len(decided),
        "seconds_median": round(statistics.median(decided), 2) if decided else -1,
        "seconds_p95": round(decided[max(0, -(-len(decided) * 95 // 100) - 1)], 2) if decided else -1,
        "read_seconds_median": round(statistics.median(one["read"] for one in made), 2),
        "longest_silence_ms": max(one["silence"] for one in made),
    }


def _claim(browser: Any, address: str, member: list[str], place: int, folder: Path) -> dict[str, Any]:
    email, name, policy = member
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=address)
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/app/**")
    page.goto("/app/claims/new/")
    page.check(f"[name=policy_id][value='{policy}']", force=True)
    picture = _bill(place, name, folder)
    started = time.perf_counter()
    _after(page, lambda: page.set_input_files("input[type=file]", picture), "url:**/step/papers/")
    _after(page, lambda: page.click(".ht-foot .btn-primary"), ".ht-bill, #waiting .ht-alert", timeout=60_000)
    read = time.perf_counter() - started
    _after(page, lambda: page.click(".ht-bill .btn-primary"), "#expenses .ht-list")
    _after(page, lambda: page.click(".ht-foot .btn-primary"), "#id_diagnosis")
    if not page.input_value("#id_diagnosis"):
        page.fill("#id_diagnosis", "急性支气管炎")
    _after(page, lambda: page.click(".ht-foot .btn-primary"), "#account-title")
    _after(
        page,
        lambda: page.click(".ht-foot .btn-primary"),
        "#moving .ht-trace, #moving [data-holder=examiner]",
        timeout=60_000,
    )
    seconds = time.perf_counter() - started
    result = {
        "seconds": seconds,
        "read": read,
        "decided": page.locator("#moving .ht-trace").count() > 0,
        "silence": page.evaluate("hush.longest()"),
    }
    print(json.dumps({"run": place} | result), file=sys.stderr)
    context.close()
    return result


def _after(page: Any, act: Any, until: str, timeout: int = 30_000) -> None:
    """Do something, and watch the page until what one waits for is there."""
    page.evaluate("hush.start()")
    act()
    if until.startswith("url:"):
        page.wait_for_url(until.removeprefix("url:"), timeout=timeout)
    else:
        page.wait_for_selector(until, timeout=timeout)
    page.evaluate("hush.stop()")


def _bill(place: int, name: str, folder: Path) -> Path:
    from django.utils import timezone

    from tests.factories.bills import draw_facts, render_facts

    day = timezone.localdate() - timedelta(days=5 + place % 20)
    facts = draw_facts(LAYOUTS[place % len(LAYOUTS)], 1000 + place)
    facts = replace(facts, payer_name=name, issue_date=day, visit_date=day)
    picture = render_facts(facts, "photographed", 1000 + place)
    target = folder / f"bill-{place}.jpg"
    target.write_bytes(picture.image_bytes)
    return target


def _members(surroundings: dict[str, str]) -> list[list[str]]:
    made = subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-c", _MEMBERS % {"password": PASSWORD, "runs": RUNS}],
        env=surroundings, cwd=PROJECT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    members: list[list[str]] = json.loads(made.stdout.splitlines()[-1])
    return members


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except OSError:
            time.sleep(1)
        else:
            return
    raise RuntimeError("the server did not answer")
