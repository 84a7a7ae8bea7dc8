"""What differs between two versions of a questionnaire, question by question?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hearten.domains.surveys.editing import items_of, normal_form

_WHOLE = (
    "name",
    "about",
    "privacy_notice",
    "thanks",
    "minutes",
    "expires_after_days",
    "shuffle_pages",
    "quotas",
)


@dataclass(frozen=True)
class Difference:
    """One difference. `item` is the question's code ("" for the form as a whole), `part` what of it differs."""

    kind: str  # added | removed | changed | moved
    item: str
    name: Mapping[str, str]
    part: str = ""
    before: str = ""
    after: str = ""


def compare_documents(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    """The differences in the order of the new document; what was taken out comes last."""
    before, after = _items(old), _items(new)
    found = list(_parts("", {}, _whole(old), _whole(new)))
    for code, (page, item) in after.items():
        if code not in before:
            found.append(Difference("added", code, item["text"], after=_told(item["text"])))
            continue
        found += _parts(code, item["text"], before[code][1], item)
        if before[code][0] != page:
            found.append(Difference("moved", code, item["text"], before=before[code][0], after=page))
    found += _order_changes(list(before), list(after))
    for code, (_page, item) in before.items():
        if code not in after:
            found.append(Difference("removed", code, item["text"], before=_told(item["text"])))
    return found


def _items(document: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each question by its code, with the code of its page."""
    pages = normal_form(document)
    return {item["code"]: (pages["pages"][page]["code"], item) for page, _place, item in items_of(pages)}


def _whole(document: dict[str, Any]) -> dict[str, Any]:
    pages = {
        f"pages.{page['code']}.{key}": value
        for page in normal_form(document)["pages"]
        for key, value in page.items()
        if key not in {"code", "items"}
    }
    return {key: document[key] for key in _WHOLE if key in document} | pages


def _parts(
    code: str, name: Mapping[str, str], old: dict[str, Any], new: dict[str, Any]
) -> Iterator[Difference]:
    """What of a question (or of the whole) is written differently; lists are compared by their codes."""
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) == new.get(key):
            continue
        if _coded(old.get(key)) and _coded(new.get(key)):
            yield from _lines(code, name, key, old.get(key) or [], new.get(key) or [])
        else:
            yield Difference("changed", code, name, key, _told(old.get(key)), _told(new.get(key)))


def _lines(
    code: str, name: Mapping[str, str], key: str, old: list[dict[str, Any]], new: list[dict[str, Any]]
) -> Iterator[Difference]:
    before, after = ({line["code"]: line for line in lines} for lines in (old, new))
    for one in dict.fromkeys((*after, *before)):
        if before.get(one) != after.get(one):
            kind = "added" if one not in before else "removed" if one not in after else "changed"
            yield Difference(kind, code, name, f"{key}.{one}", _told(before.get(one)), _told(after.get(one)))
    common = [one for one in before if one in after]
    if common != [one for one in after if one in before]:
        yield Difference("moved", code, name, key, ", ".join(before), ", ".join(after))


def _order_changes(old: list[str], new: list[str]) -> Iterator[Difference]:
    """Questions that stand in another order, told once for the whole."""
    before, after = [c for c in old if c in new], [c for c in new if c in old]
    if before != after:
        yield Difference("moved", "", {}, "items", ", ".join(before), ", ".join(after))


def _coded(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(one, dict) and "code" in one for one in value)
    )


def _told(value: Any) -> str:
    """A value as short plain text: both languages of a text, everything else as JSON."""
    if value is None:
        return ""
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        return f"{value['zh']} / {value['en']}"
    if isinstance(value, dict):
        return " · ".join(f"{_told(part)}" for key, part in value.items() if key != "code")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
