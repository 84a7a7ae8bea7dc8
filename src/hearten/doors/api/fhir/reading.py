"""Reading FHIR files of any size, one resource at a time.

A Bundle is parsed entry by entry, NDJSON line by line; both may be gzipped. A file that is damaged gives what can be
read and says where it ends. Names that come twice in an object, NaN and Infinity, and bytes that are not UTF-8 are told
as faults, each with its reason.
"""

from __future__ import annotations

import codecs
import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

CHUNK = 1 << 20
LARGEST_RESOURCE = 64 << 20
LONGEST_EXCERPT = 2000
SUFFIXES = (".json", ".ndjson", ".jsonl", ".json.gz", ".ndjson.gz", ".jsonl.gz")
_LONGEST_TOKEN = 12
# UTF-16 and UTF-32 begin with bytes that UTF-8 never has, or with a null.
_OTHER_ENCODINGS = ("\udcff", "\udcfe", "\x00")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_NAMED_FIRST = re.compile(r'\s*\{\s*"resourceType"\s*:\s*"(\w*)"')
_NAMED = re.compile(r'"resourceType"\s*:\s*"Bundle"')
_BLANK = re.compile(r"[ \t\n\r]*")
_FIRST = ("patient", "organization", "practitioner")


@dataclass(frozen=True, slots=True)
class Found:
    """One resource: its place in the file, the address its bundle gave it, its parsed and its original form."""

    number: int
    resource: dict[str, Any]
    raw: str
    full_url: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be read."""

    number: int
    reason: Invalid
    raw: str = ""


@dataclass
class Meter:
    """How many bytes of the file (as it lies on disk) have been read."""

    done: int = 0


def fhir_files(path: Path) -> list[Path]:
    """The files under `path` in the order they are read: those of patients, organisations and practitioners first."""
    if path.is_file():
        return [path]
    found = [p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(SUFFIXES)]
    return sorted(found, key=lambda p: (_rank(p.name), str(p.relative_to(path))))


def read_file(path: Path, meter: Meter | None = None) -> Iterator[Found | Fault]:
    """Everything in one file, in order, numbered from 1."""
    meter = meter if meter is not None else Meter()
    with path.open("rb") as disk:
        packed = disk.read(2) == b"\x1f\x8b"
        disk.seek(0)
        stream: IO[bytes] = gzip.open(disk) if packed else disk  # type: ignore[assignment]  # noqa: SIM115
        lines = ".ndjson" in path.name.lower() or ".jsonl" in path.name.lower()
        faults = _Numbered()
        try:
            for item in _lines(stream, faults) if lines else _document(stream, faults):
                meter.done = disk.tell()
                yield item
        except (EOFError, zlib.error, gzip.BadGzipFile):
            yield Fault(faults.next(), Invalid(N_("The packed file is damaged or ends too early.")))


@dataclass
class _Numbered:
    last: int = field(default=0)

    def next(self) -> int:
        self.last += 1
        return self.last


def _rank(name: str) -> int:
    lower = name.lower()
    return next((rank for rank, word in enumerate(_FIRST) if lower.startswith(word)), len(_FIRST))


# --- line by line


def _lines(stream: IO[bytes], numbered: _Numbered) -> Iterator[Found | Fault]:
    first = True
    while True:
        line = stream.readline(LARGEST_RESOURCE + 1)
        if not line:
            return
        if first and line.startswith(codecs.BOM_UTF8):
            line = line[3:]
        first = False
        if len(line) > LARGEST_RESOURCE:
            yield Fault(numbered.next(), Invalid(N_("A single resource is larger than 64 MB.")))
            _skip_line(stream)
        elif line.strip():
            yield from _one_line(line, numbered)


def _one_line(line: bytes, numbered: _Numbered) -> Iterator[Found | Fault]:
    number = numbered.next()
    raw = line.decode("utf-8", "surrogateescape").strip()
    try:
        value = parse(raw)
    except Invalid as error:
        yield Fault(number, error, excerpt(raw))
        return
    if "resourceType" not in value and isinstance(
        value.get("resource"), dict
    ):  # a rejected one, handed in again
        yield from entry(value, raw, number, numbered)
        return
    yield from unfold(value, raw, "", number, numbered)


def _skip_line(stream: IO[bytes]) -> None:
    while True:
        rest = stream.readline(CHUNK)
        if not rest or rest.endswith(b"\n"):
            return


# --- one document: a Bundle, or a single resource


class _Window:
    """The part of a text stream that is being parsed."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        # A byte that is not UTF-8 becomes a mark, so that only the resource it stands in is refused.
        self.decode = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape")
        self.text = ""
        self.at = 0
        self.ended = False
        self.any_object = False

    def more(self, size: int = CHUNK) -> bool:
        """Read on; what has been parsed is let go. False at the end of the stream."""
        if self.ended:
            return False
        chunk = self.stream.read(size)
        self.ended = not chunk
        self.text = self.text[self.at :] + self.decode.decode(chunk, final=self.ended)
        self.at = 0
        return True

    def peek(self) -> str:
        """The next character that is not blank; empty at the end."""
        while True:
            self.at = _BLANK.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, character: str) -> None:
        if self.peek() != character:
            raise _broken(self.text[self.at : self.at + 20], ended=self.peek() == "")
        self.at += 1

    def value(self) -> tuple[Any, str]:
        """The next JSON value, parsed (or the reason why it is refused) and as it was written."""
        self.peek()
        size = CHUNK
        while True:
            try:
                value, end = _decode(self.text, self.at)
            except json.JSONDecodeError as error:
                cut_off = (
                    error.msg.startswith("Unterminated string")
                    or error.pos >= len(self.text) - _LONGEST_TOKEN
                )
                if len(self.text) - self.at > LARGEST_RESOURCE:
                    raise Invalid(N_("A single resource is larger than 64 MB.")) from None
                if not cut_off or not self.more(size):
                    raise _broken(error.msg, ended=cut_off) from None
                size *= 2
                continue
            if end == len(self.text) and self.more():  # a number may go on in the next piece
                continue
            raw = self.text[self.at : end]
            self.at = end
            return value, raw


def _document(stream: IO[bytes], numbered: _Numbered) -> Iterator[Found | Fault]:
    window = _Window(stream)
    try:
        while window.peek() == "{":  # more than one when it is NDJSON without being called so
            yield from _object(window, numbered)
        _expect_end(window, numbered)
    except Invalid as error:
        yield Fault(numbered.next(), error, excerpt(window.text[window.at : window.at + LONGEST_EXCERPT]))


def _expect_end(window: _Window, numbered: _Numbered) -> None:
    rest = window.peek()
    if rest and rest in _OTHER_ENCODINGS:
        raise _not_utf8()
    if rest and numbered.last:
        raise Invalid(N_("After the document there is something that does not belong to it."))
    if rest or (not numbered.last and not window.any_object):
        raise Invalid(N_("This file is not a FHIR document: it does not begin with an object."))


def _object(window: _Window, numbered: _Numbered) -> Iterator[Found | Fault]:
    """A Bundle is opened and its entries read one by one; anything else is one resource."""
    window.any_object = True
    if not _is_bundle(window.text[window.at :]):
        value, raw = window.value()
        yield from unfold(value, raw, "", numbered.next(), numbered)
        return
    window.take("{")
    seen: set[str] = set()
    while window.peek() != "}":
        name, _ = window.value()
        if not isinstance(name, str) or name in seen:
            raise _twice(name)
        seen.add(name)
        window.take(":")
        if name == "entry" and window.peek() == "[":
            yield from _entries(window, numbered)
        else:
            window.value()
        if window.peek() == ",":
            window.at += 1
        elif window.peek() != "}":
            raise _broken(window.text[window.at : window.at + 20], ended=window.peek() == "")
    window.take("}")


def _is_bundle(beginning: str) -> bool:
    named = _NAMED_FIRST.match(beginning)
    return named.group(1) == "Bundle" if named else bool(_NAMED.search(beginning[:CHUNK]))


def _entries(window: _Window, numbered: _Numbered) -> Iterator[Found | Fault]:
    window.take("[")
    while window.peek() != "]":
        value, raw = window.value()
        number = numbered.next()
        yield from entry(value, raw, number, numbered)
        if window.peek() == ",":
            window.at += 1
        elif window.peek() != "]":
            raise _broken(window.text[window.at : window.at + 20], ended=window.peek() == "")
    window.take("]")


def entry(value: Any, raw: str, number: int, numbered: _Numbered) -> Iterator[Found | Fault]:
    """One entry of a bundle."""
    if isinstance(value, Invalid):
        yield Fault(number, value, excerpt(raw))
        return
    resource = value.get("resource") if isinstance(value, dict) else None
    if not isinstance(resource, dict):
        yield Fault(number, Invalid(N_("This entry holds no resource.")), excerpt(raw))
        return
    request = value.get("request")
    if isinstance(request, dict) and request.get("method") == "DELETE":
        yield Fault(number, Invalid(N_("Deleting by import is not done here.")), excerpt(raw))
        return
    full_url = value.get("fullUrl")
    yield from unfold(resource, raw, full_url if isinstance(full_url, str) else "", number, numbered)


def unfold(value: Any, raw: str, full_url: str, number: int, numbered: _Numbered) -> Iterator[Found | Fault]:
    """A resource; of a bundle within a bundle, its entries."""
    refused = value if isinstance(value, Invalid) else _unstorable(raw, value)
    if refused is None and not isinstance(value, dict):
        refused = Invalid(N_("This is not a FHIR resource: it is not an object."))
    if refused:
        yield Fault(number, refused, excerpt(raw))
    elif value.get("resourceType") == "Bundle" and isinstance(value.get("entry"), list):
        for inner in value["entry"]:
            yield from entry(
                inner, json.dumps(inner, default=str, ensure_ascii=False), numbered.next(), numbered
            )
    else:
        yield Found(number, value, raw, full_url)


def excerpt(raw: str) -> str:
    """The beginning of what could not be taken, in characters that every place can hold."""
    return raw[:LONGEST_EXCERPT].replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


# --- strict JSON


def parse(raw: str) -> dict[str, Any]:
    """One JSON object. Raises Invalid for whatever is not one."""
    try:
        value, end = _decode(raw, 0)
    except json.JSONDecodeError as error:
        raise _broken(error.msg, ended=error.pos >= len(raw) - 1) from None
    if isinstance(value, Invalid):
        raise value
    if raw[end:].strip():
        raise _broken(raw[end : end + 20])
    if not isinstance(value, dict):
        raise Invalid(N_("This is not a FHIR resource: it is not an object."))
    return value


def _decode(text: str, at: int) -> tuple[Any, int]:
    """The value that begins at `at` and where it ends; instead of a value that we refuse, the reason."""
    try:
        return _STRICT.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except RecursionError:
        raise Invalid(N_("This is nested deeper than any resource is.")) from None
    except _Twice as error:
        refused = _twice(error)
    except _NotANumber as error:
        refused = Invalid(N_("%(name)s is not a number that JSON knows."), name=str(error))
    except (ValueError, ArithmeticError):
        refused = Invalid(N_("A number in this is longer than can be right."))
    return refused, _LENIENT.raw_decode(text, at)[1]


def _unstorable(raw: str, value: Any) -> Invalid | None:
    """Why a text inside can't be kept: bytes that were not UTF-8, lone surrogates, the null character."""
    if not raw.isascii() and _NOT_UTF8.search(raw):
        return _not_utf8()
    if "\\u" not in raw and "\x00" not in raw:
        return None
    plain = json.dumps(value, ensure_ascii=False, default=str)
    try:
        plain.encode()
    except UnicodeEncodeError:
        plain = "\\u0000"
    return Invalid(N_("This holds characters that no text can hold.")) if "\\u0000" in plain else None


class _Twice(ValueError):
    pass


class _NotANumber(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return found


def _no_constant(name: str) -> Any:
    raise _NotANumber(name)


_STRICT = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_unique)
_LENIENT = json.JSONDecoder(parse_int=str, parse_float=str)


def _twice(name: Any) -> Invalid:
    return Invalid(N_("The name “%(name)s” comes twice in one object."), name=str(name)[:40])


def _broken(detail: str, *, ended: bool = False) -> Invalid:
    if ended:
        return Invalid(N_("The file ends in the middle of a resource."))
    return Invalid(N_("This is not JSON (%(detail)s)."), detail=excerpt(detail[:80]))


def _not_utf8() -> Invalid:
    return Invalid(N_("This is not text in UTF-8."), hint=N_("Save the file in UTF-8 and hand it in again."))
