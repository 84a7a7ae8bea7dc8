"""What was said, under which themes, by whom coded, and how far do coders agree?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

import numpy as np

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.research.models import CoderReading, Coding, Material, Statement, Theme
from hearten.domains.research.selectors.studies import get_study_for
from hearten.engines.disclosure import hide_small_table
from hearten.engines.opentext.agreement import cohen_kappa, krippendorff_alpha
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_


@dataclass(frozen=True)
class CodedStatement:
    """A statement with its words and the themes that each coder put it under."""

    id: UUID
    words: str
    mine: frozenset[UUID]
    others: tuple[tuple[str, frozenset[UUID]], ...]


@dataclass(frozen=True)
class ThemeNode:
    """A theme in the tree of the code book, how deep it lies, and how many statements any coder put under it."""

    theme: Theme
    depth: int
    statements: int


@dataclass(frozen=True)
class ThemeAgreement:
    """Of two coders over the statements both read: kappa of one theme (None when it can't be told), and how often it was given."""

    name: str
    kappa: float | None
    given: int


@dataclass(frozen=True)
class CodingAgreement:
    """All themes of a study: each pair of coders by theme, and Krippendorff's alpha over all coders."""

    coders: tuple[str, ...]
    statements: int
    themes: tuple[ThemeAgreement, ...]
    alpha: float | None


@dataclass(frozen=True)
class Matrix:
    """Statements by theme (rows) and segment (columns); None where it would tell of a few people."""

    segments: tuple[str, ...]
    rows: tuple[tuple[Theme, tuple[int | None, ...]], ...]


def list_materials_for(actor: Actor, study_id: UUID) -> list[Material]:
    """The material of a study, oldest first."""
    get_study_for(actor, study_id)
    return list(Material.objects.filter(study_id=study_id).order_by("held_on", "added_at"))


def get_material_for(actor: Actor, material_id: UUID) -> Material:
    """One material, for who may read single answers. Raises NotFound."""
    material = None
    if actor.can(Permission.INSIGHT_ROWS):
        material = Material.objects.select_related("study").filter(pk=material_id).first()
    if material is None:
        raise NotFound(N_("There is no such material, or it is not yours to see."))
    return material


def statements_for(actor: Actor, material: Material) -> list[CodedStatement]:
    """The statements of a material in their order, with what oneself and others said of them."""
    actor.require(Permission.INSIGHT_ROWS)
    rows = list(Statement.objects.filter(material=material).order_by("start", "end"))
    given: dict[UUID, dict[tuple[UUID, str], set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for coding in Coding.objects.filter(statement__in=rows):
        given[coding.statement_id][coding.coder_id, coding.coder_name].add(coding.theme_id)
    words = material.words or ""
    return [_coded(row, words, given[row.pk], actor) for row in rows]


def words_of_statements(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The words of some statements, masked as they were taken in; for who may read single answers, else none."""
    if not actor.can(Permission.INSIGHT_ROWS):
        return {}
    rows = Statement.objects.select_related("material").filter(pk__in=list(ids))
    return {row.pk: (row.material.words or "")[row.start : row.end] for row in rows}


def code_book_for(actor: Actor, study_id: UUID) -> list[ThemeNode]:
    """The themes of a study as a tree, each followed by those under it, by name."""
    get_study_for(actor, study_id)
    themes = list(Theme.objects.filter(study_id=study_id).order_by("name"))
    pairs = set(Coding.objects.filter(theme__in=themes).values_list("theme_id", "statement_id"))
    counts = Counter(theme_id for theme_id, _ in pairs)
    under: dict[UUID | None, list[Theme]] = defaultdict(list)
    for theme in themes:
        under[theme.parent_id].append(theme)
    return list(_tree(None, 0, under, counts))


def matrix_for(actor: Actor, study_id: UUID) -> Matrix:
    """How many statements of each segment were put under each theme, by any coder.

    Whoever may not read single answers sees no cell that fewer than five people spoke in, nor one that gives such away.
    """
    nodes = code_book_for(actor, study_id)
    found = set(
        Coding.objects.filter(theme__study_id=study_id).values_list(
            "theme_id", "statement_id", "statement__material__segment", "statement__material__customer_id"
        )
    )
    segments = tuple(sorted({segment for _, _, segment, _ in found}))
    counts = Counter((theme_id, segment) for theme_id, _, segment, _ in found)
    # In a group nobody is named: each statement may be another person's.
    speaking = {(theme, segment, customer or statement) for theme, statement, segment, customer in found}
    speakers = Counter((theme, segment) for theme, segment, _ in speaking)
    cells = [[speakers[n.theme.pk, s] for s in segments] for n in nodes]
    hidden = _hidden_cells(actor, cells)
    rows = (
        (n.theme, tuple(None if hidden[i][j] else counts[n.theme.pk, s] for j, s in enumerate(segments)))
        for i, n in enumerate(nodes)
    )
    return Matrix(segments, tuple(rows))


def _hidden_cells(actor: Actor, people: list[list[int]]) -> list[list[bool]]:
    if actor.can(Permission.INSIGHT_ROWS) or not people or not people[0]:
        return [[False] * len(row) for row in people]
    hidden: list[list[bool]] = hide_small_table(people).tolist()
    return hidden


def agreement_for(actor: Actor, study_id: UUID) -> CodingAgreement:
    """Agreement over the statements of materials that at least two coders read to the end."""
    get_study_for(actor, study_id)
    readers: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for reading in CoderReading.objects.filter(material__study_id=study_id):
        readers[reading.material_id][reading.coder_id] = reading.coder_name
    shared = {material: coders for material, coders in readers.items() if len(coders) > 1}
    rows = list(Statement.objects.filter(material_id__in=shared).values_list("pk", "material_id"))
    themes = list(Theme.objects.filter(study_id=study_id).order_by("name"))
    names = {coder: name for coders in shared.values() for coder, name in coders.items()}
    cube = _cube(rows, shared, themes, sorted(names))
    found = [_theme_agreement(theme.name, cube[i]) for i, theme in enumerate(themes)]
    alpha = krippendorff_alpha(cube.transpose(1, 0, 2).reshape(len(names), -1)) if cube.size else float("nan")
    return CodingAgreement(
        tuple(names[coder] for coder in sorted(names)), len(rows), tuple(found), _told(alpha)
    )


def _cube(
    rows: list[tuple[UUID, UUID]],
    shared: dict[UUID, dict[UUID, str]],
    themes: list[Theme],
    coders: list[UUID],
) -> np.ndarray:
    """(theme, coder, statement): 1 given, 0 not given, NaN where the coder did not read the material."""
    cube = np.full((len(themes), len(coders), len(rows)), np.nan)
    for j, coder in enumerate(coders):
        read = [i for i, (_, material) in enumerate(rows) if coder in shared[material]]
        cube[:, j, read] = 0.0
    place = {statement: i for i, (statement, _) in enumerate(rows)}
    theme_place = {theme.pk: i for i, theme in enumerate(themes)}
    coder_place = {coder: j for j, coder in enumerate(coders)}
    for coding in Coding.objects.filter(statement_id__in=place, coder_id__in=coders):
        at = theme_place[coding.theme_id], coder_place[coding.coder_id], place[coding.statement_id]
        if not np.isnan(cube[at]):
            cube[at] = 1.0
    return cube


def _theme_agreement(name: str, table: np.ndarray) -> ThemeAgreement:
    """The mean kappa over pairs of coders."""
    kappas = []
    for a, b in combinations(range(len(table)), 2):
        both = ~np.isnan(table[a]) & ~np.isnan(table[b])
        kappas.append(cohen_kappa(table[a, both], table[b, both]))
    known = [kappa for kappa in kappas if not np.isnan(kappa)]
    return ThemeAgreement(name, _told(sum(known) / len(known)) if known else None, int(np.nansum(table)))


def _told(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _coded(
    row: Statement, words: str, given: dict[tuple[UUID, str], set[UUID]], actor: Actor
) -> CodedStatement:
    mine = frozenset(
        theme for (coder, _), themes in given.items() if coder == actor.user_id for theme in themes
    )
    others = tuple(
        (name, frozenset(themes)) for (coder, name), themes in sorted(given.items()) if coder != actor.user_id
    )
    return CodedStatement(row.pk, words[row.start : row.end], mine, others)


def _tree(
    parent: UUID | None, depth: int, under: dict[UUID | None, list[Theme]], counts: Counter[UUID]
) -> Iterable[ThemeNode]:
    for theme in under[parent]:
        yield ThemeNode(theme, depth, counts[theme.pk])
        yield from _tree(theme.pk, depth + 1, under, counts)
