"""X7: a needs study goes through its five steps; statements are coded by two; needs rest on evidence and cause changes."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.research import services
from hearten.domains.research.models import Change, Coding, Material, Need, NeedsStudy, Statement, StudyStep
from hearten.domains.research.selectors.coding import (
    agreement_for,
    code_book_for,
    matrix_for,
    statements_for,
)
from hearten.domains.research.selectors.figures import figures_for
from hearten.domains.research.selectors.studies import list_studies_for, needs_for, steps_for
from hearten.domains.research.types import Step, StepState
from hearten.domains.surveys.services import load_documents, load_responses
from hearten.domains.surveys.types import PastResponse
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

WORDS = "王经理说理赔要快。我怕住院没钱垫付！\n电话13812345678,希望直付。"
NEED = {
    "statement": "住院时不为钱发愁", "kano": "basic", "kano_why": "没有时很不满", "factor": "economic",
    "nature": "emotional", "importance": 5, "confidence": "medium",
}  # fmt: skip


@pytest.fixture
def ana(db, staff):
    return staff(Role.ANALYST)


@pytest.fixture
def study(ana, now):
    return services.open_study(name="住院的需求", product_code="", client_token="s1", by=ana, now=now)


@pytest.fixture
def material(study, ana, now):
    return services.add_material(
        study_id=study.pk, kind="focus_group", title="第一组", segment="40岁以上", held_on=date(2026, 3, 1),
        words=WORDS, client_token="m1", by=ana, now=now,
    )  # fmt: skip


def _write(study, step, by, now, **given):
    row = StudyStep.objects.get(study=study, step=step)
    row = services.save_step(study_id=study.pk, step=step, given=given, version=row.version, by=by, now=now)
    return services.finish_step(study_id=study.pk, step=step, version=row.version, by=by, now=now)


def test_five_steps_each_complete_before_the_next(study, ana, now):
    with pytest.raises(Invalid, match="before this one"):
        services.finish_step(study_id=study.pk, step=Step.COLLECT, version=1, by=ana, now=now)
    with pytest.raises(Invalid, match="still empty"):
        services.finish_step(study_id=study.pk, step=Step.GOAL, version=1, by=ana, now=now)
    _write(study, Step.GOAL, ana, now, question="为何", people="40+", decision="是否做直付")
    with pytest.raises(Invalid, match="no survey and no material"):
        _write(study, Step.COLLECT, ana, now, plan="两组")
    material = services.add_material(
        study_id=study.pk, kind="focus_group", title="一组", segment="", held_on=date(2026, 3, 1),
        words=WORDS, client_token="m", by=ana, now=now,
    )  # fmt: skip
    _write(study, Step.COLLECT, ana, now, plan="两组")
    with pytest.raises(Invalid, match="no coded statement"):
        _write(study, Step.ANALYSE, ana, now, findings="怕垫付")
    theme = services.add_theme(study_id=study.pk, name="垫付", definition="先付钱", parent_id=None, by=ana)
    statement = Statement.objects.filter(material=material).order_by("start")[1]
    services.code_statement(statement_id=statement.pk, theme_id=theme.pk, on=True, by=ana, now=now)
    _write(study, Step.ANALYSE, ana, now, findings="怕垫付")
    need = services.write_need(study_id=study.pk, **NEED, client_token="n", by=ana, now=now)
    with pytest.raises(Invalid, match="no evidence"):
        _write(study, Step.DISTIL, ana, now, summary="安心")
    services.support_with_statement(need_id=need.pk, statement_id=statement.pk, by=ana, now=now)
    services.support_with_statement(need_id=need.pk, statement_id=statement.pk, by=ana, now=now)
    _write(study, Step.DISTIL, ana, now, summary="安心")
    with pytest.raises(Invalid, match="no change yet"):
        _write(study, Step.STRATEGY, ana, now, decided="做直付")
    change = services.link_change(
        need_id=need.pk, kind="product_version", reference="million-medical/2027.1", words="加直付",
        client_token="c", by=ana, now=now,
    )  # fmt: skip
    _write(study, Step.STRATEGY, ana, now, decided="做直付")
    (row,) = list_studies_for(ana)
    assert (row.at, row.done) == (None, 5)
    services.move_change(change_id=change.pk, state="live", result="满意度升了", by=ana)
    (seen,) = needs_for(ana, kano="basic", factor="economic")
    assert len(seen.evidence) == 1
    assert seen.changes[0].state == "live"
    # Writing in a finished step opens it again.
    goal = StudyStep.objects.get(study=study, step=Step.GOAL)
    services.save_step(study_id=study.pk, step=Step.GOAL, given={}, version=goal.version, by=ana, now=now)
    assert steps_for(ana, study.pk)[Step.GOAL].row.state == StepState.EMPTY


def test_names_and_numbers_are_gone_before_anything_is_kept(material, ana):
    assert "王经理" not in material.words
    assert "138" not in material.words
    words = [statement.words for statement in statements_for(ana, material)]
    assert len(words) == 3
    assert words[1] == "我怕住院没钱垫付！"


def test_two_coders_and_how_far_they_agree(material, study, ana, staff, now):
    bo = staff(Role.ANALYST)
    quick = services.add_theme(study_id=study.pk, name="快", definition="要快", parent_id=None, by=ana)
    money = services.add_theme(study_id=study.pk, name="钱", definition="先付", parent_id=quick.pk, by=ana)
    first, second, *_ = Statement.objects.filter(material=material).order_by("start")
    for coder, statement, theme in ((ana, first, quick), (bo, first, quick), (ana, second, money)):
        services.code_statement(statement_id=statement.pk, theme_id=theme.pk, on=True, by=coder, now=now)
    assert agreement_for(ana, study.pk).alpha is None
    for coder in (ana, bo):
        services.finish_reading(material_id=material.pk, by=coder, now=now)
    found = agreement_for(ana, study.pk)
    kappas = {theme.name: theme.kappa for theme in found.themes}
    assert found.statements == 3
    assert kappas == {"快": pytest.approx(1.0), "钱": pytest.approx(0.0)}
    # Six units (three statements, two themes), twelve values, three of them ones; one unit apart: 1 − 11 · 2 / (2 · 3 · 9).
    assert found.alpha == pytest.approx(1 - 11 * 2 / (2 * 3 * 9))
    assert [(node.theme.name, node.depth, node.statements) for node in code_book_for(ana, study.pk)] == [
        ("快", 0, 1),
        ("钱", 1, 1),
    ]
    assert matrix_for(ana, study.pk).segments == ("40岁以上",)
    services.code_statement(statement_id=second.pk, theme_id=money.pk, on=False, by=ana, now=now)
    assert Coding.objects.count() == 2


def test_figures_beside_words_hide_few_people(study, ana, mei, system, now):
    load_documents(by=system, now=now)

    def answer(n):
        load_responses(
            rows=[
                PastResponse(
                    customer_id=mei.pk, survey_code="post_claim", invited_at=now, answered_at=now, csat=4
                )
                for _ in range(n)
            ],
            now=now,
        )

    source = services.add_source(
        study_id=study.pk, survey_code="post_claim", survey_study_id=None, by=ana, now=now
    )
    answer(4)
    assert all(figure.hidden for figure in figures_for(ana, study.pk))
    need = services.write_need(study_id=study.pk, **NEED, client_token="n", by=ana, now=now)
    with pytest.raises(NotFound):
        services.support_with_figure(need_id=need.pk, source_id=source.pk, key="csat", by=ana, now=now)
    answer(2)
    shown = {figure.key: figure for figure in figures_for(ana, study.pk)}
    assert (shown["csat"].value, shown["csat"].n) == (4.0, 6)
    evidence = services.support_with_figure(need_id=need.pk, source_id=source.pk, key="csat", by=ana, now=now)
    assert evidence.figure["value"] == 4.0


def test_refusals_change_nothing(study, material, ana, staff, now):
    clerk = staff(Role.SERVICE_AGENT)
    before = NeedsStudy.objects.count(), Material.objects.count(), Statement.objects.count()
    with pytest.raises(NotAllowed):
        services.open_study(name="x", product_code="", client_token="t", by=clerk, now=now)
    with pytest.raises(NotFound):
        services.add_theme(study_id=uuid4(), name="x", definition="x", parent_id=None, by=ana)
    with pytest.raises(Invalid, match="not part of the text"):
        services.add_statement(material_id=material.pk, start=0, end=10**6, by=ana)
    with pytest.raises(Invalid, match="not one of the choices"):
        services.write_need(study_id=study.pk, **NEED | {"kano": "magic"}, client_token="n", by=ana, now=now)
    with pytest.raises(Conflict, match="Somebody else"):
        services.save_step(study_id=study.pk, step=Step.GOAL, given={}, version=9, by=ana, now=now)
    again = services.open_study(name="other", product_code="", client_token="s1", by=ana, now=now)
    assert again.pk == study.pk
    assert before == (NeedsStudy.objects.count(), Material.objects.count(), Statement.objects.count())
    assert not Need.objects.exists()
    assert not Change.objects.exists()
