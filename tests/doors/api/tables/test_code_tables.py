"""Published codes and rules: known by their columns, taken in once, given back with a reason, going on after a stop (L4)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from hearten.base.imports.models import ImportRejection
from hearten.base.imports.services import open_run
from hearten.base.imports.types import ImportKind
from hearten.domains.terminology import selectors
from hearten.domains.terminology.models import Concept, RuleCode, ServiceRule
from hearten.domains.terminology.selectors.memory import forget
from hearten.doors.api.tables import code_importing
from hearten.doors.api.tables.code_files import code_files
from hearten.doors.api.tables.code_importing import import_codes
from hearten.engines.review import LineKind
from hearten.kernel.errors import Invalid

pytestmark = pytest.mark.django_db

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
DRUG = ["药品通用名", "药品说明", "限定类型", "限定对象"]
CODES = ["药品通用名", "序号", "国标代码", "限定类型"]
SERVICE = ["项目名称", "项目说明", "国标代码", "限定类型", "限定值域"]
REMARK = ["序号", "项目名称", "备注", "项目代码"]


@pytest.fixture(autouse=True)
def _fresh_memory():
    forget()
    yield
    forget()


@pytest.fixture
def take(system, now, tmp_path):
    def run(*sheets, name="规则.xlsx", path: Path | None = None):
        path = path or workbook(tmp_path / name, *sheets)
        opened = open_run(
            kind=ImportKind.CODES,
            source="nhsa",
            path=str(path),
            title=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            total_bytes=path.stat().st_size,
            by=system,
            now=now,
        )
        return import_codes(run=opened, by=system)

    return run


def workbook(path: Path, *sheets) -> Path:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def figures(run) -> tuple[int, int, int, int]:
    """new, changed, as before, given back"""
    rows = run.sums.get("rows", {})
    return rows.get("created", 0), rows.get("changed", 0), rows.get("unchanged", 0), run.rejected


@pytest.mark.parametrize(
    ("columns", "row", "kind", "limits"),
    [
        (SERVICE, ["甲", "", "001", "限定性别对象", "女"], "sex", {"sex": "female"}),
        (["项目名称", "国标代码", "限定类型", "限定对象"], ["甲", "001", "限定年龄对象", "新生儿"], "age", {"group": "newborn", "below_days": 29}),
        (SERVICE, ["甲", "", "001", "限定就医方式", "住院"], "setting", {"setting": "inpatient"}),
        (SERVICE, ["甲", "限急诊或住院患者。", "001", "限定就医方式", "住院"], "setting", {"setting": "inpatient", "emergency": True}),
        (SERVICE, ["甲", "", "001", "限定机构等级", "三级"], "level", {"level": 3}),
        (SERVICE, ["甲", "", "001", "限定支付疗程", "14天"], "duration", {"days": 14}),
        (SERVICE, ["甲", "", "001", "限定保险类型", "生育"], "insurance_type", {"insurance": "maternity"}),
        (SERVICE, ["甲", "", "001", "限定主次操作", "胃肠手术组"], "main_secondary", {"group": "胃肠手术组"}),
        (["序号", "频度", "主项名称", "主项编码", "从项名称", "从项编码", "备注"], [1, "单日", "甲", "001", "乙", "002", "含乙"], "duplicate", {"span": "day", "stated": "单日"}),
        (["序号", "项目名称", "限制数量", "数量单位", "项目编码"], [1, "甲", 24, "小时", "001"], "frequency", {"per_day": 24, "unit": "小时"}),
        (["序号", "项目名称", "频次上限", "疗程周期", "备注", "项目代码"], [1, "甲", 1, 7.0, "", "001"], "period", {"times": 1, "days": 7}),
        (REMARK, [1, "甲", "支付不超过一年，每周最多支付一次。", "001"], "duration", {"days": 365, "within": 366}),
        (REMARK, [1, "甲", "总时间不超过90天，评定间隔时间不短于14天。", "001"], "duration", {"days": 90, "within": 365}),
        (REMARK, [1, "甲", "参保人年龄超出法定就业年龄限制", "001"], "age", {"group": "working_age", "from_days": 5844, "below_days": 21916}),
    ],
)  # fmt: skip
def test_each_table_is_known_by_its_columns(take, columns, row, kind, limits):
    run = take([columns, row], name="anything.xlsx")
    assert figures(run) == (1, 0, 0, 0)
    kept = ServiceRule.objects.get()
    assert (kept.kind, kept.name, kept.code, kept.limits) == (kind, "甲", "001", limits)
    (found,) = selectors.rules_for(["001"])["001"]
    assert found.kind == LineKind(kind)


def test_a_drug_has_a_code_for_each_pack_and_twice_is_once(take):
    sheets = (
        [DRUG, ["甲片", "限男性。", "限定性别对象", "男"]],
        [CODES, ["甲片", 1, "XA1", "限定性别对象"], ["甲片", 2, "XA2", "限定性别对象"]],
    )
    assert figures(take(*sheets, name="【第一批】甲.xlsx")) == (3, 0, 0, 0)
    assert figures(take(*sheets, name="又一次.xlsx")) == (0, 0, 3, 0)
    assert set(selectors.rules_for(["XA1", "XA2", "XA3"])) == {"XA1", "XA2"}
    assert selectors.match_drug("甲 片").code == "XA1"
    assert ServiceRule.objects.get().batch == "第一批"

    changed = take([DRUG, ["甲片", "限女性。", "限定性别对象", "女"]], name="新.xlsx")
    assert figures(changed) == (0, 1, 0, 0)
    assert selectors.rules_for(["XA1"])["XA1"][0].limits == {"sex": "female"}  # at once, not from memory


def test_bad_rows_come_back_with_their_reason_and_good_ones_stay(take):
    run = take(
        [SERVICE, ["甲", "", "001", "限定性别对象", "女"], ["乙", "", "002", "限定性别对象", "都行"], ["丙", "", "", "限定性别对象", "女"]],
        [CODES, ["没有规则的药", 1, "XA9", "限定性别对象"]],
        [REMARK, [1, "丁", "请酌情", "004"]],
    )  # fmt: skip
    assert figures(run) == (1, 0, 0, 4)
    assert sum(c["taken"] + c["rejected"] for c in run.counts.values()) == 5
    reasons = " ".join(ImportRejection.objects.values_list("reason", flat=True))
    for words in ("restricts to", "empty", "No rule names", "no rule that we can read"):
        assert words in reasons
    assert not RuleCode.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.xlsx", b"PK\x03\x04 not a workbook", "damaged"),
        ("x.xlsx", b"no zip at all", "damaged"),
        ("x.csv", "价格,颜色\n1,红\n".encode(), "no table with the columns"),
        ("x.csv", b"", "empty"),
    ],
)
def test_a_file_that_is_no_table_we_know_is_refused_whole(take, tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid, match=words):
        take(path=path)
    assert not ServiceRule.objects.exists()
    assert not Concept.objects.exists()


def test_a_list_without_header_is_read_by_the_form_of_its_codes(take, tmp_path):
    path = tmp_path / "ZD.dat"
    path.write_text("J20.900 急性支气管炎\nA01.000x005+J17.0* 伤寒并发肺炎\nwrong 无码\n", encoding="utf-8")
    assert figures(take(path=path)) == (2, 0, 0, 1)
    assert selectors.find_diagnosis("支气管炎，急性")[0].code == "J20.900"
    assert selectors.find_diagnosis("j20.9")[0].code == "J20.900"
    assert selectors.find_diagnosis("骨折") == []


def test_a_run_that_was_stopped_goes_on(take, monkeypatch, tmp_path):
    """The first batch is committed with its checkpoint; the same file again does the rest and counts nothing twice."""
    rows = [[f"项目{n}", "", f"{n:03}", "限定性别对象", "女"] for n in range(1, 8)]
    monkeypatch.setattr(code_importing, "BATCH", 3)
    loads = []

    def stops(**given):
        if len(loads) == 2:
            loads.append(None)
            raise RuntimeError("the power went out")
        loads.append(given)
        return real(**given)

    real = code_importing.load_facts
    monkeypatch.setattr(code_importing, "load_facts", stops)
    path = workbook(tmp_path / "规则.xlsx", [SERVICE, *rows])
    with pytest.raises(RuntimeError):
        take(path=path)
    assert ServiceRule.objects.count() == 3
    run = take(path=path)
    assert figures(run) == (7, 0, 0, 0)
    assert ServiceRule.objects.count() == 7


@pytest.mark.skipif(
    not SHARED.is_dir(), reason="LOUD: ../shared/data is not here, so no published table was read"
)
def test_the_published_tables_are_read_whole(take):
    """The counts of the publications: rules and codes of each kind, nothing lost on the way."""
    rejected = 0
    for path in code_files(SHARED / "nhsa_rules"):
        run = take(path=path)
        assert sum(c["taken"] + c["rejected"] for c in run.counts.values()) > 0
        rejected += run.rejected
    drugs = {row["kind"]: row for row in _drug_rules()}
    assert {kind: (row["rules"], row["codes"]) for kind, row in drugs.items()} == {
        "sex": (481, 6472),
        "age": (282, 4398),
        "setting": (35, 736),
        "level": (61, 962),
        "duration": (30, 1147),
        "insurance_type": (12, 112),
    }
    services = ServiceRule.objects.exclude(code="")
    counts = {kind: services.filter(kind=kind).count() for kind in LineKind}
    assert counts == {
        "sex": 390, "age": 31, "duplicate": 900, "main_secondary": 378, "frequency": 67, "period": 14,
        "duration": 11, "setting": 0, "level": 0, "insurance_type": 0,
    }  # fmt: skip
    assert rejected == 2  # the total and the note under the table of frequencies


def _drug_rules():
    from django.db.models import Count

    codes = dict(RuleCode.objects.values_list("rule__kind").annotate(count=Count("pk")))
    rules = ServiceRule.objects.filter(code="").values_list("kind").annotate(count=Count("pk"))
    return [{"kind": kind, "rules": count, "codes": codes[kind]} for kind, count in rules]
