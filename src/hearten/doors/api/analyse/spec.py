"""A spec as it is handed in: read from YAML or JSON, and checked before anything is worked out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hearten.doors.api.analyse.analysis import COMMON, OF_DATA, Analysis
from hearten.doors.api.analyse.designing import read_design
from hearten.doors.api.analyse.kinds import ListOf, Text
from hearten.doors.api.analyse.options import Asked, Option, read_options
from hearten.doors.api.analyse.places import Place, Refused
from hearten.doors.api.analyse.preparing import Answers, Anything, read_answers
from hearten.doors.api.analyse.registry import REGISTRY
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

SPEC = (
    Option("title", Text(), N_("What this is about."), None),
    Option("data", Anything(), N_("The answers: file, missing, columns, derive."), None),
    Option(
        "design", Anything(), N_("How the sample was drawn: weights, strata, clusters, populations …"), None
    ),
    Option("analyses", ListOf(Anything()), N_("What is asked for, in order.")),
)
NO_ANALYSIS = N_("There is no analysis “%(name)s”.")
# What YAML calls a text that came without a name.
_NAMELESS = 'in "<unicode string>", '
_ID = re.compile(r"[\w .-]{1,60}")


@dataclass(frozen=True)
class Wanted:
    """One analysis of a spec with its options read."""

    id: str
    place: Place
    analysis: Analysis
    asked: Asked
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Spec:
    title: str | None
    answers: Answers | None
    design: Asked | None
    wanted: tuple[Wanted, ...]


def read_spec(path: Path) -> Spec:
    """The spec with its data. Raises Refused with every mistake in it."""
    place = Place()
    spec = None
    with place.noting():
        spec = _checked(_document(path, place), place, path.parent)
    if spec is None or place.mistakes:
        raise Refused(place.mistakes)
    return spec


def _checked(document: Any, place: Place, folder: Path) -> Spec | None:
    if document is None:
        raise place.refuse(N_("The spec is empty."), N_("docs/analyse.md has one to begin with."))
    asked = read_options(SPEC, document, place, of="spec")
    if asked.analyses is None:
        return None
    answers = None if asked.data is None else read_answers(asked.data, place.at("data"), folder)
    if answers is None and place.mistakes and asked.data is not None:
        return None
    known = Place(columns=None if answers is None else answers.kinds, mistakes=place.mistakes)
    design = None if asked.design is None else read_design(asked.design, known.at("design"))
    wanted = [
        _wanted(one, known.at("analyses").at(number), number) for number, one in enumerate(asked.analyses)
    ]
    found = [one for one in wanted if one is not None]
    _refuse_twice(found)
    return Spec(asked.title, answers, design, tuple(found))


def _wanted(given: Any, place: Place, number: int) -> Wanted | None:
    with place.noting():
        if not isinstance(given, Mapping) or "analysis" not in given:
            raise place.refuse(
                N_("An entry of analyses needs to say which analysis it is."),
                N_("Write analysis: alpha, for example."),
            )
        name = given["analysis"]
        if name not in REGISTRY:
            raise place.at("analysis").unknown(NO_ANALYSIS, name, REGISTRY)
        return _read(REGISTRY[name], given, place, number)
    return None


def _read(analysis: Analysis, given: Mapping[str, Any], place: Place, number: int) -> Wanted | None:
    if analysis.data and place.columns is None:
        raise place.refuse(
            N_("“%(name)s” needs answers, but the spec names no data."),
            N_("Add data: with a file: beside analyses."),
            name=analysis.name,
        )
    options = (*COMMON, *(OF_DATA if analysis.data else ()), *analysis.options)
    asked = read_options(options, given, place, of=analysis.name)
    name = asked.id or f"{number + 1}-{analysis.name}"
    if not _ID.fullmatch(name):
        raise place.at("id").refuse(
            N_("“%(id)s” can't be used as an id."),
            N_("Use letters, digits, spaces, dots and dashes, at most 60."),
            id=name,
        )
    return Wanted(name, place, analysis, asked, given)


def _refuse_twice(wanted: list[Wanted]) -> None:
    seen: set[str] = set()
    for one in wanted:
        if one.id in seen:
            one.place.mistakes.append(
                one.place.at("id").refuse(
                    N_("The id “%(id)s” is taken already."),
                    N_("Give each analysis an id of its own."),
                    id=one.id,
                )
            )
        seen.add(one.id)


class _Loader(yaml.SafeLoader):
    """YAML in which only true and false are flags: an answer “Yes” or “No” stays a word. A name given twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = [str(key) for key in keys if keys.count(key) > 1]
        if twice:
            raise Invalid(
                N_("“%(name)s” stands twice in line %(line)s or after."),
                hint=N_("Keep one of them."),
                name=twice[0],
                line=node.start_mark.line + 1,
            )
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def _document(path: Path, place: Place) -> Any:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise place.refuse(
            N_("The spec %(path)s can't be read."),
            N_("Give a text file in UTF-8 that is there."),
            path=str(path),
        ) from error
    try:
        if path.suffix.lower() == ".json":
            return json.loads(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a SafeLoader, stricter still
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise place.refuse(
            N_("The spec is not well written: %(why)s."),
            N_("Look at the line and the one before it: indentation, quotes, brackets."),
            why=" ".join(str(error).replace(_NAMELESS, "").split())[:300],
        ) from error
