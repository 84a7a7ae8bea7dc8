"""X7, X9 at the desk: a study in five steps, the workbench, the board, what open answers speak of; and who may do what."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.research.models import Change, Coding, Material, Need, NeedsStudy, TextLabel, Theme
from hearten.domains.research.tasks import label_answers
from hearten.domains.surveys.services import load_documents, load_responses
from hearten.domains.surveys.types import PastResponse
from hearten.kernel.clock import utc_now


@pytest.fixture
def ana(door, user_of, db):
    return door(user_of(Role.ANALYST))


@pytest.fixture
def answers(db, mei, lin, make_customer, system):
    now = utc_now()
    load_documents(by=system, now=now)
    people = [mei, lin, make_customer(name="Bo", phone="13800000009")]
    people += [make_customer(name=f"P{i}", phone=f"1380000001{i}") for i in range(3)]
    texts = ["理赔太慢了,等了很久,王经理 13812345678"] * 5 + ["<script>alert(1)</script>"] + ["=1+1 保费太贵"]
    rows = [
        PastResponse(
            customer_id=people[i % 6].pk, survey_code="post_claim", invited_at=now - timedelta(days=2),
            answered_at=now - timedelta(days=1), comment=text,
        )
        for i, text in enumerate(texts)
    ]  # fmt: skip
    load_responses(rows=rows, now=now)
    label_answers()


def _post(client, page, args=(), **given):
    return client.post(reverse(f"desk:{page}", args=args), given)


def test_a_study_from_its_question_to_a_change(ana):
    answer = _post(ana, "needs_open", name="住院", token="t1")
    study = NeedsStudy.objects.get()
    assert answer.url == reverse("desk:needs_study", args=[study.pk])
    page = ana.get(answer.url).content.decode()
    assert "version" in page
    goal = {"question": "为何", "people": "40+", "decision": "直付", "version": 1}
    assert _post(ana, "needs_step", (study.pk, "goal"), **goal, finish=1).status_code == 302
    assert _post(ana, "needs_step", (study.pk, "goal"), **goal).status_code == 409
    assert _post(ana, "needs_step", (study.pk, "collect"), plan="", version=1, finish=1).status_code == 422
    material = {
        "kind": "interview", "title": "一号", "segment": "农村", "held_on": "2026-03-01",
        "words": "我怕垫付。电话13812345678", "token": "m1",
    }  # fmt: skip
    assert _post(ana, "needs_material", [study.pk], **material).status_code == 302
    kept = Material.objects.get()
    theme = {"name": "垫付", "definition": "先付钱"}
    assert _post(ana, "material_theme", [kept.pk], **theme).status_code == 302
    assert _post(ana, "material_theme", [kept.pk], **theme).status_code == 422
    bench = ana.get(reverse("desk:material", args=[kept.pk]))
    assert b"138" not in bench.content
    now = bench.context["now"]
    code = {"statement": now.id, "theme": Theme.objects.get().pk}
    for _ in range(2):
        _post(ana, "material_code", [kept.pk], **code, on=1)
    assert Coding.objects.count() == 1
    need = {
        "statement": "不愁钱", "kano": "basic", "kano_why": "怕", "factor": "economic", "nature": "emotional",
        "importance": 5, "confidence": "low", "token": "n1",
    }  # fmt: skip
    assert _post(ana, "need_new", [study.pk], **need | {"kano": "magic"}).status_code == 422
    assert not Need.objects.exists()
    _post(ana, "need_new", [study.pk], **need)
    kept_need = Need.objects.get()
    assert _post(ana, "need_evidence", [kept_need.pk], statement=now.id).status_code == 302
    assert _post(ana, "need_evidence", [kept_need.pk], statement="nonsense").status_code == 422
    change = {"kind": "case", "reference": "", "words": "直付", "token": "c1"}
    assert _post(ana, "need_change", [kept_need.pk], **change).status_code == 422
    assert not Change.objects.exists()
    _post(ana, "need_change", [kept_need.pk], **change | {"reference": "CA-1"})
    moved = _post(ana, "need_change_move", (kept_need.pk, Change.objects.get().pk), state="live", result="好")
    assert moved.status_code == 302
    for name, args in (("needs_board", ()), ("need", [kept_need.pk]), ("research", ())):
        assert "不愁钱" in ana.get(reverse(f"desk:{name}", args=args)).content.decode() or name == "research"
    for step in ("goal", "collect", "analyse", "distil", "strategy"):
        assert ana.get(f"{answer.url}?step={step}").status_code == 200


def test_open_answers_show_topics_and_mask_quotes(ana, answers):
    page = ana.get(reverse("desk:texts")).content.decode()
    assert "理赔" in page
    assert "13812345678" not in page
    assert "王经理" not in page
    rows = ana.get(reverse("desk:text_answers")).content.decode()
    assert "&lt;script&gt;" in rows
    assert "<script>alert" not in rows


def test_a_file_holds_no_formula(ana, answers):
    content = ana.get(reverse("desk:text_export", args=["csv"])).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert len(rows) == 8
    assert any(row[-1].startswith("'=1+1") for row in rows)
    assert ana.get(reverse("desk:text_export", args=["xlsx"])).status_code == 200
    assert ana.get(reverse("desk:text_export", args=["exe"])).status_code == 404


def test_a_label_is_corrected(ana, answers):
    label = TextLabel.objects.first()
    address = reverse("desk:text_answer", args=[label.pk])
    assert ana.get(address).status_code == 200
    assert ana.post(address, {"sentiment": "joy", "topics": ["moon"]}).status_code == 422
    label.refresh_from_db()
    assert label.corrected_at is None
    assert ana.post(address, {"sentiment": "neutral", "topics": ["app"]}).status_code == 302
    label.refresh_from_db()
    assert (label.sentiment, [topic["code"] for topic in label.topics]) == ("neutral", ["app"])


def test_who_may_not_read_rows_sees_no_words(door, user_of, answers):
    page = door(user_of(Role.MARKETER)).get(reverse("desk:texts")).content.decode()
    assert "等了很久" not in page
    assert "1380000" not in page


def test_a_page_of_the_past_is_empty_without_fault(ana, db):
    for name in ("research", "needs_board", "texts", "text_answers"):
        assert ana.get(reverse(f"desk:{name}")).status_code == 200
