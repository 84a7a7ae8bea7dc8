"""Reading in pieces: whatever the size of the pieces, the same resources in the same order."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.doors.api.fhir import reading
from hearten.doors.api.fhir.reading import Fault, Found, fhir_files, read_file
from tests.doors.api.fhir.conftest import bundle, observation, patient


def read_text(text: str, piece: int) -> list:
    real = reading.CHUNK
    reading.CHUNK = piece
    try:
        window_sized = reading._Window.more
        reading._Window.more = lambda self, size=piece: window_sized(self, piece)
        return list(reading._document(io.BytesIO(text.encode()), reading._Numbered()))
    finally:
        reading._Window.more = window_sized
        reading.CHUNK = real


@settings(max_examples=60, deadline=None)
@given(
    piece=st.integers(20, 400),
    texts=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40), max_size=6
    ),
    pretty=st.booleans(),
)
def test_any_size_of_piece_reads_the_same(piece, texts, pretty):
    resources = [
        {"resourceType": "Basic", "id": str(i), "x": [text, 1.5, {"é": None}]} for i, text in enumerate(texts)
    ]
    found = read_text(json.dumps(bundle(*resources), ensure_ascii=False, indent=2 if pretty else None), piece)
    assert [item.resource for item in found if isinstance(item, Found)] == json.loads(
        json.dumps(resources), parse_float=Decimal
    )
    assert not [item for item in found if isinstance(item, Fault)]


@pytest.mark.parametrize("order", ["type first", "entry first"])
def test_a_bundle_is_known_wherever_its_type_stands(tmp_path, order):
    whole = bundle(patient(), observation())
    if order == "entry first":
        whole = {"id": "b", "entry": whole["entry"], "resourceType": "Bundle"}
    (tmp_path / "b.json").write_text(json.dumps(whole))
    assert [item.resource["id"] for item in read_file(tmp_path / "b.json")] == ["mei", "o1"]


def test_bundles_within_bundles_are_opened(tmp_path):
    (tmp_path / "b.json").write_text(json.dumps(bundle(bundle(patient(), id="inner"), observation())))
    assert [item.resource["id"] for item in read_file(tmp_path / "b.json")] == ["mei", "o1"]


def test_a_list_resource_is_no_bundle(tmp_path):
    (tmp_path / "l.json").write_text(
        json.dumps({"resourceType": "List", "id": "l", "entry": [{"item": {"display": "x"}}]})
    )
    assert [item.resource["id"] for item in read_file(tmp_path / "l.json")] == ["l"]


def test_files_of_patients_are_read_first(tmp_path):
    for name in ("Condition.ndjson", "Patient.ndjson", "Organization.0.ndjson", "README.md", "z.json.gz"):
        (tmp_path / name).write_text("")
    assert [p.name for p in fhir_files(tmp_path)] == [
        "Patient.ndjson",
        "Organization.0.ndjson",
        "Condition.ndjson",
        "z.json.gz",
    ]
