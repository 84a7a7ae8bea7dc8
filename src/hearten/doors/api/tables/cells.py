"""Reading single cells of a table that people keep."""

from __future__ import annotations

import re
from datetime import date

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_DATE = re.compile(r"^(\d{4})\s*[-/.年]?\s*(\d{1,2})\s*[-/.月]?\s*(\d{1,2})\s*日?(?:\s+0?0:00(:00)?)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")


def day_in(text: str, *, field: str, example: str) -> date:
    """A calendar day as people write it. Raises Invalid with an `example` of how to."""
    match = _COMPACT.match(text) or _DATE.match(text)
    try:
        if match:
            return date(*(int(part) for part in match.groups()[:3]))
    except ValueError:
        pass
    raise Invalid(
        N_("“%(value)s” is not a date."),
        field=field,
        hint=N_("Write it as %(example)s."),
        value=text[:40],
        example=example,
    )
