"""What the linters cannot see: privacy declarations, keys that point down, sizes, names of jobs, words left open."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from hearten.base.accounts.privacy import NO_PERSONAL_DATA, Privacy

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "src" / "hearten"
SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
OURS = [model for model in apps.get_models() if model.__module__.startswith("hearten.")]

HARD_FILE, HARD_FUNCTION, HARD_TEMPLATE, HARD_TEST_FILE = 500, 80, 200, 600
FLOORS = [
    {"accounts"},
    {"vault"},
    {"ledger"},
    {"plumbing"},
    {"touchpoints"},
    {"payments"},
    {"imports"},
    {"customers", "products", "partners", "terminology"},
    {"policies", "channels"},
    {"claims", "health", "surveys"},
    {"engagement", "fieldwork"},
    {"insight", "research"},
    {"quality"},
    {"improvement"},
    {"reports"},
    {"member", "desk", "rest", "fhir", "demo", "components", "config"},
]
LEVEL = {label: level for level, labels in enumerate(FLOORS) for label in labels}


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_each_model_declares_its_privacy(model):
    """C3, M3: why it holds personal data, for how long, what is blanked and handed over; or that it holds none."""
    declared = model.__dict__.get("privacy")
    if declared is NO_PERSONAL_DATA:
        return
    assert isinstance(declared, Privacy), f"{model._meta.label} does not say what personal data it holds"
    names = {field.name for field in model._meta.get_fields()} | {
        f.attname for f in model._meta.concrete_fields
    }
    for name in (*declared.scrub, *declared.export):
        assert name in names or hasattr(model, name), f"{model._meta.label}: there is no field {name}"
    first = declared.customer_path.split("__")[0]
    assert first in names, f"{model._meta.label}: customer_path {declared.customer_path} leads nowhere"


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_down_and_leave_no_way_back(model):
    """Design §2: a lower floor never learns of an upper one."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.remote_field:
            target = field.related_model._meta
            assert field.remote_field.related_name == "+", (
                f"{model._meta.label}.{field.name}: related_name must be “+”"
            )
            same = target.app_label == model._meta.app_label
            assert same or LEVEL[target.app_label] < LEVEL[model._meta.app_label], (
                f"{model._meta.label}.{field.name} points up or sideways"
            )


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_money_is_counted_in_whole_minor_units(model):
    for field in model._meta.concrete_fields:
        assert not isinstance(field, models.FloatField) or "minor" not in field.name, (
            f"{model._meta.label}.{field.name}"
        )
        if field.name.endswith("_minor"):
            assert isinstance(field, models.BigIntegerField | models.IntegerField), (
                f"{model._meta.label}.{field.name}"
            )


def test_files_and_functions_keep_within_their_budgets():
    """Style §2: 500 lines a file, 80 a function, 200 a template, 600 a test file."""
    too_long = [f"{p.relative_to(PROJECT)}: {n}" for p in SOURCES if (n := _lines(p)) > HARD_FILE]
    too_long += [f"{p.relative_to(PROJECT)}: {n}" for p in TEMPLATES if (n := _lines(p)) > HARD_TEMPLATE]
    too_long += [
        f"{p.relative_to(PROJECT)}: {n}"
        for p in (PROJECT / "tests").rglob("*.py")
        if (n := _lines(p)) > HARD_TEST_FILE
    ]
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > HARD_FUNCTION:
                    too_long.append(f"{path.relative_to(PROJECT)}:{node.lineno} {node.name}: {length}")
    assert not too_long


def test_doors_read_through_selectors_only():
    """Style §2.3: no door asks the database by itself."""
    found = [
        f"{path.relative_to(PROJECT)}:{number}"
        for path in SOURCES
        if "doors" in path.parts and "commands" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(r"\.objects\b", line)
    ]
    assert not found


def test_nothing_is_left_open_in_code():
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    files = [*SOURCES, *TEMPLATES, *(PROJECT / "tests").rglob("*.py")]
    found = [
        str(p.relative_to(PROJECT)) for p in files if p != Path(__file__) and words.search(p.read_text())
    ]
    assert not found


def test_every_queued_job_exists():
    """Style §2.5: services queue by name; a name that nobody answers to would wait for ever."""
    from hearten.base.plumbing.jobs import registered_jobs

    queued = {
        match for path in SOURCES for match in re.findall(r"enqueue\(\s*\"([a-z_.]+)\"", path.read_text())
    }
    assert queued
    assert queued <= registered_jobs()


def test_events_are_named_after_their_room_and_a_past_participle():
    from hearten.kernel.events import registered_events

    for kind, cls in registered_events().items():
        if cls.__module__.startswith("hearten."):
            assert kind.split(".")[0] in cls.__module__.split("."), kind


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())
