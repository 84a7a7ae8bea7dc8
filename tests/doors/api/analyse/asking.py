"""Specs written, handed in through the command, and their reports read back."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
from django.core.management import call_command

from tests.engines.psychometrics.reference import HOME


def command(*arguments: object) -> str:
    """What the command shows."""
    out = io.StringIO()
    call_command("analyse", *map(str, arguments), stdout=out)
    return out.getvalue()


def report_of(folder: Path, spec: dict | str) -> dict:
    """The results of a spec (as JSON, or YAML when it is text) by id."""
    path = folder / ("spec.yaml" if isinstance(spec, str) else "spec.json")
    path.write_text(spec if isinstance(spec, str) else json.dumps(spec), encoding="utf-8")
    return {one["id"]: one["result"] for one in json.loads(command(path))["results"]}


def shared(name: str, **options: object) -> dict:
    """`data` of a published file beside the project."""
    return {"file": str(HOME / name), **options}


def same(found, expected, rtol=1e-8, atol=1e-10):
    np.testing.assert_allclose(np.asarray(found, float), np.asarray(expected, float), rtol=rtol, atol=atol)


def column(rows: list[dict], name: str) -> list:
    return [row[name] for row in rows]


def by(rows: list[dict], key: str) -> dict:
    return {row[key]: row for row in rows}
