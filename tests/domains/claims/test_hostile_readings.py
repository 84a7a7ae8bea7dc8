"""Bills that can't be right and pictures that show none: read, doubted, and never an expense by themselves (L2).

The bills are laid out as a faultless recogniser would see them, so that only what they say is at fault; pictures that
show no bill go through the house's own recogniser.
"""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from PIL import Image

from hearten.domains.claims import ports, services
from hearten.domains.claims.models import ClaimLine, ClaimWarning, Reading
from hearten.domains.claims.services.confirming import confirm_reading
from hearten.domains.claims.services.recognition import recognise_document
from hearten.domains.claims.types import DocumentKind, ReadingState
from hearten.kernel.errors import Conflict
from tests.factories import hostile_files as made
from tests.factories.bills import LAYOUTS, WRONGS, BillFacts, draw_facts, lay_out, make_wrong
from tests.factories.bills.money import in_words
from tests.factories.claims import EVENT, SYSTEM, given_draft, given_policy, member_actor, photo
from tests.untouched import assert_refused

pytestmark = pytest.mark.django_db

LOOK = "Please look at this: we are not sure that we read it rightly."
# What is altered → what must be doubted.
DOUBTED = {
    "total": {"items"},  # the words agree with it
    "item": {"items"},
    "words": {"total_in_words"},
    "fund_paid": {"fund_paid_minor"},
    "cash_paid": {"cash_paid_minor"},
}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def draft(mei, now):
    return given_draft(mei, given_policy(mei, now), now, papers=False, lines=[])


class Faultless:
    """Reads without a mistake what is printed on the bill at hand."""

    def __init__(self, facts: BillFacts) -> None:
        self.page = lay_out(facts)

    def transcribe(self, data, content_type, progress=None):
        return ports.Transcript((self.page,))


@pytest.fixture
def reads(draft, mei, now):
    """`reads(facts)` → the reading of that bill, attached to Mei's draft; of bytes, by the house's own recogniser."""
    own, papers = ports.recogniser(), iter(range(40, 400))

    def read(given: BillFacts | bytes) -> Reading:
        facts = isinstance(given, BillFacts)
        ports.register_recogniser(Faultless(given) if facts else own)
        data = photo(size=(next(papers), 30)) if facts else given
        document = services.attach_document(
            claim_id=draft.pk,
            kind=DocumentKind.RECEIPT,
            name="bill",
            data=data,
            by=member_actor(mei),
            now=now,
        )
        recognise_document(document_id=document.pk, by=SYSTEM, now=now)
        return Reading.objects.get(document=document)

    yield read
    ports.register_recogniser(own)


def confirm(reading, customer, now, **corrections):
    return confirm_reading(
        claim_id=reading.claim_id, document_id=reading.document_id, corrections=corrections,
        by=member_actor(customer), now=now,
    )  # fmt: skip


def bill(**changes):
    """A right bill of Mei's, on the day of her event, with what a case changes."""
    given = {"payer_name": "梅雪", "issue_date": EVENT, "visit_date": EVENT} | changes
    return draw_facts("sichuan_outpatient", 7).altered(**given)


def as_read(reading: Reading) -> dict:
    return {field["name"]: field["value"] for field in reading.fields}


def doubted(reading: Reading) -> set[str]:
    names = {field["name"] for field in reading.fields if field["doubtful"]}
    return names | ({"items"} if any(item["doubtful"] for item in reading.items) else set())


def test_a_right_bill_needs_no_second_look(reads, mei, now):
    facts = bill()
    reading = reads(facts)
    assert all(check["holds"] for check in reading.checks)
    assert doubted(reading) == set()
    confirm(reading, mei, now)
    assert ClaimLine.objects.get(claim_id=reading.claim_id).billed_minor == facts.total


@pytest.mark.parametrize("layout", LAYOUTS)
def test_wrong_arithmetic_is_never_taken_unseen(reads, mei, now, layout, subtests):
    for what in WRONGS:
        if layout == "fee_list" and what.endswith("_paid"):
            continue  # a list of fees names no sources
        with subtests.test(what):
            reading = reads(make_wrong(draw_facts(layout, 7), what))
            assert reading.state == ReadingState.READ
            assert not all(check["holds"] for check in reading.checks)
            assert doubted(reading) >= DOUBTED[what]
            assert not ClaimLine.objects.filter(claim_id=reading.claim_id).exists()


def test_anothers_bill_is_doubted(reads, mei, now):
    reading = reads(bill(payer_name="林远"))
    assert reading.payer_differs
    assert "payer_name" in doubted(reading)
    assert_refused(lambda: confirm(reading, mei, now), LOOK, "payer_name")


def _paying(minor: int):
    """A bill of `minor` in one line, all paid in cash."""
    facts = bill()
    one = dataclasses.replace(facts.items[0], amount_minor=minor)
    paid = dataclasses.replace(
        facts.payments, fund=0, account=0, other=0, cash=minor, self_paid=minor, out_of_catalogue=0
    )
    return facts.altered(items=(one,), total=minor, words=in_words(minor), payments=paid)


def _with_refund():
    """A line of minus ten yuan among the others: the total is right."""
    facts = bill()
    back = dataclasses.replace(facts.items[0], name="退费", amount_minor=-10_00)
    total = facts.total - 10_00
    paid = dataclasses.replace(facts.payments, cash=facts.payments.cash - 10_00)
    return facts.altered(items=(*facts.items, back), total=total, words=in_words(total), payments=paid)


# A bill that adds up and still can't be an expense → the sentence, the field.
IMPOSSIBLE = {
    "a visit tomorrow": (
        lambda: bill(visit_date=date(2026, 11, 3), issue_date=date(2026, 11, 3)),
        "2026-11-03 has not come yet.",
        "service_date",
    ),
    "a visit in the year 2999": (
        lambda: bill(visit_date=date(2999, 1, 1), issue_date=date(2999, 1, 1)),
        LOOK,
        "visit_date",
    ),
    "a billion yuan": (lambda: _paying(10**11), "The amount is larger than any bill we can take.", "billed"),
    "nothing": (lambda: _paying(0), "The amount must be more than nothing.", "billed"),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_a_bill_that_adds_up_and_cannot_be(reads, mei, now, name):
    make, sentence, field = IMPOSSIBLE[name]
    reading = reads(make())
    everything_looked_at = {one: as_read(reading)[one] for one in doubted(reading) - {"items"}}
    assert_refused(lambda: confirm(reading, mei, now, **everything_looked_at), sentence, field)


def test_a_refund_among_the_lines_is_read_as_one(reads, mei, now):
    facts = _with_refund()
    reading = reads(facts)
    read = [item["amount_minor"] for item in reading.items]
    assert sum(read) == facts.total or not all(check["holds"] for check in reading.checks)


def test_the_same_bill_as_another_file_is_caught(reads, mei, now):
    confirm(reads(bill()), mei, now)
    again = reads(bill(cashier="另一人"))
    with pytest.raises(Conflict) as error:
        confirm(again, mei, now)
    assert error.value.field == "document"
    assert error.value.hint
    assert ClaimLine.objects.filter(claim_id=again.claim_id).count() == 1


def _sheet(colour: str, size: tuple[int, int] = (800, 720)) -> Image.Image:
    return Image.new("RGB", size, colour)


def _noise() -> Image.Image:
    points = np.random.default_rng(2).integers(0, 255, (720, 720, 3), dtype=np.uint8)
    return Image.fromarray(points)


# Pictures that show no bill.
PICTURES = {
    "all black": lambda: made.encoded(_sheet("black")),
    "all white": lambda: made.encoded(_sheet("white")),
    "noise": lambda: made.encoded(_noise()),
    "small": lambda: made.encoded(made.speckled()),
    "a thin strip": lambda: made.encoded(_sheet("white", (1600, 20))),
    "sixteen bits": lambda: made.encoded(Image.new("I;16", (800, 720), 30_000), "PNG"),
    "CMYK": lambda: made.encoded(_sheet("white").convert("CMYK")),
    "see-through": lambda: made.encoded(Image.new("RGBA", (800, 720), (0, 0, 0, 0)), "PNG"),
    "black and white": lambda: made.encoded(_sheet("white").convert("1"), "PNG"),
    "held in no way there is": lambda: made.with_exif(
        made.encoded(_sheet("white")), made.orientation(60_000)
    ),
    "an empty page": lambda: made.pdf_with(b""),
}


def test_a_picture_without_a_bill_says_what_to_do(reads, draft, mei, now, subtests):
    for name, make in PICTURES.items():
        with subtests.test(name):
            reading = reads(make())
            unreadable = reading.state == ReadingState.UNREADABLE
            assert reading.document_class not in {"outpatient_bill", "inpatient_bill"}
            assert reading.advice if unreadable else not reading.fields
            assert_refused(
                lambda reading=reading: confirm(reading, mei, now),
                "This paper is no bill that we could read.",
                "document",
            )
    assert not ClaimLine.objects.filter(claim=draft).exists()


def test_what_does_not_add_up_goes_to_a_person(reads, draft, mei, now):
    reading = reads(make_wrong(bill(), "words"))
    confirm(reading, mei, now, **{name: as_read(reading)[name] for name in doubted(reading) - {"items"}})
    assert "bill_unproven" in _reasons(draft, mei, now)


def test_a_sure_amount_that_was_raised_goes_to_a_person(reads, draft, mei, now):
    facts = bill()
    confirm(reads(facts), mei, now, total_minor=facts.total * 10)
    assert "bill_unproven" in _reasons(draft, mei, now)


def test_a_right_bill_is_not_held_against_the_picture(reads, draft, mei, now):
    confirm(reads(bill()), mei, now)
    assert "bill_unproven" not in _reasons(draft, mei, now)


def _reasons(draft, customer, now) -> set[str]:
    services.submit_claim(claim_id=draft.pk, by=member_actor(customer), now=now)
    services.decide_claim(claim_id=draft.pk, by=SYSTEM, now=now)
    return set(ClaimWarning.objects.filter(claim=draft).values_list("code", flat=True))
