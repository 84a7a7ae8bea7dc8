"""Writing down what other insurers reach."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.quality.models import PeerFigure
from hearten.domains.quality.services.common import fitting, known_indicator, note_ledger
from hearten.domains.quality.types import PEER_ENTERED
from hearten.kernel.errors import Invalid
from hearten.kernel.given import clean_words
from hearten.kernel.text import N_

COLUMNS = ("peer", "indicator", "period", "value", "source")
MOST_ROWS, MOST_BYTES = 5_000, 1_000_000
_PERIOD = re.compile(r"20\d\d(-(0[1-9]|1[0-2]))?")
_LONGEST_NAME, _LONGEST_SOURCE = 80, 300


@transaction.atomic
def enter_peer(
    *, peer: str, indicator: str, period: str, value: str, source: str, by: Actor, now: datetime
) -> PeerFigure:
    """Write down one figure of another insurer; the same peer, indicator and period again replaces it."""
    by.require(Permission.QUALITY_EDIT)
    row = _keep(peer=peer, indicator=indicator, period=period, value=value, source=source, by=by, now=now)
    note_ledger(PEER_ENTERED, by=by, now=now, about=row.peer, rows=1)
    return row


@transaction.atomic
def import_peers(*, content: bytes, by: Actor, now: datetime) -> int:
    """Write down a CSV with the columns peer, indicator, period, value, source: all of it or nothing.

    Returns how many rows. Raises Invalid that says in which line what is wrong.
    """
    by.require(Permission.QUALITY_EDIT)
    count = 0
    for line, row in _rows(content):
        try:
            _keep(**{name: row.get(name) or "" for name in COLUMNS}, by=by, now=now)
        except Invalid as error:
            raise Invalid(
                N_("Line %(line)s, column “%(column)s”: this value can't be taken."),
                field="file",
                hint=N_("Mend the line and send the whole file again; nothing was written."),
                line=line,
                column=error.field or "",
            ) from error
        count += 1
    if count == 0:
        raise Invalid(N_("The file has no rows."), field="file")
    note_ledger(PEER_ENTERED, by=by, now=now, about="CSV", rows=count)
    return count


def _keep(
    *, peer: str, indicator: str, period: str, value: str, source: str, by: Actor, now: datetime
) -> PeerFigure:
    one = known_indicator(indicator.strip())
    if not _PERIOD.fullmatch(period.strip()):
        raise Invalid(
            N_("“%(period)s” is neither a year nor a month."),
            field="period",
            hint=N_("Write it as 2025 or 2025-09."),
            period=period[:20],
        )
    row, _ = PeerFigure.objects.update_or_create(
        peer=clean_words(peer, field="peer", most=_LONGEST_NAME),
        indicator=one.code,
        period=period.strip(),
        defaults={
            "value": fitting(one, _number(value), field="value"),
            "source": clean_words(source, field="source", most=_LONGEST_SOURCE),
            "entered_at": now,
            "entered_by": by.label,
        },
    )
    return row


def _number(text: str) -> float:
    """0.93 or 93%. Raises Invalid."""
    plain = text.strip()
    try:
        return float(plain[:-1]) / 100 if plain.endswith(("%", "％")) else float(plain)
    except ValueError:
        raise Invalid(
            N_("“%(value)s” is not a number."),
            field="value",
            hint=N_("Shares are written as 0.93 or 93%%."),
            value=plain[:20],
        ) from None


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines under the head with their numbers."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            N_("The file is not UTF-8 text."), field="file", hint=N_("Save it as “CSV UTF-8”.")
        ) from None
    reader = csv.DictReader(io.StringIO(text))
    if len(content) > MOST_BYTES:
        raise Invalid(N_("The file is too large."), field="file", hint=N_("Send it in parts."))
    if tuple(name.strip() for name in reader.fieldnames or ()) != COLUMNS:
        raise Invalid(N_("The first line must read: %(columns)s"), field="file", columns=",".join(COLUMNS))
    for number, row in enumerate(reader, start=2):
        if number > MOST_ROWS:
            raise Invalid(N_("The file is too large."), field="file", hint=N_("Send it in parts."))
        yield number, row
