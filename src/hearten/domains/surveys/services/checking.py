"""Can a question take this answer?"""

from __future__ import annotations

import re
from typing import Any

from hearten.domains.surveys.types import LONGEST_TEXT, Survey
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_NUMBER = re.compile(r"[0-9]{1,3}")
# Characters that no keyboard types: they would only spoil a table or a file (tab and newline stay).
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]")


def clean_value(survey: Survey, code: str, value: Any) -> int | str | None:
    """The answer as it is kept; None when left empty. Raises Invalid naming the question."""
    item = survey.item(code)
    if item is None:
        raise Invalid(N_("This survey has no such question."), field=code[:40])
    text = _CONTROL.sub("", str(value if value is not None else "")).strip()
    if not text:
        return None
    if item.range is None:
        return _clean_text(text, code)
    lowest, highest = item.range
    number = int(text) if _NUMBER.fullmatch(text) else -1
    if not lowest <= number <= highest:
        raise Invalid(
            N_("Please choose a number from %(lowest)s to %(highest)s."),
            field=code,
            lowest=lowest,
            highest=highest,
        )
    return number


def _clean_text(text: str, code: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Invalid(
            N_("Your text has %(length)s characters; we can take %(most)s."),
            field=code,
            hint=N_("Please shorten it a little."),
            length=len(text),
            most=LONGEST_TEXT,
        )
    return text
