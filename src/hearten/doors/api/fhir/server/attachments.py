"""Papers inside a Claim: attachments of its supporting information, Binary and DocumentReference that it contains."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator

from hearten.domains.claims.types import DocumentKind, NewDocument
from hearten.doors.api.fhir.values import Resource, part, parts, text
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_LONGEST_DATA = 14 << 20  # ten megabytes in base64, and a little
_TAKEN = {"application/pdf", "image/jpeg", "image/png"}
_ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def documents_of(claim: Resource) -> tuple[NewDocument, ...]:
    """All papers in their order. What a file really is, the claims look at themselves."""
    return tuple(
        _document(attachment, place, number)
        for number, (place, attachment) in enumerate(_found(claim), start=1)
    )


def _found(claim: Resource) -> Iterator[tuple[str, Resource]]:
    for number, info in enumerate(parts(claim, "supportingInfo")):
        if attachment := part(info, "valueAttachment"):
            yield f"Claim.supportingInfo[{number}].valueAttachment", attachment
    for number, inner in enumerate(parts(claim, "contained")):
        place = f"Claim.contained[{number}]"
        if inner.get("resourceType") == "Binary":
            yield place, inner
        elif inner.get("resourceType") == "DocumentReference":
            for turn, content in enumerate(parts(inner, "content")):
                yield f"{place}.content[{turn}].attachment", part(content, "attachment")


def _document(attachment: Resource, place: str, number: int) -> NewDocument:
    kind = text(attachment, "contentType").partition(";")[0].lower()
    if kind not in _TAKEN:
        raise Invalid(N_("We take papers as PDF, JPEG or PNG."), field=f"{place}.contentType")
    if not attachment.get("data"):
        raise Invalid(
            N_("This paper is empty."), field=place, hint=N_("Send its data itself; we follow no address.")
        )
    packed = text(attachment, "data", longest=_LONGEST_DATA)
    try:
        data = base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(N_("This is not base64."), field=f"{place}.data") from None
    name = text(attachment, "title", longest=200) or f"paper-{number}.{_ENDINGS[kind]}"
    return NewDocument(kind=DocumentKind.RECEIPT, name=name, data=data)
