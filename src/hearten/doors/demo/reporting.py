"""Reports of the demo: one that was read, given words and released, and one that is made every month."""

from __future__ import annotations

from datetime import date

from hearten.base.accounts.types import Role
from hearten.domains.reports import services
from hearten.domains.reports.models import ReportRun
from hearten.domains.reports.types import Rhythm, RunState
from hearten.domains.surveys.selectors.studies import list_studies_for
from hearten.doors.demo.office import Office, token
from hearten.doors.demo.studies import ROUNDS

_STUDIED = ROUNDS[0]
_WORDS = {
    "zh": "推荐意愿主要由理赔体验带动，条款是否讲得清楚排在其次。建议先做理赔进度的主动告知，再改条款说明；"
    "价格和应用的评分虽低，但对推荐的影响小。",
    "en": "Whether members recommend us depends mostly on how claims go, then on how clearly terms are explained. Tell members "
    "of their own accord how far a claim is, then mend the explanations; price and app score low, but matter little here.",
}  # fmt: skip


def write_reports(office: Office) -> None:
    """The yearly study's report, released with what is done about it; a monthly one about claims that is due and goes to its readers."""
    _monthly(office)
    study = next((row for row in list_studies_for(office.analyst) if row.name == _STUDIED.name), None)
    if study is None:
        return
    by, now = office.analyst, office.now
    report = services.make_report(
        name="客户关系年度报告", study_id=study.pk, client_token=token("report:relationship"), by=by, now=now
    )
    started = services.start_run(report_id=report.pk, client_token=token("run:relationship"), by=by, now=now)
    run = services.make_run(run_id=started.pk, by=by, now=now)
    if run is None or run.state != RunState.DRAFT:
        return
    run = services.write_words(run_id=run.pk, given={"findings": _WORDS}, version=run.version, by=by, now=now)
    _act(office, run)
    services.release_run(run_id=run.pk, version=run.version, by=by, now=now)


def _monthly(office: Office) -> None:
    """Put on schedule some weeks ago, so that the occasion that has come since is made up for."""
    report = services.make_report(
        name="理赔体验月报",
        survey_code="post_claim",
        months=12,
        client_token=token("report:post_claim"),
        by=office.analyst,
        now=office.at(40, 9),
    )
    services.make_schedule(
        report_id=report.pk,
        rhythm=Rhythm.MONTHLY,
        roles=[Role.MANAGER.value, Role.MARKETER.value],
        people=[],
        at_once=True,
        client_token=token("schedule:post_claim"),
        by=office.analyst,
        now=office.at(40, 9),
    )
    services.run_due(by=office.analyst, now=office.now)


def _act(office: Office, run: ReportRun) -> None:
    """Something planned about each of the first two findings that ask for it; the first is under way."""
    keys = [one["key"] for one in run.snapshot["findings"]]
    asking = [key for key in keys if key.startswith("driver_improve")] or keys[:1]
    plans: tuple[tuple[str, str, date], ...] = (
        ("理赔每到一步，主动发消息告诉会员", "理赔运营部 陆静怡", office.at(-45, 9).date()),
        ("条款说明改成白话，附三个例子", "产品部 程晓岚", office.at(-80, 9).date()),
    )
    for number, (finding, (title, owner, due)) in enumerate(zip(asking, plans, strict=False)):
        made = services.plan_action(
            run_id=run.pk,
            finding_key=finding,
            kind="initiative",
            title=title,
            owner=owner,
            due_on=due,
            client_token=token(f"action:{number}"),
            by=office.analyst,
            now=office.now,
        )
        if number == 0:
            services.move_action(
                action_id=made.pk,
                state="running",
                began_on=office.at(21, 9).date(),
                result="",
                version=made.version,
                by=office.analyst,
                now=office.now,
            )
