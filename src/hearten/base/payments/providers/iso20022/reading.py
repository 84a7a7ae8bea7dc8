"""What does a bank's file say? Reads pain.002, camt.053 and camt.054 of any version into plain lines.

Files come from outside: no entities, no document type, bounded in size and depth (defusedxml), and every field that we
rely on is checked. What can't be read raises Invalid with the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeET

from hearten.base.payments.providers.iso20022.codes import is_known_status
from hearten.base.payments.types import BankLine, BankMessage, FileKind
from hearten.kernel.errors import Invalid
from hearten.kernel.money import LARGEST_MINOR
from hearten.kernel.text import N_

LARGEST_FILE = 50 << 20
_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:(pain\.002|camt\.05[34])\.001\.\d\d\}Document")
_BODIES = {
    FileKind.STATUS: "CstmrPmtStsRpt",
    FileKind.STATEMENT: "BkToCstmrStmt",
    FileKind.NOTICE: "BkToCstmrDbtCdtNtfctn",
}
_PARTS = {FileKind.STATEMENT: "Stmt", FileKind.NOTICE: "Ntfctn"}
_AMOUNT = re.compile(r"\d{1,18}(?:\.\d{1,5})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
LONGEST_ID = 35
_SIGNS = {"CRDT": 1, "DBIT": -1}
_RETURNED = "RRTN"  # sub-family "reversal due to payment return" of the bank transaction code


def read_message(content: bytes) -> BankMessage:
    """The file's number and lines. Raises Invalid when it is no such file, damaged, hostile, or contradicts itself."""
    if len(content) > LARGEST_FILE:
        raise Invalid(
            N_("The file is larger than 50 MB."),
            field="file",
            hint=N_("Ask the bank for a file for each day."),
        )
    try:
        root = SafeET.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Invalid(
            N_("The file declares entities or a document type; a bank's file has neither."), field="file"
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Invalid(
            N_("The file is no readable XML: %(what)s."),
            field="file",
            hint=N_("Fetch it from the bank again."),
            what=str(error),
        ) from error
    known = _NAMESPACE.fullmatch(root.tag)
    if known is None:
        raise Invalid(
            N_("This is not a file that we read."),
            field="file",
            hint=N_("We read pain.002, camt.053 and camt.054."),
        )
    kind = FileKind(known.group(1))
    body = _one(root, _BODIES[kind])
    return _status_report(body) if kind is FileKind.STATUS else _statement(kind, body)


def _status_report(body: Element) -> BankMessage:
    """Lines for each payment; a line without an end-to-end number speaks of the whole file or payment block."""
    group = _one(body, "OrgnlGrpInfAndSts")
    lines = []
    if status := _text(group, "GrpSts"):
        lines.append(("", status, _reason(group)))
    for block in _all(body, "OrgnlPmtInfAndSts"):
        items = list(_all(block, "TxInfAndSts"))
        block_status = _text(block, "PmtInfSts")
        if block_status and not items and block_status != _text(group, "GrpSts"):
            lines.append(("", block_status, _reason(block)))
        lines += [(_wanted(item, "OrgnlEndToEndId"), _wanted(item, "TxSts"), _reason(item)) for item in items]
    for _, status, _reason_code in lines:
        if not is_known_status(status):
            raise Invalid(N_("The status %(status)s is none that we know."), field="TxSts", status=status)
    if not lines:
        raise Invalid(N_("The status report says nothing about any payment."), field="file")
    return BankMessage(
        kind=FileKind.STATUS,
        message_id=_wanted(_one(body, "GrpHdr"), "MsgId"),
        original_message_id=_wanted(group, "OrgnlMsgId"),
        lines=tuple(
            BankLine(position=position, end_to_end_id=identity, status=status, reason=reason)
            for position, (identity, status, reason) in enumerate(lines, 1)
        ),
    )


def _statement(kind: FileKind, body: Element) -> BankMessage:
    parts = list(_all(body, _PARTS[kind]))
    if len(parts) != 1:
        raise Invalid(
            N_("The file holds %(count)s accounts or days; we take one at a time."),
            field="file",
            count=len(parts),
        )
    part = parts[0]
    lines = tuple(_entries(part))
    currencies = {line.currency for line in lines} | {
        currency for currency in (_balance(part, "OPBD")[1],) if currency
    }
    if len(currencies) > 1:
        raise Invalid(
            N_("The file mixes currencies: %(found)s."), field="Ccy", found=", ".join(sorted(currencies))
        )
    return BankMessage(
        kind=kind,
        message_id=_wanted(part, "Id") if _text(part, "Id") else _wanted(_one(body, "GrpHdr"), "MsgId"),
        account=_text(part, "Acct/Id/Othr/Id") or _text(part, "Acct/Id/IBAN"),
        currency=currencies.pop() if currencies else "",
        opening_minor=_balance(part, "OPBD")[0] if kind is FileKind.STATEMENT else None,
        closing_minor=_balance(part, "CLBD")[0] if kind is FileKind.STATEMENT else None,
        closed_on=_closed_on(part) if kind is FileKind.STATEMENT else None,
        lines=lines,
    )


def _entries(part: Element) -> Iterator[BankLine]:
    """Booked entries only; an entry of several payments gives a line for each, and they must add up to the entry."""
    position = 0
    for entry in _all(part, "Ntry"):
        if (_text(entry, "Sts/Cd") or _text(entry, "Sts")) not in {"BOOK", ""}:
            continue
        total, currency = _amount(entry)
        details = list(_all(entry, "NtryDtls/TxDtls"))
        split = [(item, *_detail_amount(item, total, currency, alone=len(details) == 1)) for item in details]
        if details and sum(amount for _, amount, _ in split) != total:
            raise Invalid(
                N_("The payments of entry %(reference)s do not add up to the entry."),
                field="Ntry",
                hint=N_("Ask the bank to send the file again."),
                reference=_text(entry, "AcctSvcrRef") or _text(entry, "NtryRef") or "?",
            )
        for item, amount, found in split or [(entry, total, currency)]:
            position += 1
            yield _line(position, entry, item, amount, found)


def _line(position: int, entry: Element, item: Element, amount: int, currency: str) -> BankLine:
    identity = _text(item, "Refs/EndToEndId")
    reason = _text(item, "RtrInf/Rsn/Cd") or _text(entry, "RtrInf/Rsn/Cd")
    codes = {_text(found, "BkTxCd/Domn/Fmly/SubFmlyCd") for found in (entry, item)}
    came_back = bool(reason) or _text(entry, "RvslInd") == "true" or _RETURNED in codes
    return BankLine(
        position=position,
        end_to_end_id="" if identity == "NOTPROVIDED" else identity[:LONGEST_ID],
        reason=reason[:LONGEST_ID],
        amount_minor=amount,
        currency=currency,
        reference=(_text(item, "Refs/AcctSvcrRef") or _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef"))[
            :35
        ],
        booked_on=_day(entry),
        returned=came_back and amount > 0,
    )


def _day(entry: Element) -> date:
    text = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm") or _text(entry, "ValDt/Dt")
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise Invalid(N_("An entry has no readable day of booking."), field="BookgDt") from error


def _balance(part: Element, code: str) -> tuple[int | None, str]:
    """The booked balance of that kind; opening may be given as the previous day's closing (PRCD)."""
    codes = {code, "PRCD"} if code == "OPBD" else {code}
    for balance in _all(part, "Bal"):
        if _text(balance, "Tp/CdOrPrtry/Cd") in codes:
            return _amount(balance)
    return None, ""


def _closed_on(part: Element) -> date | None:
    """The day of the closing balance: a statement without entries is about a day, too."""
    for balance in _all(part, "Bal"):
        if _text(balance, "Tp/CdOrPrtry/Cd") == "CLBD":
            text = _text(balance, "Dt/Dt") or _text(balance, "Dt/DtTm")
            try:
                return date.fromisoformat(text[:10])
            except ValueError as error:
                raise Invalid(N_("The closing balance has no readable day."), field="Bal") from error
    return None


def _detail_amount(item: Element, total: int, currency: str, *, alone: bool) -> tuple[int, str]:
    """A payment's own amount; one that stands alone may leave it to the entry."""
    for path in ("Amt", "AmtDtls/TxAmt/Amt"):
        found = item.find(_path(path))
        if found is not None:
            sign = _text(item, "CdtDbtInd")
            minor = _minor(found) * (_SIGNS.get(sign) or (1 if total > 0 else -1))
            return minor, _currency(found) if "Ccy" in found.attrib else currency
    if alone:
        return total, currency
    raise Invalid(N_("A payment within an entry has no amount."), field="TxDtls")


def _amount(parent: Element) -> tuple[int, str]:
    amount, sign = _one(parent, "Amt"), _wanted(parent, "CdtDbtInd")
    if sign not in _SIGNS:
        raise Invalid(N_("An amount is neither credit nor debit."), field="CdtDbtInd")
    return _minor(amount) * _SIGNS[sign], _currency(amount)


def _currency(element: Element) -> str:
    code: str = element.get("Ccy", "")
    if not _CURRENCY.fullmatch(code):
        raise Invalid(
            N_("The file lacks %(what)s."),
            field="Ccy",
            hint=N_("Ask the bank to send the file again."),
            what="Ccy",
        )
    return code


def _minor(element: Element) -> int:
    """Minor units, exactly: an amount with parts of a fen is refused, not rounded."""
    text = (element.text or "").strip()
    if not _AMOUNT.fullmatch(text):
        raise Invalid(N_("“%(text)s” is no amount."), field="Amt", text=text[:40])
    scaled = Decimal(text).scaleb(2)
    if scaled != int(scaled) or scaled > LARGEST_MINOR:
        raise Invalid(N_("“%(text)s” is no amount."), field="Amt", text=text[:40])
    return int(scaled)


def _reason(element: Element) -> str:
    return (_text(element, "StsRsnInf/Rsn/Cd") or _text(element, "StsRsnInf/Rsn/Prtry"))[:LONGEST_ID]


def _path(path: str) -> str:
    return "/".join(f"{{*}}{tag}" for tag in path.split("/"))


def _all(parent: Element, path: str) -> list[Element]:
    return parent.findall(_path(path))


def _one(parent: Element, path: str) -> Element:
    found = parent.find(_path(path))
    if found is None:
        raise Invalid(
            N_("The file lacks %(what)s."),
            field=path,
            hint=N_("Ask the bank to send the file again."),
            what=path,
        )
    return found


def _text(parent: Element, path: str) -> str:
    return (parent.findtext(_path(path)) or "").strip()


def _wanted(parent: Element, path: str) -> str:
    found = _text(parent, path)
    if not found or len(found) > LONGEST_ID:
        raise Invalid(
            N_("The file lacks %(what)s."),
            field=path,
            hint=N_("Ask the bank to send the file again."),
            what=path,
        )
    return found
