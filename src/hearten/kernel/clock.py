"""The one place that asks what time it is. Doors and jobs call it and pass `now` down."""

from __future__ import annotations

from datetime import UTC, datetime


def utc_now() -> datetime:
    return datetime.now(UTC)
