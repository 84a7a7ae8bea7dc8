"""A message that was kept, in the language of who reads it now."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def say(message: str, hint: str, params: dict[str, Any]) -> str:
    """The message with what to do about it."""
    parts = [_(part) for part in (message, hint) if part]
    return " ".join(part % params if params else part for part in parts)
