"""X10: a run is frozen, worded, released by a person, superseded; what a reader may not see is not in it."""

from __future__ import annotations

import pytest

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.reports.models import Action, ReportRun
from hearten.domains.reports.selectors import get_run_for, list_reports_for
from hearten.domains.reports.services import (
    change_report,
    make_run,
    move_action,
    plan_action,
    release_run,
    write_words,
)
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound


def test_a_run_is_made_once_and_shows_for_ever_what_it_showed(begin, written, ana, system):
    run = begin()
    assert begin().pk == run.pk  # a form sent twice
    run_jobs()
    written["mark"] = "second"
    make_run(run_id=run.pk, by=system, now=utc_now())  # a job run twice
    assert get_run_for(ana, run.pk).snapshot["sections"][0]["blocks"]["zh"][0]["text"] == "first"


def test_only_a_draft_is_worded_and_released_and_the_one_before_is_superseded(begin, ana):
    first = begin()
    run_jobs()
    words = {"findings": {"zh": "我们的话", "en": ""}}
    write_words(run_id=first.pk, given=words, version=1, by=ana, now=utc_now())
    with pytest.raises(Conflict):  # somebody looked at it before the words
        release_run(run_id=first.pk, version=1, by=ana, now=utc_now())
    release_run(run_id=first.pk, version=2, by=ana, now=utc_now())
    with pytest.raises(Conflict):
        write_words(run_id=first.pk, given={}, version=3, by=ana, now=utc_now())
    second = begin("later")
    run_jobs()
    release_run(run_id=second.pk, version=1, by=ana, now=utc_now())
    assert dict(ReportRun.objects.values_list("pk", "state")) == {
        first.pk: "superseded",
        second.pk: "released",
    }
    assert ReportRun.objects.get(pk=first.pk).words == words


def test_a_reader_sees_no_draft_and_no_quotes_without_the_right_to_single_answers(begin, ana, user_of):
    run = begin()
    run_jobs()
    marketer, manager = user_of(Role.MARKETER).actor, user_of(Role.MANAGER).actor
    with pytest.raises(NotFound):
        get_run_for(marketer, run.pk)
    assert list_reports_for(marketer) == []
    with pytest.raises(NotAllowed):
        release_run(run_id=run.pk, version=1, by=manager, now=utc_now())
    release_run(run_id=run.pk, version=1, by=ana, now=utc_now())
    kinds = {
        who: [b["kind"] for b in get_run_for(who, run.pk).snapshot["sections"][0]["blocks"]["zh"]]
        for who in (marketer, manager)
    }
    assert kinds == {marketer: ["text"], manager: ["text", "quotes"]}


def test_sections_are_chosen_and_ordered_and_bad_ones_change_nothing(report, ana):
    def change(sections, revision=1):
        return change_report(
            report_id=report.pk, name="另名", sections=sections, weighting="none", flagged="all",
            revision=revision, by=ana, now=utc_now(),
        )  # fmt: skip

    for bad in ([], ["findings", "findings"], ["nonsense"]):
        with pytest.raises(Invalid):
            change(bad)
    report.refresh_from_db()
    assert (report.name, report.revision) == ("季度报告", 1)
    assert change(["method", "findings"]).sections == ["method", "findings"]
    with pytest.raises(Conflict):
        change(["findings"])


def test_what_is_done_about_a_finding_is_frozen_with_the_release(begin, ana):
    run = begin()
    run_jobs()

    def plan(**more):
        return plan_action(
            run_id=run.pk, finding_key="nps-0", title="加快初审", client_token="a", by=ana, now=utc_now(),
            **{"kind": "initiative", **more},
        )  # fmt: skip

    with pytest.raises(Invalid):
        plan(kind="case", reference="CA-NONE")
    assert not Action.objects.exists()
    action = plan()
    with pytest.raises(Invalid):  # under way, but since when?
        move_action(
            action_id=action.pk, state="running", began_on=None, result="", version=1, by=ana, now=utc_now()
        )
    release_run(run_id=run.pk, version=1, by=ana, now=utc_now())
    move_action(
        action_id=action.pk,
        state="done",
        began_on=utc_now().date(),
        result="好",
        version=1,
        by=ana,
        now=utc_now(),
    )
    frozen = get_run_for(ana, run.pk).snapshot["actions"]
    assert [(one["title"], one["state"], one["effect"]) for one in frozen] == [("加快初审", "planned", None)]
