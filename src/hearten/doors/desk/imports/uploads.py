"""Taking an uploaded file in safely: names from outside are not trusted, and nothing unpacks without bounds."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from django.conf import settings

from hearten.base.imports.types import ImportKind
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LARGEST_UPLOAD = 500 << 20
LARGEST_UNPACKED = 4 << 30
MOST_FILES = 5000
LARGEST_RATIO = 200
_PIECE = 1 << 20
CODE_FILES = (".xlsx", ".csv", ".tsv", ".txt", ".dat")
_READ = (".json", ".ndjson", ".jsonl", ".gz")


@dataclass(frozen=True)
class Kept:
    """Where the upload lies now, its digest and its size once unpacked."""

    path: Path
    sha256: str
    size: int


def keep(upload: Any, *, kind: ImportKind) -> Kept:
    """Write the upload to a folder of its own; unpack a ZIP there. Raises Invalid when it is too large or damaged."""
    if upload.size > LARGEST_UPLOAD:
        raise Invalid(
            N_("The file is larger than 500 MB."),
            field="file",
            hint=N_("Hand it in in parts, or use hearten import-fhir."),
        )
    folder = Path(settings.MEDIA_ROOT) / "imports" / uuid4().hex
    folder.mkdir(parents=True, mode=0o700)
    try:
        return _keep_in(folder, upload, kind)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _keep_in(folder: Path, upload: Any, kind: ImportKind) -> Kept:
    digest = hashlib.sha256()
    packed = folder / "upload"
    with packed.open("wb") as file:
        for piece in upload.chunks():
            digest.update(piece)
            file.write(piece)
    if packed.stat().st_size == 0:
        raise Invalid(N_("The file is empty."), field="file")
    if kind in {
        ImportKind.CODES,
        ImportKind.HOSPITAL_CLAIMS,
    }:  # a workbook is a ZIP inside; it is read as it is
        suffix = PurePosixPath(upload.name).suffix.lower()
        packed.rename(packed.with_suffix(suffix if suffix in CODE_FILES else ".csv"))
        kept = next(folder.iterdir())
        return Kept(kept, digest.hexdigest(), kept.stat().st_size)
    table = kind is ImportKind.CUSTOMERS_CSV
    if zipfile.is_zipfile(packed):
        if table:
            raise Invalid(N_("Hand the table in as it is, not in a ZIP."), field="file")
        size = _unpack(packed, folder / "files")
        packed.unlink()
        return Kept(folder / "files", digest.hexdigest(), size)
    name = folder / ("table.csv" if table else f"records{_suffix(upload.name)}")
    packed.rename(name)
    return Kept(name, digest.hexdigest(), name.stat().st_size)


def _suffix(name: str) -> str:
    """The ending that tells how to read it; anything else is read as one JSON document."""
    lower = name.lower()
    lines = any(part in lower for part in (".ndjson", ".jsonl"))
    return (".ndjson" if lines else ".json") + (".gz" if lower.endswith(".gz") else "")


def _unpack(packed: Path, folder: Path) -> int:
    """Unpack under names of our own making, in the order of the archive."""
    folder.mkdir()
    total = 0
    try:
        with zipfile.ZipFile(packed) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and m.filename.lower().endswith(_READ)]
            if not members:
                raise Invalid(N_("There is no JSON or NDJSON file in the ZIP."), field="file")
            if len(members) > MOST_FILES:
                raise Invalid(N_("The ZIP holds more than %(most)s files."), field="file", most=MOST_FILES)
            for number, member in enumerate(members, 1):
                stem = "".join(
                    c if c.isalnum() or c in "-_" else "_" for c in PurePosixPath(member.filename).stem
                )[:60]
                total = _unpack_one(
                    archive, member, folder / f"{stem}.{number:05}{_suffix(member.filename)}", total
                )
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Invalid(N_("The ZIP is damaged or locked and can't be opened."), field="file") from error
    return total


def _unpack_one(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, total: int) -> int:
    """Counts what really comes out: the sizes that an archive tells of itself may be wrong."""
    size = 0
    with archive.open(member) as source, target.open("wb") as file:
        while piece := source.read(_PIECE):
            size += len(piece)
            if total + size > LARGEST_UNPACKED or (
                size > _PIECE and size > member.compress_size * LARGEST_RATIO
            ):
                raise Invalid(N_("The ZIP unpacks to far more than it is; it is not opened."), field="file")
            file.write(piece)
    return total + size
