"""Hospitals without FHIR: a table in, answers out; bad rows come back with a reason; a stopped run goes on (L8)."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import Workbook, load_workbook

from hearten.base.accounts.types import Role
from hearten.base.imports.models import ImportRun
from hearten.base.imports.types import ImportKind
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims.models import Claim, ClaimLine
from hearten.domains.partners.services import keys
from hearten.domains.partners.types import Scope
from hearten.doors.api.tables import hospital_importing
from hearten.doors.api.tables.hospital_claims import COLUMNS
from hearten.doors.api.tables.hospital_importing import import_hospital_table
from tests.factories.claims import SYSTEM, given_policy
from tests.factories.hospitals import System, given_hospital, given_key

pytestmark = pytest.mark.django_db
HEADER = list(COLUMNS)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path, monkeypatch, now):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(hospital_importing, "utc_now", lambda: now)
    assert keys.PREFIX


@pytest.fixture
def hospital(db, now):
    return given_hospital(now)


@pytest.fixture
def his(hospital, now):
    return System(given_key(hospital, now))


def row(policy, number="A1", **facts):
    given = {
        "claim_number": number,
        "patient_number": policy.customer.number,
        "birth_date": "1988年5月17日",
        "policy_number": policy.number,
        "service_date": "2026-10-20",
        "category": "outpatient",
        "diagnosis": "急性支气管炎",
        "billed": "850.00",
        "social_fund_paid": "400",
        "out_of_catalogue": "50",
    } | facts
    return [given.get(name, "") for name in HEADER]


def as_csv(*rows):
    buffer = io.StringIO()
    csv.writer(buffer).writerows([HEADER, *rows])
    return buffer.getvalue().encode()


def as_xlsx(*rows):
    book = Workbook()
    for one in [HEADER, *rows]:
        book.active.append(one)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(his, data, form="csv"):
    answered = his.client.post(
        f"/api/hospital/claims.{form}", data, content_type="application/octet-stream", headers=his.headers
    )
    assert answered.status_code == 202, answered.content
    run_jobs()
    return his.get(answered.json()["address"]).json()


def table(answered):
    return list(csv.reader(io.StringIO(answered.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("form", "made"), [("csv", as_csv), ("xlsx", as_xlsx)])
def test_a_table_is_taken_decided_and_answered(his, mei, now, form, made):
    policy = given_policy(mei, now)
    rows = [
        row(policy),
        row(policy, category="emergency", service_date="2026-10-21"),
        row(policy, "A2", billed="-5"),
    ]
    state = send(his, made(*rows), form)
    assert (state["state"], state["claims_taken"], state["claims_given_back"]) == ("done", 1, 1), state
    claim = Claim.objects.get()
    assert (claim.provider_reference, ClaimLine.objects.filter(claim=claim).count()) == ("A1", 2)
    answers = table(his.get(state["answers"]))
    assert answers[1][0] == "A1"
    assert answers[1][4:8] == [
        "1700.00",
        "800.00",
        f"{claim.payable_minor / 100:.2f}",
        f"{900 - claim.payable_minor / 100:.2f}",
    ]
    back = table(his.get(state["given_back"]))
    assert back[1][0] == "A2"
    assert back[1][-1].startswith("billed: “-5” is not an amount of money.")
    workbook = load_workbook(io.BytesIO(his.get(state["answers"].replace(".csv", ".xlsx")).content))
    assert workbook.active["A2"].value == "A1"


def test_the_same_table_again_is_the_same_claims(his, mei, now):
    policy = given_policy(mei, now)
    send(his, as_csv(row(policy)))
    state = send(his, as_csv(row(policy)))
    assert (state["claims_taken"], Claim.objects.count()) == (1, 1)
    assert table(his.get(state["answers"]))[1][0] == "A1"
    changed = send(his, as_csv(row(policy, billed="900")))
    assert (changed["claims_taken"], changed["claims_given_back"]) == (0, 1)


def test_a_stopped_run_goes_on_where_it_was(hospital, mei, now, tmp_path, monkeypatch):
    policy = given_policy(mei, now)
    path = tmp_path / "table.csv"
    path.write_bytes(as_csv(*[row(policy, f"A{n}", service_date=f"2026-10-{10 + n}") for n in range(4)]))
    run = ImportRun.objects.create(
        kind=ImportKind.HOSPITAL_CLAIMS, source=str(hospital.pk), path=str(path), title="t", sha256="x",
        total_bytes=1, started_by="t", created_at=now,
    )  # fmt: skip
    monkeypatch.setattr(hospital_importing, "TOGETHER", 2)

    def stop(_run):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_hospital_table(run=run, by=SYSTEM, progress=stop)
    assert Claim.objects.count() == 2
    done = import_hospital_table(run=ImportRun.objects.get(), by=SYSTEM)
    assert (done.counts["Claim"], Claim.objects.count()) == ({"taken": 4, "rejected": 0}, 4)


@pytest.mark.parametrize(
    "facts",
    [
        {"policy_number": "HP-0000-0000-0"},
        {"birth_date": "1990-01-01"},
        {"birth_date": "yesterday"},
        {"patient_number": ""},
        {"category": "spa"},
        {"service_date": "2027-01-01"},
        {"billed": "1e9"},
        {"billed": "1000000000"},
        {"social_fund_paid": "900"},
        {"diagnosis": ""},
        {"claim_number": ""},
        {"pay": "me"},
        {"pay": "hospital"},
        {"approval": "PA-1"},
        {"diagnosis": "x" * 5000},
    ],
)
def test_a_row_that_cannot_be_right_comes_back_with_a_sentence(his, mei, now, facts):
    policy = given_policy(mei, now)
    state = send(his, as_csv(row(policy, **facts)))
    assert (state["claims_taken"], state["claims_given_back"]) == (0, 1)
    assert len(table(his.get(state["given_back"]))[1][-1]) > 10
    assert not Claim.objects.exists()


@pytest.mark.parametrize("data", [b"\x00\x01", b"name\nx\n", b"PK\x03\x04broken"])
def test_a_table_that_is_none_stops_with_a_sentence(his, data):
    state = send(his, data, "xlsx" if data.startswith(b"PK") else "csv")
    assert state["state"] == "failed"
    assert len(state["message"]) > 10
    assert not Claim.objects.exists()


def test_nobody_else_sees_a_table_or_its_answers(his, mei, now, hospital):
    state = send(his, as_csv(row(given_policy(mei, now))))
    other = System(given_key(given_hospital(now, "二医院", "h2"), now))
    for name in ("address", "answers", "given_back"):
        assert other.get(state[name]).status_code == 404
        assert System("hk_none").get(state[name]).status_code == 401
    asks = System(given_key(hospital, now, scopes=[Scope.ESTIMATE]))
    assert asks.get(state["answers"]).status_code == 403
    sent = asks.client.post("/api/hospital/claims.csv", b"x", content_type="text/csv", headers=asks.headers)
    assert sent.status_code == 403
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_template_can_be_filled_in_and_sent(his, client, mei, now, form):
    answered = client.get(f"/api/hospital/template.{form}", headers={"Accept-Language": "zh-CN"})
    if form == "xlsx":
        cells = [
            [cell or "" for cell in one] for one in load_workbook(io.BytesIO(answered.content)).active.values
        ]
    else:
        cells = table(answered)
    assert cells[0][0] == "单据号"
    policy = given_policy(mei, now)
    filled = dict(zip(HEADER, cells[1], strict=True)) | {
        "patient_number": mei.number, "policy_number": policy.number,
    }  # fmt: skip
    buffer = io.StringIO()
    csv.writer(buffer).writerows([cells[0], [filled[name] for name in HEADER]])
    assert send(his, buffer.getvalue().encode("gb18030"))["claims_taken"] == 1


def test_the_desk_reads_the_answers_of_a_table(his, mei, now, door, user_of):
    state = send(his, as_csv(row(given_policy(mei, now))))
    address = f"/api/hospital/desk/{state['run']}/answers.csv"
    assert table(door(user_of(Role.ADMINISTRATOR)).get(address))[1][0] == "A1"
    assert door(user_of(Role.EXAMINER)).get(address).status_code == 403
