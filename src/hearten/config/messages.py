"""Message catalogues: extracted from source and compiled with Babel, one catalogue for each room that has text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract as extract_messages
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "N_": None,
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),  # type: ignore[dict-item]
}
# Text of pure rooms is translated where it is shown.
PURE_ROOMS = {"kernel", "engines", "base", "config"}


def catalogue_folders() -> dict[str, list[Path]]:
    """Which source folders feed the catalogue of which app label."""
    folders = {
        path.name: [path]
        for floor in ("domains", "doors")
        for path in (PACKAGE / floor).iterdir()
        if path.is_dir()
    }
    folders.pop("api", None)
    folders.pop("__pycache__", None)
    folders["config"] = [PACKAGE / room for room in sorted(PURE_ROOMS)] + [PACKAGE / "doors" / "api"]
    return folders


def catalogue_path(label: str) -> Path:
    floor = next((f for f in ("domains", "doors") if (PACKAGE / f / label).is_dir()), "")
    return PACKAGE / floor / label / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def source_messages(label: str) -> dict[tuple[str, str | None], str | tuple[str, str]]:
    """Every message in the sources of `label`: (id, context) → id or (singular, plural)."""
    found: dict[tuple[str, str | None], str | tuple[str, str]] = {}
    for folder in catalogue_folders()[label]:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not {"migrations", "locale", "__pycache__"} & set(
                path.parts
            ):
                for message, context in _messages_in(path):
                    key = message[0] if isinstance(message, tuple) else message
                    if key:
                        found[(key, context)] = message
    return found


def update(label: str) -> Catalog:
    """Bring the catalogue of `label` up to its sources, keeping translations; writes the .po file."""
    path = catalogue_path(label)
    old = load(path)
    fresh = _empty()
    for (key, context), message in sorted(
        source_messages(label).items(), key=lambda item: (item[0][0], item[0][1] or "")
    ):
        known = old.get(key, context)
        python_format = "python-format" if re.search(r"%\(\w+\)[sd]", key) else None
        fresh.add(
            message,
            known.string if known else "",
            flags=[python_format] if python_format else [],
            context=context,
        )
    if len(fresh):
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        write_po(buffer, fresh, width=116, omit_header=False, ignore_obsolete=True)
        path.write_bytes(buffer.getvalue())
    return fresh


def compile_all() -> int:
    """Compile every catalogue to its .mo file; gives how many."""
    count = 0
    for path in sorted(PACKAGE.rglob("django.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(path))
        count += 1
    return count


def _empty() -> Catalog:
    # Fixed dates: a catalogue changes when its text changes.
    dated = datetime(2026, 1, 1, tzinfo=UTC)
    return Catalog(
        locale=LANGUAGE,
        project="Hearten",
        version="0",
        header_comment="# Hearten 暖心",
        fuzzy=False,
        revision_date=dated,
        creation_date=dated,
        last_translator="Hearten",
        language_team="zh_Hans",
        msgid_bugs_address="",
    )


def load(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def _messages_in(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    if path.suffix == ".py":
        text = path.read_bytes()
    else:
        from django.utils.translation.template import templatize

        # Python's tokenizer minds the indentation that a template may have as it likes.
        text = "\n".join(line.lstrip() for line in templatize(path.read_text()).splitlines()).encode()
    for _line, message, _comments, context in extract_messages("python", io.BytesIO(text), keywords=KEYWORDS):
        yield (tuple(message) if isinstance(message, list | tuple) else message), context  # type: ignore[misc]


if __name__ == "__main__":
    compile_all()
