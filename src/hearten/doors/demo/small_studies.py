"""Small studies of the demo beside the three large ones: a panel with a draw, a pilot, a link for everybody."""

from __future__ import annotations

from datetime import timedelta

from hearten.domains.fieldwork.services import hold_draw, make_incentive, reward
from hearten.domains.surveys import services
from hearten.domains.surveys.models import Panel, Study
from hearten.domains.surveys.questionnaire import Survey
from hearten.domains.surveys.selectors.invitations import unanswered_of
from hearten.domains.surveys.services.open_links import open_link_invitation
from hearten.domains.surveys.services.panels import candidates_for
from hearten.domains.surveys.services.sending import open_link_token
from hearten.doors.demo.office import Office, answer, change, draw, launch, plan, published
from hearten.doors.demo.said import said_by, seconds_for

PANEL = "暖心体验面板"
_MEMBERS, _PRIZES, _PRIZE_MINOR = 24, 3, 20_000
_RULES = (
    "答完第 1 期问卷的面板会员自动参加，每人一次机会。共 3 份奖品，每份价值 200 元的体检卡。"
    "抽奖在问卷结束后由系统按公开规则进行：种子的摘要在开始前公布，中奖者会收到站内消息。"
    "是否中奖与您的答案无关。"
)


def panel_with_draw(office: Office) -> None:
    """A panel asked twice: the first wave is over and its draw held, the second is in the field."""
    survey = published(office, "app_use", at=office.at(46, 9))
    panel = services.make_panel(
        name=PANEL,
        about="24 位会员，每季度回答一次，看同一批人的感受怎样变化。",
        size=_MEMBERS,
        by=office.analyst,
        now=office.at(46, 9),
    )
    first = _wave(office, panel, survey, "应用体验 · 第 1 期", begins=44, days=14)
    thanks = make_incentive(
        study_id=first.pk,
        kind="draw",
        name="体检卡（价值 200 元）",
        rules=_RULES,
        prizes=_PRIZES,
        value_minor=_PRIZE_MINOR,
        budget_minor=_PRIZES * _PRIZE_MINOR,
        by=office.analyst,
        now=office.at(45, 9),
    )
    rows = launch(office, first, at=office.at(44, 10))
    until = office.at(32, 20)
    for invitation_id in answer(office, survey, rows[:17], since=office.at(44, 11), until=until, mood=0.72):
        reward(invitation_id=invitation_id, now=until)
    services.flag_answers(study_id=first.pk, now=until)
    services.close_study(study_id=first.pk, by=office.analyst, now=office.at(30, 18))
    hold_draw(incentive_id=thanks.pk, by=office.analyst, now=office.at(29, 10))
    second = _wave(office, panel, survey, "应用体验 · 第 2 期", begins=5, days=14)
    rows = launch(office, second, at=office.at(5, 10))
    answer(office, survey, rows[:9], since=office.at(5, 11), until=office.at(1, 18), mood=0.76)
    for row in rows[9:13]:  # looked, and did not go on
        services.open_invitation(invitation_id=row.pk, now=office.at(3, 12))


def _wave(office: Office, panel: Panel, survey: Survey, name: str, *, begins: int, days: int) -> Study:
    at = office.at(begins, 9)
    study = services.start_wave(
        panel_id=panel.pk,
        name=name,
        survey_code=survey.code,
        version=survey.version,
        candidates=candidates_for(office.analyst, panel, now=at),
        seed=begins,
        by=office.analyst,
        now=at,
    )
    return change(
        office, study, at=at, channels=["app", "email"], closes_at=office.at(begins - days, 18), thank=True
    )


def pilot_before_study(office: Office) -> None:
    """A sample is drawn, a fifth of it is asked first; the main study waits for what the pilot says."""
    survey = published(office, "health_plan", at=office.at(8, 10))
    main = plan(
        office, survey, "医疗体验比较", at=office.at(8, 10), channels=["app", "email"], reminders=[7],
        opens_at=office.at(-3, 9), closes_at=office.at(-31, 20),
    )  # fmt: skip
    main = draw(office, main, 70, at=office.at(8, 11))
    pilot = services.split_pilot(study_id=main.pk, size=14, seed=8, by=office.analyst, now=office.at(7, 9))
    rows = launch(office, pilot, at=office.at(6, 10))
    answer(office, survey, rows[:8], since=office.at(6, 11), until=office.at(1, 17), mood=0.66)
    for row in unanswered_of(pilot.pk)[:3]:
        values = said_by(0.5, survey, office.rng)
        begun = dict(list(values.items())[:5])
        services.save_answers(
            invitation_id=row.pk,
            values=begun,
            seconds=seconds_for(survey, begun, office.rng),
            now=office.at(2, 12),
        )


def link_for_everybody(office: Office) -> None:
    """A QR code stands in the service hall; whoever scans it answers."""
    survey = published(office, "service_contact", at=office.at(12, 9))
    study = plan(
        office, survey, "服务大厅扫码评价", at=office.at(12, 9), link="open", most_answers=300,
        closes_at=office.at(-20, 20), texts={"zh": "扫码说说今天办得怎么样。", "en": "Scan and tell us how it went today."},
    )  # fmt: skip
    study = services.launch_study(
        study_id=study.pk,
        by=office.analyst,
        now=office.at(11, 9),
        reason="大厅现场评价，题目与电话回访相同。",
    )
    token = open_link_token(study.pk, study.open_token_number)
    for guest in range(9):
        at = office.at(10 - guest, 9 + guest, 15)
        row, _ = open_link_invitation(
            token=token, device=f"demo-{guest}", address=f"hall-{guest % 2}", now=at
        )
        end = at + timedelta(minutes=3)
        answer(office, survey, [row], since=at, until=end, mood=0.7)
