"""X10 at the desk: two clicks to a report, its page, words, release, files, what is done about a finding."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.reports.models import Action, Report, ReportRun
from hearten.domains.surveys.services import load_documents
from hearten.kernel.clock import utc_now
from tests.domains.reports.conftest import snapshot_of, written  # noqa: F401 -- a fixture


@pytest.fixture
def ana(door, user_of, db, system, written):  # noqa: F811
    load_documents(by=system, now=utc_now())
    return door(user_of(Role.ANALYST))


@pytest.fixture
def run(ana):
    asked = {"about": "survey:post_claim", "months": "3", "name": "季报", "token": "x" * 20}
    answer = ana.post(reverse("desk:report_new"), asked)
    assert ana.post(reverse("desk:report_new"), asked).url == answer.url  # sent twice, made once
    made = ReportRun.objects.get()
    assert answer.url == reverse("desk:report_run", args=[made.pk])
    assert "data-live" in ana.get(answer.url).content.decode()
    run_jobs()
    made.refresh_from_db()
    return made


def test_from_study_to_released_report(ana, run, user_of):
    page = reverse("desk:report_run", args=[run.pk])
    words = reverse("desk:report_words", args=[run.pk])
    assert ana.post(words, {"version": "1", "findings_zh": "<b>先改</b>"}).status_code == 302
    marketer = Client()
    marketer.force_login(user_of(Role.MARKETER))
    assert marketer.get(page).status_code == 404
    assert ana.post(reverse("desk:report_release", args=[run.pk]), {"version": "2"}).status_code == 302
    seen = ana.get(page).content.decode()
    assert "&lt;b&gt;先改&lt;/b&gt;" in seen
    assert "原话一句" in seen
    told = marketer.get(page).content.decode()
    assert "first" in told
    assert "原话一句" not in told
    late = ana.post(reverse("desk:report_release", args=[run.pk]), {"version": "3"})
    assert late.status_code == 409


def test_files_come_in_both_kinds_and_no_other(ana, run):
    heads = {
        kind: ana.get(reverse("desk:report_file", args=[run.pk, kind])).content[:4]
        for kind in ("pdf", "xlsx")
    }
    assert heads == {"pdf": b"%PDF", "xlsx": b"PK\x03\x04"}
    assert ana.get(reverse("desk:report_file", args=[run.pk, "exe"])).status_code == 404


def test_what_is_done_about_a_finding(ana, run):
    plan = reverse("desk:action_plan", args=[run.pk])
    given = {"finding": "nps-0", "kind": "initiative", "title": "加快初审", "token": "y" * 20}
    assert ana.post(plan, {**given, "finding": "other"}).status_code == 422
    assert not Action.objects.exists()
    assert ana.post(plan, given).status_code == 302
    assert "加快初审" in ana.get(reverse("desk:report_actions")).content.decode()
    assert "加快初审" in ana.get(reverse("desk:report_run", args=[run.pk])).content.decode()


def test_sections_are_saved_in_the_order_of_their_places(ana, run):
    report = Report.objects.get()
    given = {
        "revision": "1", "name": "季报", "weighting": "none", "flagged": "all",
        "on_method": "1", "place_method": "1", "on_findings": "1", "place_findings": "2",
    }  # fmt: skip
    assert ana.post(reverse("desk:report_change", args=[report.pk]), given).status_code == 302
    report.refresh_from_db()
    assert report.sections == ["method", "findings"]
