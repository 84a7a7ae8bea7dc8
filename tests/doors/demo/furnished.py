"""No room for hand-work, service quality or reports opens empty: some things are done, some wait; done twice, it is done once."""

from __future__ import annotations

from datetime import timedelta

from hearten.base.accounts.types import Actor
from hearten.domains.fieldwork.models import CallTask, DrawEntry, PaperForm, Participant, Session
from hearten.domains.fieldwork.types import CallState, FormState, SessionState
from hearten.domains.insight.selectors import measure
from hearten.domains.quality.models import ExpertRound, PeerFigure, TargetSetting, WeightChoice
from hearten.domains.reports.models import Action, ReportRun, Schedule
from hearten.domains.reports.types import RunState
from hearten.domains.research.models import Coding
from hearten.domains.surveys.models import PanelMember, Response, Study
from hearten.doors.demo import rooms
from tests.doors.demo.conftest import NOW

ANALYST = Actor.system("tests")
LATER = NOW + timedelta(minutes=3)


def assert_every_room_has_something_done_and_something_waiting() -> None:
    """To be called with a demo of some hundred members at hand."""
    nps = measure(ANALYST, "nps").total
    assert rooms.furnish(now=LATER) == len(rooms._ROOMS)
    rooms.report(now=LATER)
    made = _counts()
    _hand_work_is_under_way()
    _studies_are_of_every_kind()
    _service_is_judged()
    _reports_are_made_and_one_comes_by_itself()
    assert rooms.furnish(now=LATER + timedelta(days=1)) == 0
    rooms.report(now=LATER)
    assert _counts() == made
    assert measure(ANALYST, "nps").total == nps  # what was planted stays as it was planted


def _hand_work_is_under_way():
    assert {CallState.WAITING, CallState.APPOINTED, CallState.DONE} <= set(_of(CallTask, "state"))
    assert CallTask.objects.filter(state=CallState.APPOINTED, next_at__lt=LATER).exists()
    assert set(_of(PaperForm, "state")) == set(FormState)
    assert set(_of(Session, "state")) == {SessionState.FINISHED, SessionState.PLANNED}
    assert Participant.objects.filter(incentive_given_at__isnull=False).exists()
    assert Coding.objects.filter(statement__material__client_token__startswith="session:").exists()
    assert set(DrawEntry.objects.filter(prize__isnull=False).values_list("prize", flat=True)) == {1, 2, 3}


def _studies_are_of_every_kind():
    waves = Study.objects.filter(panel__isnull=False).order_by("wave")
    assert list(waves.values_list("wave", "state")) == [(1, "closed"), (2, "fielding")]
    assert PanelMember.objects.count() >= 24
    for study in Study.objects.filter(
        name__in=["服务大厅扫码评价", "客服回访（电话）", "长辈服务回访（纸质）"]
    ):
        assert Response.objects.filter(study=study).count() >= 5, study.name
    pilot = Study.objects.get(stage="pilot")
    assert Study.objects.get(before=pilot, stage="main").state == "sampled"
    assert Response.objects.filter(study=pilot).count() == 8


def _service_is_judged():
    assert set(_of(ExpertRound, "state")) == {"open", "closed"}
    assert WeightChoice.objects.get().kind == "experts"
    assert PeerFigure.objects.exists()
    assert TargetSetting.objects.exists()


def _reports_are_made_and_one_comes_by_itself():
    assert ReportRun.objects.filter(state=RunState.RELEASED).exclude(words={}).exists()
    due = ReportRun.objects.get(schedule=Schedule.objects.get())
    assert due.state == RunState.MAKING  # a worker makes it
    assert "running" in _of(Action, "state")


def _of(model, field):
    return model.objects.values_list(field, flat=True)


def _counts():
    models = (CallTask, PaperForm, Session, ExpertRound, ReportRun, Action, Response, PanelMember)
    return [model.objects.count() for model in models]
