"""The payment file that a bank is given: pain.001.001.09, customer credit transfer initiation.

One group header, one payment block, one entry for each payment. Each is booked alone (no batch booking), so that the
statement can be compared payment by payment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from hearten.base.payments.types import Account, Transfer
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
LONGEST_NAME, LONGEST_TEXT, LONGEST_ACCOUNT = 140, 140, 34
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_BIC = re.compile(r"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_CNAPS = re.compile(r"\d{12}")
# What XML 1.0 can't hold: control characters, and the halves of surrogate pairs.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def credit_transfer(
    *, message_id: str, made_at: datetime, requested_on: date, payer: Account, transfers: Sequence[Transfer]
) -> bytes:
    """The file, in UTF-8. The same arguments give the same bytes. Raises Invalid when a payment can't be written."""
    if not transfers or len({transfer.currency for transfer in transfers}) != 1:
        raise ValueError("a payment file holds payments of one currency, and at least one")
    ET.register_namespace("", NAMESPACE)
    document = ET.Element(_name("Document"))
    message = _add(document, "CstmrCdtTrfInitn")
    total = _decimal(sum(transfer.amount_minor for transfer in transfers))
    _header(message, message_id, made_at, payer, NbOfTxs=str(len(transfers)), CtrlSum=total)
    block = _add(message, "PmtInf")
    _texts(
        block,
        PmtInfId=message_id,
        PmtMtd="TRF",
        BtchBookg="false",
        NbOfTxs=str(len(transfers)),
        CtrlSum=total,
    )
    _add(_add(block, "ReqdExctnDt"), "Dt", requested_on.isoformat())
    _add(_add(block, "Dbtr"), "Nm", _clean(payer.name, LONGEST_NAME))
    _account(block, "DbtrAcct", payer.number)
    _bank(block, "DbtrAgt", payer.bank, required=True)
    for transfer in transfers:
        _transfer(block, transfer)
    body: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return body


def _header(parent: ET.Element, message_id: str, made_at: datetime, payer: Account, **sums: str) -> None:
    header = _add(parent, "GrpHdr")
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    _texts(header, MsgId=message_id, CreDtTm=moment, **sums)
    _add(_add(header, "InitgPty"), "Nm", _clean(payer.name, LONGEST_NAME))


def _transfer(block: ET.Element, transfer: Transfer) -> None:
    if not transfer.payee.name.strip():
        raise Invalid(
            N_("The payment %(id)s names nobody: a bank pays to a name and a number."),
            hint=N_("Give the payee's name, then close the batch again."),
            id=transfer.instruction_id,
        )
    entry = _add(block, "CdtTrfTxInf")
    _texts(_add(entry, "PmtId"), InstrId=transfer.instruction_id, EndToEndId=transfer.end_to_end_id)
    amount = _add(_add(entry, "Amt"), "InstdAmt", _decimal(transfer.amount_minor))
    amount.set("Ccy", transfer.currency)
    _bank(entry, "CdtrAgt", transfer.payee.bank, required=False)
    _add(_add(entry, "Cdtr"), "Nm", _clean(transfer.payee.name, LONGEST_NAME))
    _account(entry, "CdtrAcct", transfer.payee.number)
    if transfer.text:
        _add(_add(entry, "RmtInf"), "Ustrd", _clean(transfer.text, LONGEST_TEXT))


def _account(parent: ET.Element, tag: str, number: str) -> None:
    identity = _add(_add(parent, tag), "Id")
    if _IBAN.fullmatch(number):
        _add(identity, "IBAN", number)
    else:
        _add(_add(identity, "Othr"), "Id", _clean(number, LONGEST_ACCOUNT))


def _bank(parent: ET.Element, tag: str, bank: str, *, required: bool) -> None:
    """A bank by its BIC, or by its number in China's clearing system; the schema wants the payer's even when unknown."""
    if not bank and not required:
        return
    institution = _add(_add(parent, tag), "FinInstnId")
    if _CNAPS.fullmatch(bank):
        member = _add(institution, "ClrSysMmbId")
        _add(_add(member, "ClrSysId"), "Cd", "CNAPS")
        _add(member, "MmbId", bank)
    elif _BIC.fullmatch(bank):
        _add(institution, "BICFI", bank)
    else:
        _add(_add(institution, "Othr"), "Id", "NOTPROVIDED")


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _clean(text: str, longest: int) -> str:
    """Text that XML can hold, cut to what the field takes."""
    return _NOT_XML.sub("", text).strip()[:longest]


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, _name(tag))
    child.text = text
    return child


def _texts(parent: ET.Element, **texts: str) -> None:
    for tag, text in texts.items():
        _add(parent, tag, text)
