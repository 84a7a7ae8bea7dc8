"""What does a bank's status, with its reason, mean for one of our payments?

Codes are those of ISO 20022: PaymentTransactionStatus, and the external code sets ExternalStatusReason1Code and
ExternalReturnReason1Code (iso20022.org, External Code Sets).
"""

from __future__ import annotations

from dataclasses import dataclass

from hearten.base.payments.types import Failure, ProviderStatus

_S, _F = ProviderStatus, Failure
_STATUSES = {
    "RCVD": _S.PENDING,
    "ACTC": _S.PENDING,
    "ACCP": _S.PENDING,
    "ACWP": _S.PENDING,
    "ACSP": _S.PENDING,
    "ACWC": _S.PENDING,
    "PDNG": _S.PENDING,
    "PART": _S.PENDING,
    "ACFC": _S.PENDING,
    "ACSC": _S.SETTLED,
    "ACCC": _S.SETTLED,
    "RJCT": _S.DECLINED,
    "CANC": _S.DECLINED,
}
# Reasons that lie with the payee's account: another account helps.
_PAYEES = {
    "AC01": _F.UNKNOWN_ACCOUNT,
    "AC03": _F.UNKNOWN_ACCOUNT,
    "AC14": _F.UNKNOWN_ACCOUNT,
    "RC01": _F.UNKNOWN_ACCOUNT,
    "RC04": _F.UNKNOWN_ACCOUNT,
    "AC04": _F.ACCOUNT_CLOSED,
    "AC07": _F.ACCOUNT_CLOSED,
    "AC06": _F.ACCOUNT_BLOCKED,
    "AG01": _F.ACCOUNT_BLOCKED,
    "AM02": _F.ABOVE_LIMIT,
    "AM14": _F.ABOVE_LIMIT,
    "BE01": _F.NAME_DIFFERS,
    "BE06": _F.NAME_DIFFERS,
    "BE22": _F.NAME_DIFFERS,
}
# Reasons that lie with us or with the file: the member is not asked for anything, a person at the desk puts it right.
_OURS = {"AC02", "AC05", "AC13", "AM01", "AM03", "AM04", "AM09", "AM10", "AM12", "AM18", "AM19", "AM20", "AM21", "BE08"} | {
    "CH03", "CH04", "CH16", "CURR", "CUTA", "DT01", "DT06", "ED05", "FF01", "FF02", "FF05", "ERIN", "TM01", "TECH", "SYST",
}  # fmt: skip
# The bank has this payment already: nothing has failed, and nothing may be sent again.
_TAKEN_BEFORE = {"AM05", "DU01", "DU02", "DU03", "DU04", "DU05", "DUPL"}


@dataclass(frozen=True)
class Meaning:
    """What follows for the order: its new status (None: nothing), why, and whether a person must release it."""

    status: ProviderStatus | None
    failure: str = ""
    held: bool = False


def meaning_of(status: str, reason: str, *, whole_file: bool = False) -> Meaning:
    """What a status report says of a payment. A file refused as a whole never fails its payments: it was not the payees."""
    found = _STATUSES.get(status)
    if found is not _S.DECLINED:
        return Meaning(found)
    if reason in _TAKEN_BEFORE:
        return Meaning(None)
    if whole_file or reason in _OURS:
        return Meaning(None, held=True)
    return Meaning(_S.DECLINED, failure_of(reason))


def failure_of(reason: str) -> str:
    """Our word for a bank's reason, for a payment that was refused or came back."""
    return _PAYEES.get(reason, Failure.REFUSED)


def is_known_status(status: str) -> bool:
    return status in _STATUSES
