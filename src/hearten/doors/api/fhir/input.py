"""What is to be imported: a digest that names it, and its size."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hearten.doors.api.fhir.reading import fhir_files

_PIECE = 1 << 20


def fingerprint(path: Path) -> tuple[str, int]:
    """A digest over the names and contents of the files that would be read, and their size in bytes."""
    whole, size = hashlib.sha256(), 0
    for file in fhir_files(path):
        name = file.name if path.is_file() else str(file.relative_to(path))
        whole.update(f"{name}\0".encode())
        one = hashlib.sha256()
        with file.open("rb") as stream:
            while piece := stream.read(_PIECE):
                one.update(piece)
                size += len(piece)
        whole.update(one.digest())
    return whole.hexdigest(), size
