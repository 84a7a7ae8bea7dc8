"""Finding labels in a row and the values that belong to them, split or merged as the reader of the picture left them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hearten.engines.bills.capitals import minor_of_capitals
from hearten.engines.bills.labels import LABELS, NOTHING, Kind, Label
from hearten.engines.bills.page import Piece, Row
from hearten.engines.bills.values import (
    check_code_of,
    dates_of,
    digits_of,
    identity_of,
    minor_of_amount,
)

Value = str | int

_SHORT_LABEL, _SOME_CAPITALS = 2, 3
# A wrong sign is forgiven in labels at least this long.
_LONG_LABEL = 4
_LONG_LABELS = tuple(label for label in LABELS if len(label.words) >= _LONG_LABEL)
_UNKNOWN_LABEL = re.compile(r"[\u4e00-\u9fff]{2,10}(?:\([\u4e00-\u9fff]{1,4}\))?:")
_SEX = "男女"
_WORDS = frozenset({Kind.TEXT, Kind.NAME, Kind.HOSPITAL})
HOSPITAL_NAME = re.compile(
    r"[\u3400-\u9fff0-9A-Za-z()]{2,28}?(?:医院|卫生院|卫生服务中心|卫生服务站|诊所|门诊部|保健院|医疗中心)(?:\([^)]{1,8}\)|[\u3400-\u9fff]{1,4}(?:院区|分院))?"
)
_NAME = re.compile(r"[\u3400-\u9fff·*×＊A-Za-z .]{1,40}")
# 疾病诊断证明书 is a title, no diagnosis.
_TITLES = ("证明", "报告", "书", "票据", "清单")
_FAR = 0.4
_SAME_TEXT = 2.5


@dataclass(frozen=True)
class Found:
    """A field as read: what was printed, what it means, where."""

    name: str
    kind: Kind
    value: Value
    pieces: tuple[Piece, ...]
    page: int

    @property
    def text(self) -> str:
        return "".join(piece.raw for piece in self.pieces)

    @property
    def confidence(self) -> float:
        return min((piece.sureness for piece in self.pieces), default=0.0)


@dataclass(frozen=True)
class _Mark:
    label: Label | None
    piece: Piece


def fields_of(rows: Sequence[Row], width: float) -> list[Found]:
    """All labelled values of the rows. A label with nothing beside it takes what stands under it."""
    marked = [_marks(row) for row in rows]
    found: list[Found] = []
    for index, marks in enumerate(marked):
        for place, mark in enumerate(marks):
            if mark.label is None or mark.label.field == NOTHING:
                continue
            values = _beside(marks, place, width) or _under(mark, marked[index + 1 : index + 2])
            if values:
                found.extend(_understand(mark.label, values))
    return [*found, *_unlabelled(marked, {each.name for each in found})]


def _unlabelled(marked: Sequence[Sequence[_Mark]], known: set[str]) -> list[Found]:
    """Values that need no label: an amount in capitals, a lone 男 or 女."""
    pieces = [mark.piece for marks in marked for mark in marks if mark.label is None]
    found = []
    for piece in pieces:
        text = piece.text.replace(" ", "")
        if (
            "total_in_words" not in known
            and len(text) > _SOME_CAPITALS
            and minor_of_capitals(text) is not None
        ):
            found.append(Found("total_in_words", Kind.CAPITALS, text, (piece,), piece.page))
        elif "sex" not in known and text in tuple(_SEX):
            found.append(Found("sex", Kind.SEX, text, (piece,), piece.page))
    return found


def labels_in(row: Row) -> list[Label]:
    """The labels that a row holds, in their order."""
    return [mark.label for mark in _marks(row) if mark.label is not None]


def _marks(row: Row) -> list[_Mark]:
    marks: list[_Mark] = []
    for piece in row.pieces:
        marks.extend(_split(piece))
    return [_as_value(marks, place, row.height) for place in range(len(marks))]


def _as_value(marks: Sequence[_Mark], place: int, height: float) -> _Mark:
    """A short word such as 自费 right after a label that waits for text is its value, not a label."""
    mark, before = marks[place], marks[place - 1] if place else None
    waits = before is not None and before.label is not None and before.label.kind == Kind.TEXT
    if mark.label is None or before is None or not waits or ":" in mark.piece.text:
        return mark
    near = mark.piece.left - before.piece.right < 3 * height
    return _Mark(None, mark.piece) if near and len(mark.label.words) <= _SHORT_LABEL else mark


def _split(piece: Piece) -> list[_Mark]:
    """The piece cut at each label in it."""
    text, marks, at, free = piece.text, [], 0, 0
    while at < len(text):
        hit = _label_at(text, at)
        if hit is None:
            at += 1
            continue
        label, end = hit
        if text[free:at].strip(" :"):
            marks.append(_Mark(None, piece.cut(free, at)))
        marks.append(_Mark(label, piece.cut(at, end)))
        at = free = end
    if text[free:].strip(" :"):
        marks.append(_Mark(None, piece.cut(free, len(text))))
    return marks


def _label_at(text: str, at: int) -> tuple[Label, int] | None:
    """The longest label that begins here, and where its value begins."""
    if text[at] in " :":
        return None
    # Neighbours such as 个人自付 and 个人自费 differ in one sign: the exact word comes first.
    for labels, matches in ((LABELS, _exact), (_LONG_LABELS, _one_wrong), (_LONG_LABELS, _one_lost)):
        for label in labels:
            end = matches(text, at, label.words)
            if end is not None and _stands_alone(text, at, end, label):
                return label, _after_colon(text, end)
    unknown = _UNKNOWN_LABEL.match(text, at)
    if unknown and (at == 0 or text[at - 1] == " "):
        return Label(unknown.group(), NOTHING, Kind.TEXT), unknown.end()
    return None


def _exact(text: str, at: int, words: str) -> int | None:
    return _matches(text, at, words, 0)


def _one_wrong(text: str, at: int, words: str) -> int | None:
    return _matches(text, at, words, 1)


def _one_lost(text: str, at: int, words: str) -> int | None:
    """Where the label ends though one of its signs is lost; only before a colon, to be sure that it is a label."""
    for lost in range(len(words)):
        end = _matches(text, at, words[:lost] + words[lost + 1 :], 0)
        if end is not None and text[end : end + 1] == ":":
            return end
    return None


def _matches(text: str, at: int, words: str, allowed: int) -> int | None:
    """Where `words` end when they stand at `at`; blanks between are passed over, and `allowed` wrong signs."""
    wrong, place = 0, at
    for sign in words:
        while place < len(text) and text[place] == " " and place > at:
            place += 1
        if place >= len(text):
            return None
        if text[place] != sign and not (sign == "一" and text[place] in "-_"):
            wrong += 1
            # A bracket or the first two signs must be right, or neighbours such as 收款人 and 交款人 are confused.
            if wrong > allowed or place < at + 2 or not "\u3400" <= text[place] <= "\u9fff":
                return None
        place += 1
    return place


def _stands_alone(text: str, at: int, end: int, label: Label) -> bool:
    """A short label counts only where a field begins: after a blank or the start, and before a colon or blank."""
    rest = text[end:].lstrip(" ")
    followed = not rest or rest[0] == ":" or text[end : end + 1] == " "
    if rest.startswith(_TITLES):
        return False
    if len(label.words.strip("()")) <= _SHORT_LABEL and "(" not in label.words:
        return (at == 0 or text[at - 1] in " )") and (
            followed or (label.kind in _TELLING and _tells(label, rest))
        )
    if label.kind in {Kind.AMOUNT, Kind.CAPITALS}:
        return followed or _tells(label, rest)
    return followed or at == 0 or text[at - 1] == " "


_TELLING = {Kind.AMOUNT, Kind.SEX, Kind.CAPITALS}


def _tells(label: Label, rest: str) -> bool:
    if label.kind == Kind.SEX:
        return rest[:1] in tuple(_SEX)
    if label.kind == Kind.CAPITALS:
        return True
    return bool(re.match(r"[¥Y\-\dOo(:(]", rest))


def _after_colon(text: str, end: int) -> int:
    while end < len(text) and text[end] in " :":
        end += 1
    return end


def _beside(marks: Sequence[_Mark], place: int, width: float) -> list[Piece]:
    """The text between this label and the next, unless it stands far off."""
    values: list[Piece] = []
    edge = marks[place].piece.right
    label = marks[place].label
    far = width if label is not None and label.kind == Kind.AMOUNT else _FAR * width
    for mark in marks[place + 1 :]:
        if mark.label is not None or mark.piece.left - edge > (
            far if not values else _near(label, values, far)
        ):
            break
        values.append(mark.piece)
        edge = mark.piece.right
    return values


def _near(label: Label | None, values: Sequence[Piece], far: float) -> float:
    """How far the next piece of a text may stand from the one before; other values are looked for further on."""
    if label is None or label.kind not in _WORDS:
        return far
    return _SAME_TEXT * values[-1].box.height


def _under(mark: _Mark, below: Sequence[Sequence[_Mark]]) -> list[Piece]:
    if mark.label is None or mark.label.kind in _WORDS:
        return []
    for marks in below:
        if any(other.label is not None for other in marks):
            return []
        for other in marks:
            if other.piece.left < mark.piece.right and other.piece.right > mark.piece.left:
                return [other.piece]
    return []


def _understand(label: Label, pieces: Sequence[Piece]) -> list[Found]:
    """The values as the label's kind writes them; nothing when the text can't be one."""
    if label.kind == Kind.DAYS:
        return _stay(pieces)
    if label.kind in _WORDS:
        chosen = tuple(pieces)
    else:
        chosen = (
            tuple(pieces) if _value(label.kind, _joined(pieces)) is not None else _first_fit(label, pieces)
        )
    value = _value(label.kind, _joined(chosen)) if chosen else None
    if value is None or value == "":
        return []
    return [Found(label.field, label.kind, value, chosen, chosen[0].page)]


def _first_fit(label: Label, pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The first piece, or its first word that can be a value of this kind."""
    for part in (pieces[0], *_words(pieces[0])):
        if _value(label.kind, part.text) is not None:
            return (part,)
    return ()


def _words(piece: Piece) -> list[Piece]:
    return [piece.cut(match.start(), match.end()) for match in re.finditer(r"[^\s;]+", piece.text)]


def _joined(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _stay(pieces: Sequence[Piece]) -> list[Found]:
    days = dates_of(_joined(pieces))
    names = ("admission_date", "discharge_date")
    return [
        Found(name, Kind.DAY, day.isoformat(), tuple(pieces), pieces[0].page)
        for name, day in zip(names, days, strict=False)
    ]


def _value(kind: Kind, text: str) -> Value | None:  # noqa: PLR0911 -- one way to read for each kind
    match kind:
        case Kind.AMOUNT:
            return minor_of_amount(text)
        case Kind.CAPITALS:
            return _capitals(text)
        case Kind.DAY:
            return next((day.isoformat() for day in dates_of(text)), None)
        case Kind.DIGITS:
            return digits_of(text) or None
        case Kind.CHECK_CODE:
            return check_code_of(text) or None
        case Kind.IDENTITY:
            return identity_of(text) or None
        case Kind.SEX:
            return next((sign for sign in text if sign in _SEX), None)
        case Kind.NAME:
            return text.replace(" ", "") if _NAME.fullmatch(text) else None
        case Kind.HOSPITAL:
            return _hospital(text)
        case _:
            return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text.strip(" :")) or None


def _hospital(text: str) -> str | None:
    """The name up to the word that ends such names: behind it stands a seal's text."""
    bare = text.replace(" ", "").strip(":")
    named = HOSPITAL_NAME.match(bare)
    return (named.group() if named else bare) or None


def _capitals(text: str) -> str | None:
    """The capitals the text begins with: what stands behind them is a seal or the next field."""
    bare = re.sub(r"[\s:¥()]", "", text).removeprefix("人民币")
    ends = [end for end in range(len(bare), 0, -1) if minor_of_capitals(bare[:end]) is not None]
    if ends:
        return bare[: ends[0]]
    return bare if len(set(bare) & set("壹贰叁肆伍陆柒捌玖拾佰仟元角分整")) >= _SOME_CAPITALS else None
