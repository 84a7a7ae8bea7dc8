"""Files by a directory: one that a bank's client program reads, or that SFTP is mounted on.

`out/` holds what we hand over, `in/` what the bank sends; what has been taken moves to `in/taken/`, what was refused to
`in/refused/`. A file is written under another name and renamed, so that nobody ever reads half of one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_UNFINISHED = (".part", ".tmp", ".filepart")


class DirectoryTransport:
    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("out", "in", "in/taken", "in/refused"):
            (root / folder).mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, name: str, content: bytes) -> None:
        target = self.root / "out" / _checked(name)
        if target.exists() and target.read_bytes() == content:
            return
        unfinished = target.with_name(f"{name}.{os.getpid()}.part")
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)

    def waiting(self) -> Sequence[str]:
        files = [p for p in (self.root / "in").iterdir() if p.is_file() and _is_whole(p.name)]
        return [p.name for p in sorted(files, key=lambda p: (p.stat().st_mtime_ns, p.name))]

    def get(self, name: str) -> bytes:
        return (self.root / "in" / _checked(name)).read_bytes()

    def put_aside(self, name: str, *, refused: bool = False) -> None:
        source = self.root / "in" / _checked(name)
        if source.exists():
            source.replace(self.root / "in" / ("refused" if refused else "taken") / name)


def _is_whole(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and not name.endswith(_UNFINISHED)


def _checked(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"{name!r} is no name for a file of a bank")
    return name
