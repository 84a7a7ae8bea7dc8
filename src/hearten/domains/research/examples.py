"""Labelled sentences, written by hand, from which the model of open answers first learns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hearten.engines.opentext.learning import Example
from hearten.engines.opentext.sentiment import Sentiment

_FILE = Path(__file__).parent / "documents" / "examples.tsv"


@cache
def labelled_examples() -> tuple[Example, ...]:
    """The examples of this release."""
    return read_labelled(_FILE.read_text())


def read_labelled(table: str) -> tuple[Example, ...]:
    """Rows of language, sentiment, topics (with commas between) and text, with tabs between."""
    rows = (line.split("\t") for line in table.splitlines() if line.strip())
    return tuple(
        Example(text, Sentiment(sentiment), frozenset(filter(None, topics.split(","))))
        for _language, sentiment, topics, text in rows
    )
