"""docs/analysis.md names functions that are there, and its examples run."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "analysis.md"
NAMES = sorted(set(re.findall(r"`((?:psychometrics|sampling)\.[\w.]+)`", PAGE.read_text())))
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)


def found(dotted: str) -> object:
    """The function behind a name: below the longest part of it that is a module."""
    thing: object = importlib.import_module("hearten.engines")
    path = "hearten.engines"
    for name in dotted.split("."):
        path = f"{path}.{name}"
        if isinstance(thing, ModuleType) and not hasattr(thing, name):
            thing = importlib.import_module(path)
        else:
            thing = getattr(thing, name)
    return thing


def test_every_name_on_the_page_can_be_called():
    assert len(NAMES) > 70
    assert [name for name in NAMES if not callable(found(name))] == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_run(example, capsys):
    exec(compile(example, str(PAGE), "exec"), {})  # noqa: S102 -- our own page
