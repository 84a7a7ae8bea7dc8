"""The index of this release, read from documents/index.yaml and checked against its schema."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from hearten.domains.quality.types import Aspect, IndexBook, Indicator, Measuring, SourceKind, Text, Unit

_FOLDER = Path(__file__).parent / "documents"


@cache
def index_book() -> IndexBook:
    """The index of this release."""
    return read_book(yaml.safe_load((_FOLDER / "index.yaml").read_text()))


def read_book(document: dict[str, Any]) -> IndexBook:
    """The book that a document says. Raises jsonschema.ValidationError, or ValueError for what no schema sees."""
    jsonschema.validate(document, json.loads((_FOLDER / "schema.json").read_text()))
    indicators = tuple(_indicator(row) for row in document["indicators"])
    codes = [row.code for row in indicators]
    if len(set(codes)) < len(codes):
        raise ValueError("two indicators have the same code")
    for row in indicators:
        if row.target == row.floor:
            raise ValueError(f"{row.code}: target and floor must differ")
    for aspect in Aspect:
        if sum(row.aspect is aspect for row in indicators) != document["indicators_of_each"]:
            raise ValueError(f"{aspect} must have {document['indicators_of_each']} indicators")
    return IndexBook(
        version=document["version"],
        aspects={Aspect(code): Text(**words) for code, words in document["dimensions"].items()},
        indicators=indicators,
    )


def _indicator(row: dict[str, Any]) -> Indicator:
    return Indicator(
        code=row["code"],
        aspect=Aspect(row["dimension"]),
        name=Text(**row["name"]),
        about=Text(**row["about"]),
        measured_by=Text(**row["measured_by"]),
        unit=Unit(row["unit"]),
        measuring=Measuring(row["measuring"]),
        source=SourceKind(row["source"]),
        target=float(row["target"]),
        floor=float(row["floor"]),
        weight=float(row.get("weight", 1)),
        window=int(row.get("window_months", 1)),
        causes=tuple(row.get("causes", ())),
    )
