"""How do survey documents of a release get into the database?"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from hearten.base.accounts.types import Actor
from hearten.domains.surveys.design_types import ChangeKind
from hearten.domains.surveys.models import DesignChange, SurveyVersion
from hearten.domains.surveys.reading import latest_document, latest_versions, read_documents
from hearten.kernel.canonical import canonical_json
from hearten.kernel.errors import Conflict
from hearten.kernel.text import N_


def load_documents(*, by: Actor, now: datetime) -> list[SurveyVersion]:
    """Take in the survey documents of this release; those that are there stay. Raises Conflict when one was changed.

    A survey of which a version was published at the desk is the desk's from then on: whatever a later release brings under
    its code is left out, so that it takes neither the number nor the place of what the house wrote itself.
    """
    ours = _published_at_the_desk()
    return [store_version(document, now=now) for document in read_documents() if document["code"] not in ours]


def ensure_version(code: str, *, now: datetime) -> SurveyVersion:
    """The newest version of a survey as a row: what was published last, else the document of this release."""
    newest = SurveyVersion.objects.filter(code=code).order_by("-version").first()
    if newest and (newest.version >= latest_versions().get(code, 0) or code in _published_at_the_desk()):
        return newest
    return store_version(latest_document(code), now=now)


def store_version(document: dict[str, Any], *, now: datetime) -> SurveyVersion:
    """A document that has been checked as a row. Raises Conflict when its version is another document already."""
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


def _published_at_the_desk() -> set[str]:
    """Codes of surveys that people of the house have published a version of."""
    return set(
        DesignChange.objects.filter(kind=ChangeKind.PUBLISHED)
        .values_list("design__code", flat=True)
        .distinct()
    )
