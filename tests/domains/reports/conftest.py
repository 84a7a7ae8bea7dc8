"""A report whose sections are written by a plain stand-in for the desk's composer."""

from __future__ import annotations

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.reports import ports
from hearten.domains.reports.services import make_report, start_run
from hearten.domains.surveys.services import load_documents
from hearten.kernel.clock import utc_now

FACTS = {"survey_code": "post_claim", "survey": {"zh": "问卷", "en": "Survey"}, "study": "", "first": "2026-01-01",
         "last": "2026-02-01", "n": 40, "weighting": "sample", "flagged": "all"}  # fmt: skip


def snapshot_of(mark):
    quotes = {"kind": "quotes", "quotes": ["原话一句"], "needs": "insight_rows"}
    said = {"kind": "text", "text": mark, "tone": ""}
    return {
        "facts": FACTS,
        "sections": [
            {"code": "findings", "blocks": {"zh": [said, quotes], "en": [said, quotes]}},
            {"code": "actions", "blocks": {"zh": [], "en": []}},
        ],
        "findings": [{"key": "nps-0", "weight": "know", "figure": "nps", "zh": "一", "en": "One"}],
        "figures": [],
        "fields": [{"key": "nps", "zh": "推荐", "en": "Recommend"}],
    }


@pytest.fixture
def written(monkeypatch):
    """What the stand-in writes next; a test may change `written["mark"]`."""
    state = {"mark": "first"}

    def compose(actor, question, sections, *, report_id, now):
        return snapshot_of(state["mark"])

    monkeypatch.setattr(ports, "_COMPOSERS", [compose])
    return state


@pytest.fixture
def ana(user_of, db):
    return user_of(Role.ANALYST).actor


@pytest.fixture
def report(ana, system, written):
    load_documents(by=system, now=utc_now())
    return make_report(
        name="季度报告", survey_code="post_claim", months=3, client_token="r", by=ana, now=utc_now()
    )


@pytest.fixture
def begin(report, ana):
    def start(occasion="run"):
        return start_run(report_id=report.pk, client_token=occasion, by=ana, now=utc_now())

    return start
