"""A questionnaire with every kind of question, and one good answer to each."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from hearten.domains.surveys.models import Invitation, SurveyVersion
from hearten.domains.surveys.reading import check_document
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.services.sending import link_token
from hearten.kernel.canonical import canonical_json

ANSWERS: dict[str, Any] = {
    "csat": 4, "effort": "dk", "nps": 9, "trust": 6, "channel": "else", "channel.other": "朋友 <b>", "used": ["checkup", "coach"],
    "service.speed": 4, "service.clear": "dk", "service.polite": 5, "order": ["speed", "price", "cover", "care"],
    "kano.day.f": 1, "kano.day.d": 5, "quality.t1.e": 7, "quality.t1.p": 5, "quality.r1.e": 7, "quality.r1.p": 6,
    "best.1.best": "speed", "best.1.worst": "care", "best.2.best": "price", "best.2.worst": "care",
    "points.speed": 60, "points.clear": 40, "points.kind": 0, "agreed": True, "health": "good", "visits": 3,
    "since": "2020-05-01", "comment": "很好",
}  # fmt: skip


@cache
def _text() -> str:
    return (Path(__file__).parent / "every_kind.yaml").read_text()


def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(_text())
    return found


def version_of(plain: dict[str, Any], now) -> SurveyVersion:
    check_document(plain)
    digest = hashlib.sha256(canonical_json(plain)).hexdigest()
    return SurveyVersion.objects.get_or_create(
        code=plain["code"],
        version=plain["version"],
        defaults={"document": plain, "sha256": digest, "loaded_at": now},
    )[0]


def invited(customer, now, *, plain: dict[str, Any] | None = None, **facts: Any) -> tuple[Invitation, str]:
    """An invitation that has gone out to the customer, and the token of its link."""
    made = Invitation(
        customer=customer, survey=version_of(plain or document(), now), dedupe_key=f"tests:{uuid4()}", state="sent",
        created_at=now, due_at=now, sent_at=now, expires_at=now.replace(year=now.year + 1), **facts,
    )  # fmt: skip
    token = link_token(made.pk)
    made.token_digest = token_digest(token)
    made.save(force_insert=True)
    return made, token
