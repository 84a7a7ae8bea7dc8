"""Errors and kept messages, in the language of who reads them now."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.kernel.errors import HeartenError

# Chinese sentences follow each other without a space.
_AFTER_WIDE = re.compile(r"([。！？；]) ")


def say(message: str, hint: str | None, params: dict[str, Any]) -> str:
    """The message with what to do about it."""
    parts = [_(part) for part in (message, hint) if part]
    said = " ".join(part % params if params else part for part in parts)
    return _AFTER_WIDE.sub(r"\1", said)


def sentence(error: HeartenError) -> str:
    """The error with what to do about it."""
    return say(error.message, error.hint, error.params)


def document_language() -> str:
    """Which of a document's two languages the reader sees: `zh` or `en`."""
    return "zh" if (get_language() or "").startswith("zh") else "en"
