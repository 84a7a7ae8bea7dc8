"""What a bill says: layouts of several places, labels split, merged and misread, papers held at an angle."""

from __future__ import annotations

import pytest

from hearten.engines.bills import DocumentClass, Page, read_bill
from tests.engines.bills import pages
from tests.engines.bills.pages import BEIJING, FEE_LIST, INPATIENT, SHANGHAI, SICHUAN, leaning, page, replaced


def values(flat: Page, *names: str) -> list:
    reading = read_bill([flat])
    return [reading.value(name) for name in names]


def test_outpatient_bill_of_one_table():
    reading = read_bill([SICHUAN])
    assert reading.document_class == DocumentClass.OUTPATIENT_BILL
    assert {field.name: field.value for field in reading.fields} == {
        "bill_code": "51060124",
        "bill_number": "3824219489",
        "payer_id": "510107********7784",
        "check_code": "102c0f",
        "payer_name": "王建国",
        "issue_date": "2024-06-08",
        "total_in_words": "壹仟肆佰零叁元玖角捌分",
        "total_minor": 1403_98,
        "visit_number": "396947751",
        "visit_date": "2024-06-08",
        "insurance_kind": "城镇职工基本医疗保险",
        "sex": "女",
        "fund_paid_minor": 866_61,
        "account_paid_minor": 268_69,
        "cash_paid_minor": 268_68,
        "self_paid_minor": 161_21,
        "out_of_catalogue_minor": 107_47,
        "hospital": "成都市妇女儿童中心医院",
    }
    assert [(item.name, item.amount_minor, item.quantity, item.note) for item in reading.items] == [
        ("西药费", 46_51, "4", "自费"),
        ("检查费", 1264_13, "1", "医保"),
        ("阿莫西林胶囊0.25g*24粒", 93_34, "2", "医保"),
    ]
    assert all(check.holds for check in reading.checks)
    assert {check.code for check in reading.checks} == {
        "words_total",
        "items_total",
        "payments_total",
        "self_paid_parts",
    }
    assert not any(one.doubtful for one in (*reading.fields, *reading.items))


def test_kinds_of_fee_and_their_details_side_by_side():
    reading = read_bill([BEIJING])
    assert [(item.name, item.amount_minor) for item in reading.items if not item.detail] == [
        ("检查费", 88_00),
        ("西药费", 112_50),
    ]
    assert [(item.name, item.amount_minor) for item in reading.items if item.detail] == [
        ("腹部彩超", 88_00),
        ("布洛芬缓释胶囊/0.3g", 12_50),
        ("连花清瘟颗粒", 100_00),
    ]
    assert reading.value("class_self_paid_minor") == 20_00
    assert {check.code: check.holds for check in reading.checks}["details_total"]


def test_payments_printed_under_their_names():
    reading = read_bill([SHANGHAI])
    names = ("fund_paid_minor", "other_paid_minor", "account_paid_minor", "cash_paid_minor", "self_paid_minor",
             "class_self_paid_minor", "out_of_catalogue_minor")  # fmt: skip
    assert [reading.value(name) for name in names] == [300_00, 20_00, 80_00, 100_00, 95_00, 50_00, 35_00]
    assert reading.value("insurance_kind") == "自费"  # a value here, though it is a label two rows below
    assert reading.value("hospital") == "上海市虹桥里社区卫生服务中心"
    assert all(check.holds for check in reading.checks)


def test_inpatient_bill_with_the_days_of_the_stay():
    assert read_bill([INPATIENT]).document_class == DocumentClass.INPATIENT_BILL
    assert values(
        INPATIENT, "admission_date", "discharge_date", "department", "visit_number", "total_minor"
    ) == [
        "2024-04-29",
        "2024-05-10",
        "消化内科",
        "917859678400",
        10000_00,
    ]


def test_fee_list_over_two_pages_leaves_out_subtotals():
    second = page(
        [(80, "项目名称"), (1340, "金额")], [(80, "静脉输液"), (1340, "15.00")], [(80, "费用合计：130.00")]
    )
    reading = read_bill([FEE_LIST, Page(2, second.width, second.height, second.boxes)])
    assert reading.document_class == DocumentClass.FEE_LIST
    assert [item.amount_minor for item in reading.items] == [25_00, 90_00, 15_00]
    assert (reading.items[1].unit_price_minor, reading.items[1].quantity) == (30_00, "3")
    assert reading.value("total_minor") == 130_00
    assert reading.value("hospital") == "南京市钟秀人民医院"


@pytest.mark.parametrize("flat", [SICHUAN, BEIJING, SHANGHAI, INPATIENT, FEE_LIST])
@pytest.mark.parametrize(
    ("slope", "fan"), [(0.0, 0.0), (0.02, 0.0), (-0.03, 0.0), (0.01, 0.04), (-0.02, -0.05)]
)
def test_a_leaning_page_reads_as_the_flat_one(flat, slope, fan):
    upright, held = read_bill([flat]), read_bill([leaning(flat, slope=slope, fan=fan)])
    assert {f.name: f.value for f in held.fields} == {f.name: f.value for f in upright.fields}
    assert [(i.name, i.amount_minor) for i in held.items] == [(i.name, i.amount_minor) for i in upright.items]


@pytest.mark.parametrize(
    ("old", "new", "name", "value"),
    [
        ("个人自付：161.21", "个人自付:16l.2l", "self_paid_minor", 161_21),
        ("个人自付：161.21", "个人自付161.21", "self_paid_minor", 161_21),
        ("医保统筹基金支付：866.61", "医保統筹基金支付：８６６．６１元", "fund_paid_minor", 866_61),
        ("医保类型：城镇职工基本医疗保险", "保类型:城镇职工基本医疗保险", "insurance_kind", "城镇职工基本医疗保险"),
        ("就诊日期：2024-06-08", "就诊期：2024年6月8日", "visit_date", "2024-06-08"),
        ("开票日期：2024-06-08", "开票日期：20240608", "issue_date", "2024-06-08"),
        ("开票日期：2024-06-08", "开票日期：2024-O6-08 10:21:07", "issue_date", "2024-06-08"),
        ("校验码：102c0f", "校验码：l02cOf", "check_code", "102c0f"),
        ("票据代码：51060124", "票据代码：5106O124", "bill_code", "51060124"),
        ("￥1,403.98", "Y1，403．98", "total_minor", 1403_98),
        ("￥1,403.98", "1403,98", "total_minor", 1403_98),
        ("交款人统一社会信用代码：510107********7784", "交款人统-社会信用代码：510107*******7784", "payer_id", "510107********7784"),
    ],
)  # fmt: skip
def test_what_readers_of_pictures_confuse(old, new, name, value):
    assert values(replaced(SICHUAN, old, new), name) == [value]


def test_two_labels_merged_into_one_piece_and_a_label_apart_from_its_value():
    flat = page(
        [(500, "广东省医疗门诊收费票据（电子）")],
        [(80, "票据代码：44060124 票据号码：3824219489 校验码：102c0f")],
        [(80, "个人自付：10.00个人自费：5.00"), (900, "个人现金支付"), (1200, "：15.00")],
    )
    assert values(flat, "bill_number", "check_code", "self_paid_minor", "out_of_catalogue_minor", "cash_paid_minor") == [
        "3824219489", "102c0f", 10_00, 5_00, 15_00,
    ]  # fmt: skip


def test_a_seal_behind_capitals_and_hospital_is_left_out():
    flat = replaced(SICHUAN, "壹仟肆佰零叁元玖角捌分", "壹仟肆佰零叁元玖角捌分收费专用")
    flat = replaced(flat, "成都市妇女儿童中心医院", "成都市妇女儿童中心医院收费专用章")
    assert values(flat, "total_in_words", "hospital") == ["壹仟肆佰零叁元玖角捌分", "成都市妇女儿童中心医院"]


def test_a_lost_table_head_still_gives_the_known_heads():
    flat = pages.without(SICHUAN, "项目名称", "金额（元）", "阿莫西林")
    assert [(item.name, item.amount_minor) for item in read_bill([flat]).items] == [
        ("西药费", 46_51),
        ("检查费", 1264_13),
    ]


def test_the_place_of_a_value_lies_within_its_box():
    field = next(one for one in read_bill([SICHUAN]).fields if one.name == "self_paid_minor")
    whole = next(b for b in SICHUAN.boxes if b.text.startswith("个人自付"))
    left, top, wide, high = field.box
    assert whole.outline[0][0] < left < left + wide <= whole.outline[1][0] + 0.001
    assert (top, high) == (pytest.approx(whole.outline[0][1], abs=1e-3), pytest.approx(26 / 1150, abs=1e-3))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["处方笺", "姓名：李娜", "Rp", "阿莫西林胶囊 用法：口服"], DocumentClass.PRESCRIPTION),
        (["疾病诊断证明书", "诊断：踝关节扭伤", "处理意见：休息"], DocumentClass.DIAGNOSIS),
        (["出院小结", "入院情况：", "出院医嘱："], DocumentClass.DISCHARGE_SUMMARY),
        (["检验报告单", "标本：血", "参考范围"], DocumentClass.REPORT),
        (["超市小票", "苹果 5.00"], DocumentClass.OTHER),
        ([], DocumentClass.OTHER),
    ],
)
def test_other_papers(rows, expected):
    assert read_bill([page(*[[(500, row)] for row in rows])]).document_class == expected


def test_the_title_of_a_diagnosis_is_no_diagnosis():
    flat = page([(500, "疾病诊断证明书")], [(80, "诊断：踝关节扭伤")], [(80, "日期：2024-05-10")])
    assert values(flat, "diagnosis", "issue_date") == ["踝关节扭伤", "2024-05-10"]


def test_no_pages_say_nothing():
    reading = read_bill([])
    assert (reading.document_class, reading.fields, reading.items, reading.checks) == (
        DocumentClass.OTHER,
        (),
        (),
        (),
    )
