"""What does a term mean in plain words, and where does it stand in a text? (P7)"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

GLOSSARY_FILE = Path(__file__).resolve().parent.parent / "documents" / "glossary.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """One term in one language: its name, its plain meaning, and the other ways it is written."""

    code: str
    name: str
    plain: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text; `term` where a glossary term stands."""

    text: str
    term: Term | None = None


@lru_cache(maxsize=4)
def glossary(language: str) -> dict[str, Term]:
    """All terms by code, in `language` (`zh…` or `en…`)."""
    key = "zh" if language.startswith("zh") else "en"
    given = yaml.safe_load(GLOSSARY_FILE.read_text(encoding="utf-8"))["terms"]
    return {
        term["code"]: Term(
            term["code"], term[key], term["plain"][key], tuple(term.get("also", {}).get(key, ()))
        )
        for term in given
    }


def mark_terms(text: str, language: str, codes: Collection[str] | None = None) -> list[Mark]:
    """`text` cut where terms stand, each marked once at its first place; the longest term wins.

    The stretches put together are `text` again. With `codes`, only those terms are looked for.
    """
    terms = {
        form.lower(): term
        for term in glossary(language).values()
        if codes is None or term.code in codes
        for form in (term.name, *term.also)
    }
    if not terms:
        return [Mark(text)] if text else []
    marks: list[Mark] = []
    seen: set[str] = set()
    at = 0
    for match in _pattern(frozenset(terms), language).finditer(text):
        term = terms[match.group().lower()]
        if term.code in seen:
            continue
        seen.add(term.code)
        marks += [Mark(text[at : match.start()]), Mark(match.group(), term)]
        at = match.end()
    return [mark for mark in [*marks, Mark(text[at:])] if mark.text]


@lru_cache(maxsize=64)
def _pattern(forms: frozenset[str], language: str) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(form) for form in sorted(forms, key=lambda form: (-len(form), form)))
    return re.compile(
        longest_first if language.startswith("zh") else rf"\b(?:{longest_first})\b", re.IGNORECASE
    )
