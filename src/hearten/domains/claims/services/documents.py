"""How does a paper get into a claim, and out again for the one who may read it?"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction

from hearten.base.accounts.types import Actor
from hearten.base.plumbing.jobs import enqueue
from hearten.base.vault.services import seal, unseal
from hearten.domains.claims.models import Claim, ClaimDocument
from hearten.domains.claims.services.checks import LONGEST_NAME
from hearten.domains.claims.services.files import sniff_file
from hearten.domains.claims.services.reading_queue import queue_reading
from hearten.domains.claims.services.steps import lock_own_claim, note_ledger, note_step, save_step
from hearten.domains.claims.types import DOCUMENT_ADDED, ClaimState, DocumentKind, Holder, NewDocument
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.text import N_

MOST_DOCUMENTS = 20
_PURPOSE = "claims.document"
_TAKES_PAPERS = {ClaimState.DRAFT, ClaimState.SUBMITTED, ClaimState.IN_REVIEW, ClaimState.WAITING_MEMBER}


@transaction.atomic
def attach_document(
    *, claim_id: UUID, kind: DocumentKind, name: str, data: bytes, by: Actor, now: datetime
) -> ClaimDocument:
    """Add one file to a claim; the same file a second time stays one. Raises Invalid when it can't be taken."""
    sniffed = sniff_file(data)
    claim = lock_own_claim(claim_id, by)
    if claim.state not in _TAKES_PAPERS:
        raise Conflict(N_("The claim is decided and takes no more papers."))
    digest = hashlib.sha256(data).digest()
    if known := ClaimDocument.objects.filter(claim=claim, sha256=digest).first():
        return known
    if ClaimDocument.objects.filter(claim=claim).count() >= MOST_DOCUMENTS:
        raise _too_many()
    document = document_row(
        claim, kind=kind, name=name, data=data, content_type=sniffed.content_type, by=by, now=now
    )
    _store(document, data)
    try:
        document.save(force_insert=True)
    except Exception:
        _path(document.stored_as).unlink(missing_ok=True)
        raise
    queue_reading(document, now=now)
    if claim.state != ClaimState.DRAFT:
        _note_late_paper(claim, document, by=by, now=now)
    return document


def store_documents(
    claim: Claim, given: Sequence[NewDocument], *, by: Actor, now: datetime
) -> list[ClaimDocument]:
    """The files of a claim that comes whole, stored; the rows are the caller's to write. Undone when the transaction is.

    Raises Invalid naming the file that can't be taken.
    """
    if len(given) > MOST_DOCUMENTS:
        raise _too_many()
    kept: dict[bytes, ClaimDocument] = {}
    for place, one in enumerate(given, start=1):
        try:
            sniffed = sniff_file(one.data)
        except Invalid as error:
            raise Invalid(
                error.message, field=f"documents.{place}", hint=error.hint, **error.params
            ) from None
        row = document_row(
            claim,
            kind=one.kind,
            name=one.name,
            data=one.data,
            content_type=sniffed.content_type,
            by=by,
            now=now,
        )
        kept.setdefault(bytes(row.sha256), row)
    for row in kept.values():
        _store(row, next(one.data for one in given if one.digest == row.sha256))
    return list(kept.values())


def forget_files(rows: Sequence[ClaimDocument]) -> None:
    """Delete the stored bytes of rows that were never written."""
    for row in rows:
        _path(row.stored_as).unlink(missing_ok=True)


def document_row(
    claim: Claim, *, kind: DocumentKind, name: str, data: bytes, content_type: str, by: Actor, now: datetime
) -> ClaimDocument:
    return ClaimDocument(
        customer_id=claim.customer_id,
        claim=claim,
        kind=kind,
        stored_as=f"claims/{secrets.token_hex(1)}/{secrets.token_hex(24)}",
        original_name=_plain_name(name),
        content_type=content_type,
        size=len(data),
        sha256=hashlib.sha256(data).digest(),
        added_at=now,
        added_by=by.label,
    )


def _too_many() -> Invalid:
    return Invalid(
        N_("A claim takes at most %(most)d files."),
        field="file",
        hint=N_("Put several pages into one PDF."),
        most=MOST_DOCUMENTS,
    )


@transaction.atomic
def remove_document(*, claim_id: UUID, document_id: UUID, by: Actor, now: datetime) -> None:
    """Take a file out of a draft. Raises Conflict once the claim is handed in."""
    claim = lock_own_claim(claim_id, by)
    document = ClaimDocument.objects.filter(claim=claim, pk=document_id).first()
    if document is None:
        raise NotFound(N_("There is no such file."))
    if claim.state != ClaimState.DRAFT:
        raise Conflict(N_("The claim is handed in; its papers stay as they are."))
    remove_file(document)


def remove_file(document: ClaimDocument) -> None:
    """Delete the row now and the bytes once that is committed."""
    path = _path(document.stored_as)
    document.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def read_document(document: ClaimDocument) -> bytes:
    """The bytes, opened. The selector has checked the right and noted the access before."""
    path = _path(document.stored_as)
    if not path.exists():
        raise NotFound(N_("The file is not in the file store."))
    return unseal(document.customer_id, _PURPOSE, path.read_bytes())


def _note_late_paper(claim: Claim, document: ClaimDocument, *, by: Actor, now: datetime) -> None:
    holder = Holder.MEMBER if claim.state == ClaimState.WAITING_MEMBER else Holder.EXAMINER
    note_step(claim, "document_added", holder=holder, by=by, now=now)
    note_ledger(
        claim, DOCUMENT_ADDED, by=by, now=now, paper=document.kind, sha256=bytes(document.sha256).hex()
    )


@transaction.atomic
def send_papers(*, claim_id: UUID, by: Actor, now: datetime) -> Claim:
    """The member says that the papers asked for are complete: the clock runs again. Nothing happens a second time."""
    claim = lock_own_claim(claim_id, by)
    if claim.state != ClaimState.WAITING_MEMBER or claim.waiting_since is None:
        return claim
    if not ClaimDocument.objects.filter(claim=claim, added_at__gte=claim.waiting_since).exists():
        raise Invalid(
            N_("No paper has been added since we asked."),
            field="file",
            hint=N_("Add a photo or a PDF first."),
        )
    claim.waited_s += int((now - claim.waiting_since).total_seconds())
    claim.waiting_since, claim.state = None, ClaimState.SUBMITTED
    save_step(claim, "waited_s", "waiting_since", "state")
    note_step(claim, "documents_arrived", holder=Holder.RULES, by=by, now=now)
    enqueue("claims.decide", claim_id=str(claim.pk), lock=f"claim:{claim.pk}")
    return claim


def _store(document: ClaimDocument, data: bytes) -> None:
    path = _path(document.stored_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(document.customer_id, _PURPOSE, data))
    path.chmod(0o600)


def _path(stored_as: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored_as


def _plain_name(name: str) -> str:
    """The last part of the given name, without characters that are not printed; only ever shown, never used as a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[:LONGEST_NAME] or "file"
