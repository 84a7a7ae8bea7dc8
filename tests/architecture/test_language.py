"""Chinese first, English complete: no text without its translation, no translation that loses a value."""

from __future__ import annotations

import re

import pytest

from hearten.config import messages

LABELS = sorted(messages.catalogue_folders())
PLACES = re.compile(r"%\((\w+)\)[sd]")


@pytest.mark.parametrize("label", LABELS)
def test_every_text_is_translated(label):
    catalogue = messages.load(messages.catalogue_path(label))
    missing = []
    for (key, context), message in messages.source_messages(label).items():
        known = catalogue.get(key, context)
        strings = (
            known.string if known and isinstance(known.string, tuple) else (known.string if known else "",)
        )
        if not all(strings):
            missing.append(message)
    assert not missing, f"run `hearten messages {label}` and translate"


@pytest.mark.parametrize("label", LABELS)
def test_translations_keep_their_values_and_are_chinese(label):
    for message in messages.load(messages.catalogue_path(label)):
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        target = message.string[0] if isinstance(message.string, tuple) else message.string
        assert set(PLACES.findall(source)) == set(PLACES.findall(target)), source
