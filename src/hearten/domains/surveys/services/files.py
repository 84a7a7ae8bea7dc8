"""How does a photo or PDF become an answer? Told by its bytes, freed of what the camera wrote into it, sealed on disk."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from hearten.base.vault.services import seal, unseal
from hearten.domains.surveys.models import AnswerFile, Invitation
from hearten.domains.surveys.selectors.invitations import check_answerable, saved_answers, survey_of
from hearten.domains.surveys.services.checking import check_consent
from hearten.domains.surveys.types import FieldKind, Item, ItemKind, Survey
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

MOST_FILES = 10
MOST_PIXELS = 25_000_000
LONGEST_NAME = 120
_MIB = 1024 * 1024
_PURPOSE = "surveys.answer_file"
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_PDF_START, _PDF_END, _TAIL = b"%PDF-", b"%%EOF", 2048


@transaction.atomic
def attach_file(*, invitation_id: UUID, item: str, name: str, data: bytes, now: datetime) -> AnswerFile:
    """Take in a file for a question; the same one again stays one. Raises ClosedLink, or Invalid when it can't be taken.

    Its identity is the value to save or hand in for the question. What is sensitive is taken only once its consent is kept.
    """
    rows = Invitation.objects.select_related("survey", "study").select_for_update(of=("self",))
    invitation = check_answerable(rows.filter(pk=invitation_id).first(), now=now)
    question = survey_of(invitation).item(item)
    if question is None or question.kind is not ItemKind.FILE:
        raise Invalid(N_("This survey has no such question."), field=item[:40])
    if question.consent:
        check_consent(question, saved_answers(invitation))
    content_type, clean = clean_file(question, data)
    digest = hashlib.sha256(clean).digest()
    known = AnswerFile.objects.filter(invitation=invitation)
    if same := known.filter(item=item, sha256=digest).first():
        return same
    if known.count() >= MOST_FILES:
        raise Invalid(
            N_("There are %(most)s files already; we can't take more."), field=item, most=MOST_FILES
        )
    row = AnswerFile(
        invitation=invitation,
        customer_id=invitation.customer_id,
        item=item,
        stored_as=f"surveys/{secrets.token_hex(20)}",
        original_name=Path(name.replace("\\", "/")).name[:LONGEST_NAME],
        content_type=content_type,
        size=len(clean),
        sha256=digest,
        added_at=now,
    )
    path = _path(row.stored_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(row.sealed_for, _PURPOSE, clean))
    path.chmod(0o600)
    try:
        row.save(force_insert=True)
    except Exception:
        path.unlink(missing_ok=True)
        raise
    return row


def read_file(file: AnswerFile) -> bytes:
    """The bytes of a file, for who has checked the right. Raises Erased when the person's key is gone, NotFound without bytes."""
    path = _path(file.stored_as)
    if not path.is_file():
        raise NotFound(N_("There is no such file."))
    return unseal(file.sealed_for, _PURPOSE, path.read_bytes())


def clean_file(item: Item, data: bytes) -> tuple[str, bytes]:
    """What kind of file the bytes are, and the bytes to keep: a picture is drawn anew, without place, time and camera.

    Raises Invalid with how to mend it when the question can't take it.
    """
    if not data:
        raise Invalid(N_("The file is empty."), field=item.code, hint=N_("Choose it again."))
    if len(data) > item.most_mib * _MIB:
        raise Invalid(
            N_("The file is larger than %(mib)s MiB."),
            field=item.code,
            hint=N_("Take the photo again at a smaller size, or split the PDF."),
            mib=item.most_mib,
        )
    if data.startswith(_PDF_START):
        return _clean_pdf(item, data)
    if "image" not in item.file_kinds:
        raise _wrong_kind(item)
    return _clean_picture(item, data)


def check_files(invitation: Invitation, survey: Survey, cleaned: Mapping[str, Any]) -> None:
    """Raises Invalid when a value names a file that was not sent for this question of this invitation."""
    wanted = {
        key: UUID(str(value))
        for key, value in cleaned.items()
        if value is not None and (field := survey.field(key)) and field.kind is FieldKind.FILE
    }
    if not wanted:
        return
    rows = AnswerFile.objects.filter(invitation=invitation, pk__in=wanted.values())
    there = set(rows.values_list("item", "pk"))
    for key, identity in wanted.items():
        if (key, identity) not in there:
            raise Invalid(N_("There is no such file."), field=key, hint=N_("Choose it again."))


def forget_files(invitation: Invitation, survey: Survey, *, keep: Mapping[str, Any]) -> None:
    """Delete what was sent and then replaced or taken back, once the answer is handed in."""
    if not any(item.kind is ItemKind.FILE for item in survey.items):
        return
    kept = {str(value) for value in keep.values()}
    _delete(row for row in AnswerFile.objects.filter(invitation=invitation) if str(row.pk) not in kept)


def drop_files(ids: Collection[UUID], *, items: Collection[str] | None = None) -> None:
    """Delete what was sent for invitations (for some questions only) while their answers were not handed in."""
    rows = AnswerFile.objects.filter(invitation_id__in=ids, invitation__answered_at__isnull=True)
    _delete(rows if items is None else rows.filter(item__in=items))


def _delete(rows: Iterable[AnswerFile]) -> None:
    for row in rows:
        path = _path(row.stored_as)
        row.delete()
        transaction.on_commit(partial(path.unlink, missing_ok=True))


def _clean_pdf(item: Item, data: bytes) -> tuple[str, bytes]:
    if "pdf" not in item.file_kinds:
        raise _wrong_kind(item)
    if _PDF_END not in data[-_TAIL:] or b"PK\x05\x06" in data[-66_000:]:
        raise Invalid(
            N_("The PDF is damaged, or two kinds of file at once."),
            field=item.code,
            hint=N_("Save it again as a PDF."),
        )
    return "application/pdf", data


def _clean_picture(item: Item, data: bytes) -> tuple[str, bytes]:
    try:
        with Image.open(io.BytesIO(data), formats=tuple(_FORMATS)) as picture:
            _check_points(item, picture)
            return _drawn_anew(picture)
    except UnidentifiedImageError:
        raise _wrong_kind(item) from None
    except Invalid:
        raise
    except Exception as error:  # a broken picture can make a decoder raise anything
        raise Invalid(
            N_("The picture is damaged and can't be opened."),
            field=item.code,
            hint=N_("Take the photo again."),
        ) from error


def _check_points(item: Item, picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Invalid(
            N_("The picture has too many points."),
            field=item.code,
            hint=N_("Take the photo again at a smaller size."),
        )


def _drawn_anew(picture: Image.Image) -> tuple[str, bytes]:
    """The points alone, turned upright: nothing of the file's other parts is kept."""
    has_glass = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    upright = ImageOps.exif_transpose(picture).convert("RGBA" if has_glass else "RGB")
    plain = Image.frombytes(upright.mode, upright.size, upright.tobytes())
    made = io.BytesIO()
    if has_glass:
        plain.save(made, "PNG")
        return "image/png", made.getvalue()
    plain.save(made, "JPEG", quality=88)
    return "image/jpeg", made.getvalue()


def _wrong_kind(item: Item) -> Invalid:
    both = len(item.file_kinds) > 1
    only = (
        N_("This is not a PDF.")
        if item.file_kinds == ("pdf",)
        else N_("This is not a photo (JPG, PNG, WebP).")
    )
    return Invalid(
        N_("This is neither a photo (JPG, PNG, WebP) nor a PDF.") if both else only,
        field=item.code,
        hint=N_("Choose another file."),
    )


def _path(stored_as: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored_as
