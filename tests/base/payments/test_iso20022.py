"""Payment files: what we write is what the standard's own classes read, and what a bank writes we read, or refuse with a sentence."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyiso20022.camt import camt_053_001_08, camt_054_001_08
from pyiso20022.pain import pain_001_001_09, pain_002_001_10
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig

from hearten.base.payments.providers.iso20022 import credit_transfer, meaning_of, read_message
from hearten.base.payments.providers.iso20022.answering import (
    Booking,
    notice,
    read_credit_transfer,
    statement,
    status_report,
)
from hearten.base.payments.types import Account, Failure, FileKind, ProviderStatus, Transfer
from hearten.kernel.errors import Invalid

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
DAY = date(2026, 11, 2)
PAYER = Account(name="暖心健康保险股份有限公司", number="1001234567890123456", bank="102100099996")
STRICT = XmlParser(config=ParserConfig(fail_on_unknown_properties=True, fail_on_unknown_attributes=True))


def transfer(position=1, minor=120_50, **facts):
    payee = {"name": "梅雪", "number": "6222020000001234", "bank": ""} | facts
    return Transfer(
        instruction_id=f"PB-TEST-{position}",
        end_to_end_id=f"{position:032x}",
        amount_minor=minor,
        currency="CNY",
        payee=Account(**payee),
        text="CL-TEST",
    )


def written(*transfers):
    return credit_transfer(
        message_id="HT1", made_at=AT, requested_on=DAY, payer=PAYER, transfers=transfers or (transfer(),)
    )


def test_the_file_is_what_the_standards_classes_read():
    content = written(
        transfer(1, 1),
        transfer(2, 99_999_999_99, name="Zoë & <Söhne>", number="DE89370400440532013000", bank="COBADEFFXXX"),
    )
    message = STRICT.from_bytes(content, pain_001_001_09.Document).cstmr_cdt_trf_initn
    block = message.pmt_inf[0]
    assert (message.grp_hdr.nb_of_txs, str(message.grp_hdr.ctrl_sum)) == ("2", "100000000.00")
    assert (block.nb_of_txs, str(block.ctrl_sum), block.btch_bookg) == ("2", "100000000.00", False)
    assert (block.dbtr.nm, block.dbtr_agt.fin_instn_id.clr_sys_mmb_id.mmb_id) == (PAYER.name, "102100099996")
    assert block.dbtr_agt.fin_instn_id.clr_sys_mmb_id.clr_sys_id.cd == "CNAPS"
    first, second = block.cdt_trf_tx_inf
    assert (str(first.amt.instd_amt.value), first.amt.instd_amt.ccy, first.cdtr.nm) == ("0.01", "CNY", "梅雪")
    assert (second.cdtr.nm, second.cdtr_acct.id.iban) == ("Zoë & <Söhne>", "DE89370400440532013000")
    assert second.cdtr_agt.fin_instn_id.bicfi == "COBADEFFXXX"
    assert content == written(
        transfer(1, 1),
        transfer(2, 99_999_999_99, name="Zoë & <Söhne>", number="DE89370400440532013000", bank="COBADEFFXXX"),
    )


@given(
    st.lists(
        st.tuples(
            st.integers(1, 10**12),
            st.text(min_size=1, max_size=200).filter(lambda t: t.strip().isprintable() and t.strip()),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_bank_reads_back_every_fen_and_every_name(payments):
    transfers = [transfer(i, minor, name=name) for i, (minor, name) in enumerate(payments, 1)]
    number, found = read_credit_transfer(written(*transfers))
    assert number == "HT1"
    assert [(i.amount_minor, i.end_to_end_id) for i in found] == [
        (t.amount_minor, t.end_to_end_id) for t in transfers
    ]
    assert [i.name for i in found] == [t.payee.name.strip()[:140].strip() for t in transfers]


def test_a_payment_to_nobody_is_not_written():
    with pytest.raises(Invalid, match="names nobody"):
        written(transfer(name="  "))


def test_the_test_banks_files_are_what_the_standards_classes_read():
    booking = Booking(amount_minor=-1, currency="CNY", booked_on=DAY, reference="B1", end_to_end_id="a" * 32)
    back = Booking(
        amount_minor=1,
        currency="CNY",
        booked_on=DAY,
        reference="B2",
        end_to_end_id="a" * 32,
        return_reason="AC04",
    )
    made = {
        pain_002_001_10: status_report(
            message_id="S", answers="HT1", at=AT, items=[("a" * 32, "RJCT", "AC01")]
        ),
        camt_053_001_08: statement(
            message_id="T",
            at=AT,
            account="1",
            currency="CNY",
            day=DAY,
            opening_minor=-5,
            bookings=[booking, back],
        ),
        camt_054_001_08: notice(message_id="N", at=AT, account="1", bookings=[booking]),
    }
    for module, content in made.items():
        assert STRICT.from_bytes(content, module.Document)


def test_a_statement_is_read_line_by_line():
    bookings = [
        Booking(amount_minor=-120_50, currency="CNY", booked_on=DAY, reference="B1", end_to_end_id="a" * 32),
        Booking(
            amount_minor=120_50,
            currency="CNY",
            booked_on=DAY,
            reference="B2",
            end_to_end_id="a" * 32,
            return_reason="AC04",
        ),
        Booking(amount_minor=7, currency="CNY", booked_on=DAY, reference="B3"),
    ]
    message = read_message(
        statement(
            message_id="T",
            at=AT,
            account="100",
            currency="CNY",
            day=DAY,
            opening_minor=-50,
            bookings=bookings,
        )
    )
    assert (message.kind, message.message_id, message.account, message.currency) == (
        FileKind.STATEMENT,
        "T",
        "100",
        "CNY",
    )
    assert (message.opening_minor, message.closing_minor) == (-50, -43)
    assert [(line.amount_minor, line.returned, line.reason, line.end_to_end_id) for line in message.lines] == [
        (-120_50, False, "", "a" * 32), (120_50, True, "AC04", "a" * 32), (7, False, "", ""),
    ]  # fmt: skip


_HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}"><{body}><GrpHdr><MsgId>M</MsgId></GrpHdr>'
_STMT = (
    _HEAD.format(kind="camt.053.001.02", body="BkToCstmrStmt")
    + "<Stmt><Id>1</Id>{inside}</Stmt></BkToCstmrStmt></Document>"
)
_ENTRY = '<Ntry><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt>{details}</Ntry>'
_DETAIL = '<TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs><AmtDtls><TxAmt><Amt Ccy="CNY">{amount}</Amt></TxAmt></AmtDtls></TxDtls>'


def entry(amount="3.00", day="2026-11-02", details=""):
    return _STMT.format(inside=_ENTRY.format(amount=amount, day=day, details=details)).encode()


def test_an_entry_of_several_payments_gives_a_line_for_each():
    details = (
        f"<NtryDtls>{_DETAIL.format(id='a', amount='1.00')}{_DETAIL.format(id='b', amount='2.00')}</NtryDtls>"
    )
    message = read_message(entry(details=details))
    assert [(line.end_to_end_id, line.amount_minor) for line in message.lines] == [("a", -100), ("b", -200)]
    with pytest.raises(Invalid, match="do not add up"):
        read_message(entry(amount="3.01", details=details))


def test_an_entry_that_is_only_announced_is_left_out():
    assert read_message(entry().replace(b"BOOK", b"PDNG")).lines == ()


_BOMB = b'<!DOCTYPE a [<!ENTITY a "1">' + b"".join(
    f'<!ENTITY a{i} "{f"&a{i - 1};" * 10 if i > 1 else "&a;" * 10}">'.encode() for i in range(1, 10)
) + b"]><Document>&a9;</Document>"  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 not a file",
        b"\xff\xfe\x00",
        b"<Document/>",
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"/>',
        _BOMB,
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document>&x;</Document>',
        entry(amount="1.005"),
        entry(amount="-1"),
        entry(amount="1e9"),
        entry(amount="１"),
        entry(amount="9" * 30),
        entry(amount="NaN"),
        entry(day="2026-02-30"),
        entry(day=""),
        entry().replace(b"DBIT", b"WHAT"),
        entry().replace(b"<Id>1</Id>", b"").replace(b"<MsgId>M</MsgId>", b""),
        status_report(message_id="S", answers="HT1", at=AT, items=[]),
        status_report(message_id="S", answers="HT1", at=AT, items=[("a", "WHAT", "")]),
        status_report(message_id="S" * 36, answers="HT1", at=AT, items=[("a", "ACSC", "")]),
    ],
)
def test_what_is_no_file_of_a_bank_is_refused_with_a_sentence(content):
    with pytest.raises(Invalid) as caught:
        read_message(content)
    assert str(caught.value)
    assert "passwd" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "reason", "whole", "becomes", "failure", "held"),
    [
        ("ACCP", "", False, ProviderStatus.PENDING, "", False),
        ("PDNG", "", False, ProviderStatus.PENDING, "", False),
        ("ACSC", "", False, ProviderStatus.SETTLED, "", False),
        ("RJCT", "AC01", False, ProviderStatus.DECLINED, Failure.UNKNOWN_ACCOUNT, False),
        ("RJCT", "AC04", False, ProviderStatus.DECLINED, Failure.ACCOUNT_CLOSED, False),
        ("RJCT", "AC06", False, ProviderStatus.DECLINED, Failure.ACCOUNT_BLOCKED, False),
        ("RJCT", "AM02", False, ProviderStatus.DECLINED, Failure.ABOVE_LIMIT, False),
        ("RJCT", "BE01", False, ProviderStatus.DECLINED, Failure.NAME_DIFFERS, False),
        ("RJCT", "MS03", False, ProviderStatus.DECLINED, Failure.REFUSED, False),
        ("RJCT", "", False, ProviderStatus.DECLINED, Failure.REFUSED, False),
        ("RJCT", "AM04", False, None, "", True),
        ("RJCT", "FF01", True, None, "", True),
        ("RJCT", "AC01", True, None, "", True),
        ("RJCT", "AM05", False, None, "", False),
        ("RJCT", "DU01", True, None, "", False),
    ],
)
def test_each_answer_has_its_meaning(status, reason, whole, becomes, failure, held):
    meaning = meaning_of(status, reason, whole_file=whole)
    assert (meaning.status, meaning.failure, meaning.held) == (becomes, failure, held)
