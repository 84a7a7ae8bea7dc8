"""From a paper to an expense of the draft: read once, confirmed by the member, never the same bill twice."""

from __future__ import annotations

from datetime import date

import pytest

from hearten.base.ledger.selectors import facts_about
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims import ports, services
from hearten.domains.claims.models import Claim, ClaimLine, Reading
from hearten.domains.claims.selectors.readings import (
    Use,
    bills_used_before,
    claims_with_other_payer,
    doubts_of,
    earlier_use,
    list_readings_for,
    reading_percent,
    still_needed,
)
from hearten.domains.claims.services.confirming import confirm_reading
from hearten.domains.claims.services.recognition import payer_differs, recognise_document
from hearten.domains.claims.types import READING_CONFIRMED, ClaimState, DocumentKind, ReadingState
from hearten.engines.bills import Page, TextBox
from hearten.kernel.errors import Conflict, Invalid, NotFound
from tests.factories.claims import SYSTEM, given_draft, given_policy, member_actor, photo

BILL = (
    "四川省医疗门诊收费票据(电子)",
    "票据代码:51060124|票据号码:3824219489|校验码:102c0f",
    "交款人:{payer}|开票日期:2026-10-20",
    "项目名称|数量|金额(元)|备注",
    "西药费|4|500.00|医保",
    "检查费|1|350.00|医保",
    "金额合计(大写)捌佰伍拾元整|(小写){total}",
    "医保统筹基金支付:400.00|个人账户支付:61.37|个人现金支付:388.63",
    "个人自付:400.00|个人自费:50.00|就诊日期:2026-10-20",
    "收款单位(章):市一医院",
)


def page(*rows: str, **values: str) -> Page:
    """A page of exact text: rows from the top, `|` between the pieces of a row."""
    boxes = []
    for number, row in enumerate(rows):
        for column, text in enumerate(row.format(**values).split("|")):
            left, top = 50.0 + column * 300, 50.0 + number * 40
            right = left + 16.0 * len(text)
            quad = ((left, top), (right, top), (right, top + 24), (left, top + 24))
            outline = tuple((x / 1000, y / 1000) for x, y in quad)
            boxes.append(TextBox(text, quad, outline, tuple(0.99 for _ in text)))
    return Page(1, 1000.0, 1000.0, tuple(boxes))


class Scripted:
    """Reads what the test has laid out, and counts how often it was asked."""

    def __init__(self, *pages: Page, error: Exception | None = None, **more) -> None:
        self.pages, self.error, self.more, self.asked = pages, error, more, 0

    def transcribe(self, data, content_type, progress=None):
        self.asked += 1
        if progress:
            progress(0, 1)
        if self.error:
            raise self.error
        return ports.Transcript(self.pages, **self.more)


@pytest.fixture
def reads():
    """Put a scripted recogniser in place of the networks."""
    before = ports.recogniser()

    def place(*pages, **more) -> Scripted:
        scripted = Scripted(*pages, **more)
        ports.register_recogniser(scripted)
        return scripted

    yield place
    ports.register_recogniser(before)


def given_bill(customer, policy, now, reads, *, payer=None, total="850.00", colour="white", **facts):
    """An empty draft with one bill attached and read."""
    scripted = reads(page(*BILL, payer=payer or customer.name, total=total))
    claim = given_draft(customer, policy, now, lines=[], papers=False, **facts)
    document = attach(claim, customer, now, colour=colour)
    run_jobs()
    return claim, document, scripted


def attach(claim, customer, now, colour="white"):
    return services.attach_document(
        claim_id=claim.pk, kind=DocumentKind.RECEIPT, name="bill.jpg", data=photo(colour), by=member_actor(customer),
        now=now,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lin(make_customer):
    return make_customer(name="林涛", phone="13800000002", email="lin@example.com")


def confirm(claim, document, customer, now, **corrections):
    return confirm_reading(
        claim_id=claim.pk,
        document_id=document.pk,
        corrections=corrections,
        by=member_actor(customer),
        now=now,
    )


@pytest.mark.django_db
def test_an_attached_bill_is_read_and_confirmed_into_one_expense(mei, now, reads):
    policy = given_policy(mei, now)
    claim, document, _ = given_bill(mei, policy, now, reads, event_date=None, diagnosis="")
    (reading,) = list_readings_for(member_actor(mei), claim)
    assert (reading.state, reading.document_class, reading.percent) == (
        ReadingState.READ,
        "outpatient_bill",
        100,
    )
    assert doubts_of(reading) == []
    assert {check["code"]: check["holds"] for check in reading.checks} == {
        "words_total": True,
        "items_total": True,
        "payments_total": True,
        "self_paid_parts": True,
    }
    assert not ClaimLine.objects.exists()  # nothing counts before the member has confirmed it
    confirm(claim, document, mei, now)
    line = ClaimLine.objects.get()
    assert (line.category, line.service_date, line.provider) == ("outpatient", date(2026, 10, 20), "市一医院")
    assert (line.billed_minor, line.social_fund_paid_minor, line.out_of_catalogue_minor) == (
        850_00,
        400_00,
        50_00,
    )
    assert line.settled_by_social
    claim = Claim.objects.get()
    assert (claim.event_date, claim.claimed_minor) == (date(2026, 10, 20), 850_00)
    assert [need.field for need in still_needed(claim, list_readings_for(member_actor(mei), claim))] == [
        "diagnosis"
    ]


@pytest.mark.django_db
def test_confirming_again_replaces_the_expense(mei, now, reads):
    claim, document, _ = given_bill(mei, given_policy(mei, now), now, reads)
    confirm(claim, document, mei, now)
    confirm(claim, document, mei, now, hospital="市二医院")
    assert [line.provider for line in ClaimLine.objects.all()] == ["市二医院"]
    entries = list(facts_about([claim.number], kind=READING_CONFIRMED))
    assert [facts["corrected"] for facts in entries] == [[], ["hospital"]]


@pytest.mark.django_db
def test_a_doubtful_amount_must_be_looked_at(mei, now, reads):
    claim, document, _ = given_bill(mei, given_policy(mei, now), now, reads, total="860.00")
    (reading,) = list_readings_for(member_actor(mei), claim)
    assert "total_minor" in [doubt.name for doubt in doubts_of(reading)]
    with pytest.raises(Invalid) as refused:
        confirm(claim, document, mei, now)
    assert refused.value.field == "total_minor"
    assert not ClaimLine.objects.exists()
    names = [doubt.name for doubt in doubts_of(reading)]
    values = {
        name: value
        for name, value in {f["name"]: f["value"] for f in reading.fields}.items()
        if name in names
    }
    confirm(claim, document, mei, now, **values | {"total_minor": 850_00})
    assert ClaimLine.objects.get().billed_minor == 850_00


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("corrections", "field"),
    [
        ({"total_minor": -1}, "total_minor"),
        ({"total_minor": "850"}, "total_minor"),
        ({"total_minor": 10**13}, "total_minor"),
        ({"visit_date": "2026-02-30"}, "visit_date"),
        ({"visit_date": "2027-01-01"}, "service_date"),
        ({"colour": "red"}, "colour"),
        ({"fund_paid_minor": 900_00}, "billed"),
    ],
)
def test_corrections_that_cannot_be_right_change_nothing(mei, now, reads, corrections, field):
    claim, document, _ = given_bill(mei, given_policy(mei, now), now, reads)
    with pytest.raises(Invalid) as refused:
        confirm(claim, document, mei, now, **corrections)
    assert refused.value.field.endswith(field)
    assert not ClaimLine.objects.exists()
    assert Reading.objects.get().confirmed_at is None


@pytest.mark.django_db
def test_the_same_bill_in_another_claim_is_caught(mei, lin, now, reads):
    policy = given_policy(mei, now)
    first, document, _ = given_bill(mei, policy, now, reads)
    confirm(first, document, mei, now)
    again, copy, _ = given_bill(mei, policy, now, reads, colour="ivory")
    with pytest.raises(Conflict) as refused:
        confirm(again, copy, mei, now)
    assert first.number in str(refused.value)
    assert not ClaimLine.objects.filter(claim=again).exists()
    # of a stranger's draft nothing is told; once it is handed in, only that the bill was used
    other, theirs, _ = given_bill(lin, given_policy(lin, now), now, reads, payer="林涛", colour="pink")
    reading = Reading.objects.get(document=theirs)
    assert earlier_use(member_actor(lin), reading) is None
    Claim.objects.filter(pk=first.pk).update(state=ClaimState.SUBMITTED, submitted_at=now)
    used = earlier_use(member_actor(lin), reading)
    assert (used.use, used.number) == (Use.SOMEBODY_ELSE, "")
    confirm(other, theirs, lin, now)
    assert bills_used_before([first.pk, other.pk]) == {other.pk: {Use.SOMEBODY_ELSE}}


@pytest.mark.django_db
def test_another_photo_without_its_code_is_known_by_its_contents(mei, now, reads):
    policy = given_policy(mei, now)
    claim, document, _ = given_bill(mei, policy, now, reads)
    confirm(claim, document, mei, now)
    rows = [row for row in BILL if "票据代码" not in row]
    reads(page(*rows, payer=mei.name, total="850.00"))
    attach(claim, mei, now, colour="ivory")
    run_jobs()
    copy = Reading.objects.latest("queued_at", "id")
    assert copy.bill_code_index is None
    assert earlier_use(member_actor(mei), copy).use == Use.THIS_CLAIM


@pytest.mark.django_db
def test_a_bill_made_out_to_somebody_else_is_doubtful_and_noted(mei, now, reads):
    claim, *_ = given_bill(mei, given_policy(mei, now), now, reads, payer="赵六")
    reading = Reading.objects.get()
    assert [doubt.name for doubt in doubts_of(reading)] == ["payer_name"]
    assert claims_with_other_payer([claim.pk]) == {claim.pk}


@pytest.mark.parametrize(
    ("payer", "name", "differs"),
    [("梅雪", "梅雪", False), ("梅*", "梅雪", False), ("*雪", "梅雪", False), ("梅**", "梅雪", True), ("王五", "梅雪", True),
     (None, "梅雪", False), ("王五", "Mary Miller", False)],
)  # fmt: skip
def test_masked_names_fit_where_their_open_signs_do(payer, name, differs):
    assert payer_differs(payer, name) is differs


@pytest.mark.django_db
def test_reading_twice_or_after_a_crash_stores_once(mei, now, reads):
    _, document, scripted = given_bill(mei, given_policy(mei, now), now, reads)
    before = Reading.objects.get()
    recognise_document(document_id=document.pk, by=SYSTEM, now=now)
    assert scripted.asked == 1
    # killed while reading: the state says so, and the next run begins again
    Reading.objects.update(state=ReadingState.READING, recognised_at=None, percent=40)
    recognise_document(document_id=document.pk, by=SYSTEM, now=now)
    after = Reading.objects.get()
    assert (scripted.asked, after.state, after.fields) == (2, ReadingState.READ, before.fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (
            Invalid("The PDF has %(pages)d pages; we read at most %(most)d.", pages=500, most=30),
            "The PDF has",
        ),
        (RuntimeError("交款人:梅雪"), "We could not read this paper."),
    ],
)
def test_what_cannot_be_read_says_what_to_do(mei, now, reads, error, advice, caplog):
    policy = given_policy(mei, now)
    reads(error=error)
    claim = given_draft(mei, policy, now, papers=False)
    document = attach(claim, mei, now)
    run_jobs()
    reading = Reading.objects.get()
    assert reading.state == ReadingState.UNREADABLE
    assert reading.advice.startswith(advice)
    assert "梅雪" not in caplog.text  # a log says which paper, never what it says
    (need,) = still_needed(claim, [reading])
    assert (need.field, need.document_id) == ("file", document.pk)
    with pytest.raises(Invalid):
        confirm(claim, document, mei, now)


@pytest.mark.django_db
def test_progress_is_told_and_others_see_nothing(mei, lin, now, reads):
    reads(page(*BILL, payer=mei.name, total="850.00"))
    claim = given_draft(mei, given_policy(mei, now), now, papers=False)
    document = attach(claim, mei, now)
    readings = list_readings_for(member_actor(mei), claim)
    assert reading_percent(readings) == 0
    assert [need.field for need in still_needed(claim, readings)] == ["reading"]
    assert list_readings_for(member_actor(lin), claim) == []
    with pytest.raises(NotFound):
        confirm(claim, document, lin, now)
    run_jobs()
    assert reading_percent(list_readings_for(member_actor(mei), claim)) == 100


@pytest.mark.django_db
def test_a_paper_taken_out_is_not_read(mei, now, reads):
    scripted = reads(page(*BILL, payer=mei.name, total="850.00"))
    claim = given_draft(mei, given_policy(mei, now), now, papers=False)
    document = attach(claim, mei, now)
    services.remove_document(claim_id=claim.pk, document_id=document.pk, by=member_actor(mei), now=now)
    run_jobs()
    assert scripted.asked == 0
    assert not Reading.objects.exists()
