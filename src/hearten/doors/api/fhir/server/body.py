"""What did the hospital send? Bytes to one resource that is sound FHIR, or a sentence that says where it is not."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest

from hearten.doors.api.fhir.reading import parse
from hearten.doors.api.fhir.values import Resource, parts
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

LARGEST_BODY = 30 << 20
_WORDS = {
    "missing": N_("This is missing."),
    "extra_forbidden": N_("FHIR R4 knows no such element here."),
    "string_type": N_("This must be text."),
}


class TooLarge(Invalid):
    """More than we read."""

    code = "too_large"


class Broken(Invalid):
    """Not a document at all."""

    code = "structure"


def resource_of(request: HttpRequest) -> Resource:
    """The JSON object in the body of a request. Raises TooLarge or Broken."""
    raw = request.read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        raise TooLarge(
            N_("This is larger than %(mb)d MB."),
            hint=N_("Send fewer or smaller attachments."),
            mb=LARGEST_BODY >> 20,
        )
    try:
        value = parse(raw.decode("utf-8-sig"))
        whole = json.dumps(value, ensure_ascii=False, default=str)
        whole.encode()
    except UnicodeError as error:
        raise Broken(N_("This is not text in UTF-8.")) from error
    except RecursionError:
        raise Broken(N_("This is nested deeper than any resource is.")) from None
    except Invalid as error:
        raise Broken(error.message, hint=error.hint, **error.params) from None
    if "\\u0000" in whole:
        raise Broken(N_("This holds characters that no text can hold."))
    return value


def claim_in(value: Resource) -> Resource:
    """The Claim itself, or the first one in a Parameters or Bundle, checked against FHIR R4. Raises Invalid with its place."""
    claim = _unwrapped(value)
    if claim.get("resourceType") != "Claim":
        raise Invalid(N_("We take a Claim here."), field="resourceType")
    _check_sound(claim)
    return claim


def _unwrapped(value: Resource) -> Resource:
    key = {"Parameters": "parameter", "Bundle": "entry"}.get(str(value.get("resourceType")), "")
    inner = [one.get("resource") for one in parts(value, key)] if key else []
    found = [one for one in inner if isinstance(one, dict) and one.get("resourceType") == "Claim"]
    if key and len(found) != 1:
        raise Invalid(N_("Send one Claim at a time."), field=key)
    return found[0] if key else value


def _check_sound(claim: Resource) -> None:
    from fhir.resources.R4B.claim import Claim
    from pydantic import ValidationError

    try:
        Claim.model_validate(claim)
    except ValidationError as errors:
        first = errors.errors(include_url=False, include_context=False, include_input=False)[0]
        raise Invalid(
            _WORDS.get(first["type"], N_("This value can't be right.")), field=_expression(first["loc"])
        ) from None
    except (RecursionError, ArithmeticError, ValueError, TypeError, AttributeError):
        raise Invalid(N_("This is not a FHIR R4 Claim."), field="Claim") from None


def _expression(place: tuple[Any, ...]) -> str:
    """`Claim.item[0].net` for ("item", 0, "net")."""
    text = "Claim"
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{str(step)[:60]}"
    return text
