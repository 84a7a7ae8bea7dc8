"""A needs study of the demo insurer through its five steps, made by the services that people use."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.research import services
from hearten.domains.research.models import Material, NeedsStudy, StudySource
from hearten.domains.research.selectors.coding import statements_for
from hearten.domains.research.selectors.figures import figures_for
from hearten.domains.research.selectors.studies import steps_for
from hearten.domains.research.types import ChangeKind, ChangeState
from hearten.domains.surveys.selectors.studies import list_studies_for
from hearten.doors.demo.needs_words import MATERIALS, NAME, NEEDS, STEPS, THEMES, Said, Wanted

LABEL_ANSWERS = "research.label_answers"
OPENED_DAYS_AGO = 58
# The surveys whose figures stand beside the words: two of those that the demo asks.
SOURCES = ("kano_needs", "relationship")


def write_needs(coders: tuple[Actor, Actor], *, seed: int, now: datetime) -> int:
    """Have the open answers labelled by a worker, and walk one study from its question to the changes it led to. Gives how many needs it has."""
    enqueue(LABEL_ANSWERS)
    by = coders[0]
    study = services.open_study(
        name=NAME,
        product_code="",
        client_token=f"demo:needs:{seed}",
        by=by,
        now=now - timedelta(days=OPENED_DAYS_AGO),
    )
    sources = _sources(study, by, now=now)
    themes = _code_book(study, by)
    coded: dict[str, list[UUID]] = {code: [] for code in THEMES}
    for number, said in enumerate(MATERIALS):
        material = _take_in(study, said, f"demo:material:{seed}:{number}", by, now=now)
        _code(material, said, themes, coders, coded, now=now)
    shown = {(row.source_id, row.key) for row in figures_for(by, study.pk) if not row.hidden}
    for number, wanted in enumerate(NEEDS):
        need_id = _write_down(study, wanted, f"demo:need:{seed}:{number}", by, now=now)
        for statement in (one for theme in wanted.themes for one in coded[theme]):
            services.support_with_statement(need_id=need_id, statement_id=statement, by=by, now=now)
        for survey, key in wanted.figures:
            source = sources.get(survey)
            if source is not None and (source.pk, key) in shown:
                services.support_with_figure(need_id=need_id, source_id=source.pk, key=key, by=by, now=now)
    _finish_steps(study, by, now=now)
    return len(NEEDS)


def _sources(study: NeedsStudy, by: Actor, *, now: datetime) -> dict[str, StudySource]:
    """The newest field study of each of the surveys."""
    newest = {row.survey.code: row for row in reversed(list_studies_for(by)) if row.survey.code in SOURCES}
    return {
        code: services.add_source(
            study_id=study.pk,
            survey_code=code,
            survey_study_id=field_study.pk,
            by=by,
            now=now,
        )
        for code, field_study in newest.items()
    }


def _code_book(study: NeedsStudy, by: Actor) -> dict[str, UUID]:
    themes: dict[str, UUID] = {}
    for code, (name, definition, above) in THEMES.items():
        themes[code] = services.add_theme(
            study_id=study.pk, name=name, definition=definition, parent_id=themes.get(above), by=by
        ).pk
    return themes


def _take_in(study: NeedsStudy, said: Said, token: str, by: Actor, *, now: datetime) -> Material:
    at = now - timedelta(days=said.days_ago)
    return services.add_material(
        study_id=study.pk,
        kind=said.kind,
        title=said.title,
        segment=said.segment,
        held_on=at.date(),
        words="\n".join(line for _, line in said.lines),
        client_token=token,
        by=by,
        now=at,
    )


def _code(
    material: Material,
    said: Said,
    themes: dict[str, UUID],
    coders: tuple[Actor, Actor],
    coded: dict[str, list[UUID]],
    *,
    now: datetime,
) -> None:
    """Both coders read all of it; the second judges a few statements otherwise, as people do."""
    at = now - timedelta(days=said.days_ago - 3)
    otherwise = dict(said.second)
    found = statements_for(coders[0], material)
    for place, (statement, (given, _)) in enumerate(zip(found, said.lines, strict=True)):
        for coder, codes in zip(coders, (given, otherwise.get(place, given)), strict=True):
            for code in codes.split():
                services.code_statement(
                    statement_id=statement.id, theme_id=themes[code], on=True, by=coder, now=at
                )
        for code in given.split():
            coded[code].append(statement.id)
    for coder in coders:
        services.finish_reading(material_id=material.pk, by=coder, now=at)


def _write_down(study: NeedsStudy, wanted: Wanted, token: str, by: Actor, *, now: datetime) -> UUID:
    """A need and the changes it led to."""
    need = services.write_need(
        study_id=study.pk,
        statement=wanted.statement,
        kano=wanted.kano,
        kano_why=wanted.why,
        factor=wanted.factor,
        nature=wanted.nature,
        importance=wanted.importance,
        confidence=wanted.confidence,
        client_token=token,
        by=by,
        now=now - timedelta(days=STEPS["distil"][0] + 1),
    )
    for number, (words, state, result) in enumerate(wanted.changes):
        change = services.link_change(
            need_id=need.pk,
            kind=ChangeKind.SERVICE,
            reference="",
            words=words,
            client_token=f"{token}:{number}",
            by=by,
            now=now - timedelta(days=STEPS["strategy"][0] + 1),
        )
        services.move_change(change_id=change.pk, state=ChangeState(state), result=result, by=by)
    return need.pk


def _finish_steps(study: NeedsStudy, by: Actor, *, now: datetime) -> None:
    for step, page in steps_for(by, study.pk).items():
        days_ago, given = STEPS[step.value]
        at = now - timedelta(days=days_ago)
        row = services.save_step(
            study_id=study.pk, step=step, given=given, version=page.row.version, by=by, now=at
        )
        services.finish_step(study_id=study.pk, step=step, version=row.version, by=by, now=at)
