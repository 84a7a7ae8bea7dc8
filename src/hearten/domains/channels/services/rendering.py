"""What does a message say, in the reader's language?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import formats, translation

from hearten.domains.channels.types import TEMPLATES
from hearten.kernel.money import MINOR_PER_MAJOR

_DIVIDER = "\n---\n"
_LONGEST_SUBJECT = 200


@dataclass(frozen=True)
class Text:
    """A rendered message; `link` is the page of ours that it leads to, as a path."""

    subject: str
    body: str
    link: str


def render_text(template: str, context: Mapping[str, Any], *, language: str, name: str = "") -> Text:
    """The message in `language`. Raises ValueError when a fact that the template needs is missing."""
    missing = [key for key in TEMPLATES[template].needs if key not in context]
    if missing:
        raise ValueError(f"the message {template} needs {', '.join(missing)}")
    with translation.override(language):
        facts = {key: value for pair in context.items() for key, value in _shown(*pair, language).items()}
        whole = render_to_string(f"channels/{template}.txt", facts | {"name": name})
    subject, divider, body = whole.strip().partition(_DIVIDER)
    if not divider:
        raise ValueError(f"the message {template} has no line --- between subject and body")
    one_line = " ".join(subject.split())[:_LONGEST_SUBJECT]
    link = str(context.get("link") or TEMPLATES[template].page.format_map(context))
    return Text(subject=one_line, body=body.strip(), link=link)


def _shown(key: str, value: Any, language: str) -> dict[str, Any]:
    """Amounts and times as people write them; `paid_minor` becomes `paid`."""
    if key.endswith("_minor") and isinstance(value, int):
        whole, rest = divmod(value, MINOR_PER_MAJOR)
        return {key: value, key.removesuffix("_minor"): f"¥{whole:,}.{rest:02d}"}
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(settings.TIME_ZONE))
        return {key: formats.date_format(local, "DATETIME_FORMAT")}
    if isinstance(value, date):
        return {key: formats.date_format(value, "DATE_FORMAT")}
    if isinstance(value, Mapping) and {"zh", "en"} <= set(value):
        return {key: value["en" if language.startswith("en") else "zh"]}
    return {key: value}
