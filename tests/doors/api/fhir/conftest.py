"""FHIR inputs: small ones made up here, and the real ones that lie beside the checkout where they are available."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from hearten.base.imports.services import open_run
from hearten.base.imports.types import ImportKind
from hearten.doors.api.fhir.importing import import_run
from hearten.doors.api.fhir.input import fingerprint

DATA = Path(__file__).resolve().parents[4].parent / "shared" / "data"
CASES = Path(__file__).resolve().parents[3] / "cases" / "fhir"
KEPT = (
    "customers_customer",
    "health_healthrecord",
    "claims_externalclaim",
    "claims_externalbenefit",
    "claims_externalcoverage",
    "partners_organization",
    "partners_practitioner",
    "imports_sourcealias",
)


@pytest.fixture
def real_data():
    """`real_data("synthea")` → the folder with real records; where there is none the test says what it did not check."""

    def folder(name: str) -> Path:
        path = DATA / name
        if not path.is_dir():
            pytest.skip(
                f"NOT CHECKED: real records “{name}” are not there (looked beside the checkout, shared/data/{name})"
            )
        return path

    return folder


@pytest.fixture
def take_in(db, system, now):
    """`take_in(path, source="s")` → the finished run."""

    def run(path: Path, source: str = "clinic"):
        sha256, size = fingerprint(path)
        opened = open_run(
            kind=ImportKind.FHIR,
            source=source,
            path=str(path),
            title=path.name,
            sha256=sha256,
            total_bytes=size,
            by=system,
            now=now,
        )
        return import_run(run=opened, by=system)

    return run


@pytest.fixture
def take_text(take_in, tmp_path):
    """`take_text(text, name="a.json")` → the finished run over a file with just this."""

    def run(content, name: str = "a.json", source: str = "clinic"):
        folder = tmp_path / hashlib.sha256(repr((content, name)).encode()).hexdigest()[:12]
        folder.mkdir(exist_ok=True)
        if not isinstance(content, bytes):
            content = (content if isinstance(content, str) else json.dumps(content, default=_number)).encode()
        (folder / name).write_bytes(content)
        return take_in(folder, source)

    return run


def _number(value):
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value))


def bundle(*resources, **facts):
    return {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [{"fullUrl": f"urn:uuid:{r.get('id', '')}", "resource": r} for r in resources],
        **facts,
    }


def patient(identity="mei", **facts):
    return {
        "resourceType": "Patient",
        "id": identity,
        "name": [{"family": "梅", "given": ["雪"]}],
        "gender": "female",
        "birthDate": "1988-05-17",
        **facts,
    }


def observation(identity="o1", who="Patient/mei", **facts):
    return {
        "resourceType": "Observation",
        "id": identity,
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body Weight"}]},
        "subject": {"reference": who},
        "effectiveDateTime": "2026-03-01T09:00:00+08:00",
        "valueQuantity": {"value": 61.5, "unit": "kg"},
        **facts,
    }


def claim(identity="c1", who="Patient/mei", total=120.5, **facts):
    return {
        "resourceType": "Claim",
        "id": identity,
        "status": "active",
        "use": "claim",
        "type": {"coding": [{"code": "professional"}]},
        "patient": {"reference": who},
        "created": "2026-03-02",
        "provider": {"display": "第一医院"},
        "priority": {"coding": [{"code": "normal"}]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"display": "他社"}}],
        "total": {"value": total, "currency": "CNY"},
        **facts,
    }


def benefit(identity="e1", who="Patient/mei", paid=80.25, about="Claim/c1", **facts):
    return {
        "resourceType": "ExplanationOfBenefit",
        "id": identity,
        "status": "active",
        "use": "claim",
        "outcome": "complete",
        "type": {"coding": [{"code": "professional"}]},
        "patient": {"reference": who},
        "created": "2026-03-05",
        "insurer": {"display": "他社"},
        "provider": {"display": "第一医院"},
        "claim": {"reference": about},
        "insurance": [{"focal": True, "coverage": {"display": "他社"}}],
        "payment": {"amount": {"value": paid, "currency": "CNY"}},
        **facts,
    }


def digests() -> dict[str, tuple[int, str]]:
    """Count and digest of the rows of every table that an import writes."""
    found = {}
    with connection.cursor() as cursor:
        for table in KEPT:
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(x::text, '' ORDER BY x::text), '')) FROM {table} x"
            )
            found[table] = cursor.fetchone()
    return found
