"""Tables of customers: good rows are kept, bad ones come back with a reason (item 8, design §6)."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest

from hearten.base.imports.handing_back import as_csv
from hearten.base.imports.models import ImportRejection
from hearten.base.imports.selectors import rejections_of
from hearten.base.imports.services import open_run
from hearten.base.imports.types import ImportKind
from hearten.domains.customers.models import Customer
from hearten.doors.api.tables.importing import import_table
from hearten.doors.components.sentences import say
from hearten.kernel.errors import Invalid

pytestmark = pytest.mark.django_db

CHINESE = "客户编号,姓名,性别,出生日期,手机号,医保,地区\r\n1,梅雪,女,1988年5月17日,13800000001,职工,310000\r\n2,林远,男,1990/2/3,13800000002,居民,320000\r\n"


@pytest.fixture
def take_table(system, now, tmp_path):
    def run(content: str | bytes, name: str = "t.csv", source: str = "branch"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        opened = open_run(
            kind=ImportKind.CUSTOMERS_CSV,
            source=source,
            path=str(path),
            title=name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            total_bytes=path.stat().st_size,
            by=system,
            now=now,
        )
        return import_table(run=opened, by=system)

    return run


def given_back(run) -> list[list[str]]:
    text = "".join(as_csv(rejections_of(run.pk), say, columns=run.position["columns"], reason_word="reason"))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_common_encoding_is_read(take_table, encoding):
    run = take_table(CHINESE.encode(encoding))
    assert run.rejected == 0
    mei, lin = Customer.objects.order_by("source_id")
    assert (mei.name, mei.sex, str(mei.birth_date), mei.phone, mei.social_insurance, mei.region) == (
        "梅雪",
        "female",
        "1988-05-17",
        "13800000001",
        "employee",
        "310000",
    )
    assert (lin.name, str(lin.birth_date)) == ("林远", "1990-02-03")


@pytest.mark.parametrize("separator", [";", "\t", "，", "|"])
def test_every_common_separator_is_read(take_table, separator):
    take_table(CHINESE.replace(",", separator))
    assert sorted(Customer.objects.values_list("name", flat=True)) == sorted(["梅雪", "林远"])


def test_english_words_for_columns(take_table):
    take_table("Full Name,Date_of_Birth,GENDER,E-mail\nMei Xue,19880517,F,mei@example.com\n")
    mei = Customer.objects.get()
    assert (mei.name, str(mei.birth_date), mei.sex, mei.email) == (
        "Mei Xue",
        "1988-05-17",
        "female",
        "mei@example.com",
    )


def test_good_rows_are_kept_and_bad_ones_come_back(take_table):
    run = take_table(
        CHINESE
        + "3,,男,1990-01-01,,,\r\n4,王,男,2999-01-01,,,\r\n5,王,x,1990-01-01,,,\r\n6,王,男,昨天,,,\r\n7,王,男,1990-01-01,abc,,\r\n"
    )
    assert Customer.objects.count() == 2
    header, *rows = given_back(run)
    assert header[-1] == "reason"
    assert [row[0] for row in rows] == ["3", "4", "5", "6", "7"]
    assert all(row[-1] for row in rows)


def test_the_rows_given_back_can_be_mended_and_handed_in_again(take_table):
    run = take_table(CHINESE + "3,王,男,昨天,13800000003,,\r\n")
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [["1990-01-01" if cell == "昨天" else cell for cell in row] for row in given_back(run)]
    )
    again = take_table(buffer.getvalue(), name="mended.csv")
    assert again.rejected == 0
    assert Customer.objects.count() == 3


def test_what_comes_back_is_never_a_formula(take_table):
    run = take_table('name,birth_date,note\n=cmd|calc,nothing,"=HYPERLINK(""http://x"")"\n+1,nothing,@x\n')
    for row in given_back(run)[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_twice_is_once_also_without_numbers(take_table):
    table = "姓名,出生日期,手机\n梅雪,1988-05-17,13800000001\n林远,1990-02-03,13800000002\n"
    take_table(table)
    run = take_table(table + "\n", name="again.csv")
    assert run.sums["rows"] == {"created": 0, "changed": 0, "unchanged": 2}
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        ("姓名,性别\n梅,女\n", "no column for birth_date"),
        ("name,full name,birth_date\na,b,1990-01-01\n", "Two columns"),
        (b"\x80\xff\xfe\x81" * 50, "encoding"),
        (",".join(f"c{i}" for i in range(300)), "more columns"),
    ],
)
def test_a_table_that_is_none_is_refused_as_a_whole(take_table, content, reason):
    with pytest.raises(Invalid) as refused:
        take_table(content)
    assert reason in str(refused.value)
    assert Customer.objects.count() == 0


def test_hostile_cells_change_nothing(take_table):
    cells = ["x" * 500, "<script>" * 60, "\u202e" * 200]
    run = take_table(
        "name,birth_date\n"
        + "".join(f"{cell},1990-01-01\n" for cell in cells)
        + 'a,"'
        + "1990-01-01,b\n" * 1000
    )
    assert Customer.objects.count() == 0
    assert ImportRejection.objects.filter(run=run).count() == 4
