"""Documents that cannot rot: what the code has, docs/ name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hearten.config.cli import OURS
from hearten.config.reference import reference_page

PROJECT = Path(__file__).resolve().parents[2]
OPERATIONS = (PROJECT / "docs" / "operations.md").read_text()
ARCHITECTURE = (PROJECT / "docs" / "architecture.md").read_text()
REFERENCE = (PROJECT / "docs" / "reference.md").read_text()


def test_each_environment_variable_is_documented():
    used = set()
    for path in (PROJECT / "src").rglob("*.py"):
        used |= set(re.findall(r"\"(HEARTEN_[A-Z_]+|DATABASE_URL)\"", path.read_text()))
    assert used
    assert {name for name in used if f"`{name}`" not in OPERATIONS} == set()


@pytest.mark.parametrize("command", OURS)
def test_each_command_is_documented(command):
    assert f"`hearten {command}" in OPERATIONS


def test_the_reference_page_is_fresh():
    """Events, jobs, ledger kinds, roles and permissions stand there as they are in the code."""
    assert reference_page() == REFERENCE, "run: hearten reference"


def test_each_room_is_described():
    rooms = [
        p
        for floor in ("base", "domains", "doors", "engines")
        for p in (PROJECT / "src/hearten" / floor).iterdir()
    ]
    names = {p.name for p in rooms if p.is_dir() and (p / "__init__.py").exists()}
    assert {name for name in names if f"`{name}`" not in ARCHITECTURE} == set()


def test_each_dependency_has_its_line():
    lines = (PROJECT / "docs" / "dependencies.md").read_text()
    for name in ("base", "spark", "dev"):
        for line in (PROJECT / "requirements" / f"{name}.in").read_text().splitlines():
            package = re.match(r"[A-Za-z][\w.-]*", line)
            if package and not line.startswith("-"):
                assert f"`{package.group()}`" in lines, package.group()


def test_nothing_names_an_index_or_a_path_of_a_machine():
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    pattern = re.compile(
        r"\.whl|index-url|\"resolved\": *\"http|registry\.npm|pypi\.org|/work/|/root/|/home/\w"
    )
    found = []
    for name in listed:
        path = PROJECT / name
        if (
            path.suffix in {".png", ".ico", ".mo", ""}
            or name == "tests/architecture/test_documents.py"
            or not path.is_file()
        ):
            continue
        if pattern.search(path.read_text(errors="ignore")):
            found.append(name)
    assert not found
