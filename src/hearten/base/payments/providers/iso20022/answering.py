"""The bank's side of the files, for the test bank: reads pain.001, writes pain.002, camt.053 and camt.054."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from defusedxml import ElementTree as SafeET

_SPACE = "urn:iso:std:iso:20022:tech:xsd:"
STATUS, STATEMENT, NOTICE = "pain.002.001.10", "camt.053.001.08", "camt.054.001.08"
_CODES = {False: "ICDT", True: "RCDT"}  # issued credit transfer; received (back)


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """One payment as the bank reads it out of our file."""

    end_to_end_id: str
    amount_minor: int
    currency: str
    name: str
    account: str


@dataclass(frozen=True, kw_only=True)
class Booking:
    """One entry of the bank's account for us; `amount_minor` is below zero when money goes out."""

    amount_minor: int
    currency: str
    booked_on: date
    reference: str
    end_to_end_id: str = ""
    return_reason: str = ""


def read_credit_transfer(content: bytes) -> tuple[str, list[Instruction]]:
    """Message number and payments of a pain.001. Raises ValueError when count or sum contradict the payments."""
    body = SafeET.fromstring(content, forbid_dtd=True).find("{*}CstmrCdtTrfInitn")
    found = [
        Instruction(
            end_to_end_id=_at(item, "PmtId/EndToEndId"),
            amount_minor=_minor(_at(item, "Amt/InstdAmt")),
            currency=item.find(_path("Amt/InstdAmt")).get("Ccy"),
            name=_at(item, "Cdtr/Nm"),
            account=_at(item, "CdtrAcct/Id/Othr/Id") or _at(item, "CdtrAcct/Id/IBAN"),
        )
        for item in body.findall(_path("PmtInf/CdtTrfTxInf"))
    ]
    total = sum(item.amount_minor for item in found)
    if (int(_at(body, "GrpHdr/NbOfTxs")), _minor(_at(body, "GrpHdr/CtrlSum"))) != (len(found), total):
        raise ValueError("count or control sum do not fit the payments")
    return _at(body, "GrpHdr/MsgId"), found


def status_report(
    *,
    message_id: str,
    answers: str,
    at: datetime,
    items: Sequence[tuple[str, str, str]],
    whole: tuple[str, str] = ("", ""),
) -> bytes:
    """A pain.002 about the message `answers`: (end-to-end number, status, reason) for each, or one word for the whole."""
    document, body = _document(STATUS, "CstmrPmtStsRpt")
    _header(body, message_id, at)
    group = _add(body, "OrgnlGrpInfAndSts")
    _add(group, "OrgnlMsgId", answers)
    _add(group, "OrgnlMsgNmId", "pain.001.001.09")
    if whole[0]:
        _add(group, "GrpSts", whole[0])
        _reason(group, "StsRsnInf", whole[1])
    if items:
        block = _add(body, "OrgnlPmtInfAndSts")
        _add(block, "OrgnlPmtInfId", answers)
        for identity, status, reason in items:
            item = _add(block, "TxInfAndSts")
            _add(item, "OrgnlEndToEndId", identity)
            _add(item, "TxSts", status)
            _reason(item, "StsRsnInf", reason)
    return _bytes(document)


def statement(
    *,
    message_id: str,
    at: datetime,
    account: str,
    currency: str,
    day: date,
    opening_minor: int,
    bookings: Sequence[Booking],
) -> bytes:
    """A camt.053 of one day, with opening and closing balance."""
    document, body = _document(STATEMENT, "BkToCstmrStmt")
    _header(body, message_id, at)
    part = _account(body, "Stmt", message_id, at, account)
    closing = opening_minor + sum(booking.amount_minor for booking in bookings)
    for code, minor in (("OPBD", opening_minor), ("CLBD", closing)):
        balance = _add(part, "Bal")
        _add(_add(_add(balance, "Tp"), "CdOrPrtry"), "Cd", code)
        _amount(balance, minor, currency)
        _add(_add(balance, "Dt"), "Dt", day.isoformat())
    for booking in bookings:
        _entry(part, booking)
    return _bytes(document)


def notice(*, message_id: str, at: datetime, account: str, bookings: Sequence[Booking]) -> bytes:
    """A camt.054: bookings as they happen, without balances."""
    document, body = _document(NOTICE, "BkToCstmrDbtCdtNtfctn")
    _header(body, message_id, at)
    part = _account(body, "Ntfctn", message_id, at, account)
    for booking in bookings:
        _entry(part, booking)
    return _bytes(document)


def _entry(part: ET.Element, booking: Booking) -> None:
    entry = _add(part, "Ntry")
    _amount(entry, booking.amount_minor, booking.currency)
    _add(_add(entry, "Sts"), "Cd", "BOOK")
    _add(_add(entry, "BookgDt"), "Dt", booking.booked_on.isoformat())
    _add(entry, "AcctSvcrRef", booking.reference)
    domain = _add(_add(entry, "BkTxCd"), "Domn")
    _add(domain, "Cd", "PMNT")
    family = _add(domain, "Fmly")
    _add(family, "Cd", _CODES[booking.amount_minor > 0])
    _add(family, "SubFmlyCd", "RRTN" if booking.return_reason else "DMCT")
    if booking.end_to_end_id:
        detail = _add(_add(entry, "NtryDtls"), "TxDtls")
        _add(_add(detail, "Refs"), "EndToEndId", booking.end_to_end_id)
        _amount(detail, booking.amount_minor, booking.currency)
        _reason(detail, "RtrInf", booking.return_reason)


def _account(body: ET.Element, tag: str, identity: str, at: datetime, account: str) -> ET.Element:
    part = _add(body, tag)
    _add(part, "Id", identity)
    _add(part, "CreDtTm", _moment(at))
    _add(_add(_add(_add(part, "Acct"), "Id"), "Othr"), "Id", account)
    return part


def _amount(parent: ET.Element, minor: int, currency: str) -> None:
    element = _add(parent, "Amt", f"{abs(minor) // 100}.{abs(minor) % 100:02d}")
    element.set("Ccy", currency)
    _add(parent, "CdtDbtInd", "DBIT" if minor < 0 else "CRDT")


def _reason(parent: ET.Element, tag: str, code: str) -> None:
    if code:
        _add(_add(_add(parent, tag), "Rsn"), "Cd", code)


def _header(body: ET.Element, message_id: str, at: datetime) -> None:
    header = _add(body, "GrpHdr")
    _add(header, "MsgId", message_id)
    _add(header, "CreDtTm", _moment(at))


def _document(message: str, body: str) -> tuple[ET.Element, ET.Element]:
    """The body carries no name space of its own: the document is given it when written."""
    document = ET.Element("Document", {"xmlns": _SPACE + message})
    return document, _add(document, body)


def _bytes(document: ET.Element) -> bytes:
    body: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return body


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = text
    return child


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _path(path: str) -> str:
    return "/".join(f"{{*}}{tag}" for tag in path.split("/"))


def _at(parent: Any, path: str) -> str:
    return (parent.findtext(_path(path)) or "").strip()


def _minor(text: str) -> int:
    whole, _, fraction = text.partition(".")
    return int(whole) * 100 + int(f"{fraction:0<2}")
