"""How do survey documents of a release get into the database?"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from hearten.base.accounts.types import Actor
from hearten.domains.surveys.models import SurveyVersion
from hearten.domains.surveys.reading import latest_document, read_documents
from hearten.kernel.canonical import canonical_json
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


def load_documents(*, by: Actor, now: datetime) -> list[SurveyVersion]:
    """Take in all survey documents of this release; those that are there stay. Raises Conflict when one was changed."""
    return [_load(document, now) for document in read_documents()]


def ensure_version(code: str, *, now: datetime) -> SurveyVersion:
    """The newest version of a survey as a row."""
    return _load(latest_document(code), now)


def _load(document: dict[str, Any], now: datetime) -> SurveyVersion:
    digest = hashlib.sha256(canonical_json(document)).hexdigest()
    row, _ = SurveyVersion.objects.get_or_create(
        code=document["code"],
        version=document["version"],
        defaults={"document": document, "sha256": digest, "loaded_at": now},
    )
    if row.sha256 != digest:
        raise Conflict(
            N_("The document of survey %(code)s, version %(version)s, is not what people have answered."),
            hint=N_("Keep the old document and give the changed one a new version."),
            code=row.code,
            version=row.version,
        )
    return row
