"""What `--list` and `--explain` say: everything that can be asked for, from the registry alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hearten.doors.api.analyse.analysis import COMMON, OF_DATA
from hearten.doors.api.analyse.deriving import DERIVED
from hearten.doors.api.analyse.designing import DESIGN
from hearten.doors.api.analyse.kinds import ListOf, MapOf
from hearten.doors.api.analyse.options import NEEDED, Option, Record
from hearten.doors.api.analyse.preparing import COLUMN, DATA
from hearten.doors.api.analyse.registry import REGISTRY, SUBJECTS

# Parts of a spec that are explained like analyses.
PARTS: dict[str, Sequence[Option]] = {"data": DATA, "columns": COLUMN, "derive": DERIVED, "design": DESIGN}


def everything() -> str:
    """All analyses by subject, one line each."""
    lines: list[str] = []
    width = max(map(len, REGISTRY)) + 2
    for subject in SUBJECTS:
        lines += [f"  {one.name:<{width}}{_(one.says)}" for one in subject.ANALYSES]
        lines.append("")
    parts = ", ".join(PARTS)
    return "\n".join(
        [
            *lines,
            _("hearten analyse --explain NAME tells the options of one; NAME may also be %(parts)s.")
            % {"parts": parts},
        ]
    )


def explained(name: str) -> str:
    """One analysis, or a part of a spec, with all its options."""
    if name in PARTS:
        return "\n".join([name, *_options(PARTS[name])])
    analysis = REGISTRY[name]
    common = [*COMMON[1:], *(OF_DATA if analysis.data else ())]
    return "\n".join([f"{name}: {_(analysis.says)}", *_options([*analysis.options, *common])])


def _options(options: Sequence[Option], depth: int = 1) -> Iterator[str]:
    pad = "  " * depth
    for option in options:
        yield f"{pad}{option.name}  ({option.kind.says()}; {_default(option.default)})"
        yield f"{pad}    {_(option.says)}"
        inner = option.kind
        while isinstance(inner, ListOf | MapOf):
            inner = inner.kind
        if isinstance(inner, Record):
            yield from _options(inner.options, depth + 2)


def _default(value: Any) -> str:
    if value is NEEDED:
        return _("must be given")
    if value in (None, [], {}):
        return _("may be left out")
    shown = str(value).lower() if isinstance(value, bool) else value
    return _("%(value)s unless given") % {"value": shown}
