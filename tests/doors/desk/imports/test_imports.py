"""Imports at the desk: hand in, watch, take back (item 8); hostile uploads change nothing (M2)."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.base.imports.models import ImportRun
from hearten.base.imports.services import fail_run
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.customers.models import Customer
from hearten.domains.health.models import HealthRecord
from hearten.doors.desk.imports import uploads
from tests.doors.api.fhir.conftest import bundle, observation, patient

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "imports"


@pytest.fixture
def desk(door, user_of):
    return door(user_of(Role.ADMINISTRATOR))


def hand_in(desk, content: bytes, name: str = "records.json", kind: str = "fhir", source: str = "clinic"):
    file = SimpleUploadedFile(name, content)
    return desk.post(reverse("desk:import_upload"), {"kind": kind, "source": source, "file": file})


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def bytes_of(*resources) -> bytes:
    return json.dumps(bundle(*resources)).encode()


def test_an_upload_is_imported_by_the_worker_and_no_copy_stays(desk, files):
    answer = hand_in(desk, bytes_of(patient(), observation()))
    run = ImportRun.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("desk:import_run", args=[run.pk])
    assert (run.state, Customer.objects.count()) == ("waiting", 0)
    waiting = desk.get(answer.url).content.decode()
    assert "every 2s" in waiting
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.rejected) == ("done", 0)
    assert HealthRecord.objects.count() == 1
    assert not list(files.iterdir())
    assert "every 2s" not in desk.get(answer.url).content.decode()


def test_a_zip_of_files_is_imported_whatever_their_names(desk, files):
    content = zipped(
        **{
            "..__..__etc__evil.json": bytes_of(patient("a")),
            "b__Patient.ndjson": json.dumps(patient("b")).encode(),
            "notes.txt": b"not read",
        }
    )
    hand_in(desk, content, "export.zip")
    kept = sorted(p.name for p in files.rglob("*") if p.is_file())
    assert kept == ["Patient.00002.ndjson", "evil.00001.json"]
    run_jobs()
    assert sorted(Customer.objects.values_list("source_id", flat=True)) == ["a", "b"]


def test_a_table_of_customers_is_imported_and_its_bad_rows_come_back(desk):
    hand_in(
        desk, "姓名,出生日期\n梅雪,1988-05-17\n=1+1,昨天\n".encode("gb18030"), "t.csv", kind="customers_csv"
    )
    run_jobs()
    run = ImportRun.objects.get()
    assert Customer.objects.get().name == "梅雪"
    answer = desk.get(reverse("desk:import_rejects", args=[run.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert text.splitlines()[1].startswith("'=1+1,昨天,")
    assert "昨天" in text.splitlines()[1].split(",", 2)[2]


def test_rejected_resources_come_back_as_lines_with_reasons(desk):
    hand_in(desk, bytes_of(patient(), observation(who="Patient/x")))
    run_jobs()
    run = ImportRun.objects.get()
    page = desk.get(reverse("desk:import_run", args=[run.pk])).content.decode()
    assert "Patient/x" in page
    answer = desk.get(reverse("desk:import_rejects", args=[run.pk]))
    (line,) = b"".join(answer.streaming_content).decode().splitlines()
    assert json.loads(line)["resource"]["id"] == "o1"


def test_the_same_file_twice_changes_nothing(desk):
    for _ in range(2):
        hand_in(desk, bytes_of(patient(), observation()))
        run_jobs()
    assert ImportRun.objects.count() == 2
    assert Customer.objects.count() == HealthRecord.objects.count() == 1


def test_a_stopped_import_goes_on(desk):
    hand_in(desk, bytes_of(patient()))
    run = ImportRun.objects.get()
    fail_run(run_id=run.pk, error=RuntimeError("boom"))
    page = desk.get(reverse("desk:import_run", args=[run.pk])).content.decode()
    assert "RuntimeError" in page
    assert desk.post(reverse("desk:import_again", args=[run.pk])).status_code == 302
    run_jobs()
    run.refresh_from_db()
    assert run.state == "done"
    assert desk.post(reverse("desk:import_again", args=[run.pk])).status_code == 409


def bomb() -> bytes:
    return zipped(**{"a.json": b" " * (50 << 20)})


def locked() -> bytes:
    content = bytearray(zipped(**{"a.json": b"{}"}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = content.index(mark) + (6 if mark[2] == 3 else 8)
        content[at] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("empty.json", lambda: b"", "fhir"),
        ("bomb.zip", bomb, "fhir"),
        ("nothing.zip", lambda: zipped(**{"a.txt": b"x"}), "fhir"),
        ("nested.zip", lambda: zipped(**{"a.zip": zipped(**{"b.json": b"{}"})}), "fhir"),
        ("locked.zip", locked, "fhir"),
        (
            "cut.zip",
            lambda: zipped(**{"a.json": bytes_of(patient()) * 50})[:-30] + b"PK\x05\x06" + b"\0" * 18,
            "fhir",
        ),
        ("table.zip", lambda: zipped(**{"t.csv": b"name"}), "customers_csv"),
    ],
)
def test_a_hostile_upload_gets_an_answer_and_leaves_nothing(desk, files, name, content, kind):
    answer = hand_in(desk, content(), name, kind)
    assert answer.status_code == 400
    assert "ht-error" in answer.content.decode() or "ht-alert" in answer.content.decode()
    assert not ImportRun.objects.exists()
    assert not files.exists() or not list(files.iterdir())


def test_a_file_that_is_too_large_is_refused(desk, files, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 100)
    assert hand_in(desk, b"x" * 101).status_code == 400
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("source", ["", "../../x", "<script>", "a" * 50])
def test_a_source_without_a_proper_name_is_refused(desk, source):
    assert hand_in(desk, bytes_of(patient()), source=source).status_code == 400
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("role", [Role.MEMBER, Role.EXAMINER, Role.SERVICE_AGENT, Role.MANAGER, Role.ANALYST])
def test_who_may_not_import_neither_sees_nor_does(door, user_of, mei, member_of, role, desk):
    hand_in(desk, bytes_of(patient("a")))
    run = ImportRun.objects.get()
    fail_run(run_id=run.pk, error=RuntimeError())
    stranger = door(member_of(mei) if role is Role.MEMBER else user_of(role))
    for name in (
        "desk:imports",
        "desk:import_upload",
        "desk:import_run",
        "desk:import_again",
        "desk:import_rejects",
    ):
        arguments = [run.pk] if "upload" not in name and name != "desk:imports" else []
        assert stranger.get(reverse(name, args=arguments)).status_code == 403
    assert hand_in(stranger, bytes_of(patient("b"))).status_code == 403
    assert stranger.post(reverse("desk:import_again", args=[run.pk])).status_code == 403
    assert list(ImportRun.objects.values_list("state", flat=True)) == ["failed"]


def test_the_page_says_so_when_there_is_nothing_yet(desk):
    assert "ht-empty" in desk.get(reverse("desk:imports")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_for_three_as_for_one(desk, count, django_assert_max_num_queries):
    for i in range(count):
        hand_in(desk, bytes_of(patient(f"p{i}")))
    with django_assert_max_num_queries(8):
        desk.get(reverse("desk:imports"))
