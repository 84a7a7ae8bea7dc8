"""A survey's texts for one reader: in their language, with earlier answers put in, always escaped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hearten.domains.surveys.types import Survey, Words
from hearten.engines.questionnaire.conditions import CONTEXT, DONT_KNOW
from hearten.engines.questionnaire.piping import fill_places, pieces, shortened


@dataclass(frozen=True)
class Teller:
    """`values` by field key, `context` the facts of the occasion."""

    survey: Survey
    values: Mapping[str, Any]
    context: Mapping[str, Any]
    language: str | None

    def html(self, words: Words) -> SafeString:
        """The text with each earlier answer in an element of its own, so that the page can renew it."""
        parts = (
            (plain,) if plain else (format_html('<span data-piped="{}">{}</span>', key, self._short(key)),)
            for plain, key in pieces(words.in_language(self.language))
        )
        return format_html_join("", "{}", parts)

    def plain(self, words: Words) -> str:
        """The text as it stands in an attribute or a title."""
        return fill_places(words.in_language(self.language), self.word)

    def word(self, key: str) -> str:
        """An earlier answer as a word: options by their text."""
        if key.startswith(CONTEXT):
            return str(self.context.get(key.removeprefix(CONTEXT), "") or "…")
        value, field = self.values.get(key), self.survey.field(key)
        item = self.survey.item(field.item) if field else None
        if value is None or item is None:
            return "…"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        given = value if isinstance(value, list) else [value]
        words = [self._one(item.option(str(code)), code) for code in given]
        return ("、" if not (self.language or "").startswith("en") else ", ").join(words)

    def _one(self, option: Any, code: Any) -> str:
        if option is not None:
            return str(option.text.in_language(self.language))
        return _("Can't say") if code == DONT_KNOW else str(code)

    def _short(self, key: str) -> str:
        return shortened(self.word(key))
