"""Papers that are no bills: prescription, proof of diagnosis, discharge summary."""

from __future__ import annotations

from typing import Any

from tests.factories.bills import blocks
from tests.factories.bills.facts import BillFacts
from tests.factories.bills.names import THINGS
from tests.factories.bills.paper import Paper

KINDS = ("prescription", "diagnosis", "discharge_summary")
HEIGHT = 1300
_TITLES = {"prescription": "门诊处方笺", "diagnosis": "疾病诊断证明书", "discharge_summary": "出院小结"}


def draw_record(paper: Paper, facts: BillFacts, kind: str) -> None:
    paper.text(850, 80, facts.hospital, 42, label=True, anchor="m")
    paper.text(850, 145, _TITLES[kind], 38, label=True, anchor="m")
    y = blocks.grid(paper, 230, _person(facts, kind), (100, 620, 1140), 26) + 20
    paper.line(blocks.LEFT, y - 30, blocks.RIGHT, y - 30)
    for heading, lines in _story(facts, kind):
        paper.text(100, y, heading, 28, label=True)
        for line in lines:
            y += 48
            paper.text(150, y, line, 26)
        y += 62
    blocks.pair(paper, 1050, HEIGHT - 200, ("医师签名", facts.cashier), 26)
    blocks.pair(paper, 1050, HEIGHT - 140, ("日期", blocks.day(facts, facts.issue_date)), 26)
    paper.seal(1250, HEIGHT - 180, 160, 100, facts.hospital, "医疗证明专用章")


def record_truth(facts: BillFacts, kind: str) -> dict[str, Any]:
    fields = {
        "payer_name": facts.payer_name,
        "sex": facts.sex,
        "hospital": facts.hospital,
        "department": facts.department,
        "diagnosis": facts.diagnosis,
        "visit_number": facts.visit_number,
    }
    if kind == "discharge_summary":
        fields |= {
            "admission_date": facts.admission_date.isoformat(),
            "discharge_date": facts.discharge_date.isoformat(),
        }
    else:
        fields |= {"issue_date": facts.issue_date.isoformat()}
    return {"document_class": kind, "layout": kind, "fields": fields, "items": [], "details": []}


def _person(facts: BillFacts, kind: str) -> list[blocks.Pair]:
    stay = kind == "discharge_summary"
    pairs = [
        ("姓名", facts.payer_name), ("性别", facts.sex), ("年龄", f"{facts.age}岁"),
        ("科别", facts.department), ("住院号" if stay else "门诊号", facts.visit_number),
    ]  # fmt: skip
    if stay:
        pairs += [
            ("入院日期", blocks.day(facts, facts.admission_date)),
            ("出院日期", blocks.day(facts, facts.discharge_date)),
        ]
    return pairs


def _story(facts: BillFacts, kind: str) -> list[tuple[str, list[str]]]:
    if kind == "prescription":
        drugs = [thing for thing in THINGS if thing[3] == "X"][facts.age % 7 :][:3]
        lines = [f"{name} {size} × 1{unit}  用法：口服 每日三次" for name, unit, size, _ in drugs]
        return [("临床诊断：" + facts.diagnosis, []), ("Rp.", lines)]
    if kind == "diagnosis":
        return [("诊断：" + facts.diagnosis, []), ("处理意见：", ["注意休息，按时服药，两周后复查。"])]
    return [
        ("入院情况：", ["因不适三天入院，生命体征平稳。"]),
        ("诊疗经过：", ["入院后完善检查，予对症治疗，恢复良好。"]),
        ("出院诊断：" + facts.diagnosis, []),
        ("出院医嘱：", ["门诊随诊，不适随诊。"]),
    ]
