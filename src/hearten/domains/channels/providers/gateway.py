"""Text messages and WeChat, through a gateway of the house that speaks with the carriers.

One POST of JSON per text: `{"medium", "to", "text", "link", "identity"}`, signed with HMAC-SHA-256 over the body in the header
`X-Hearten-Signature`. `to` is the telephone number, for WeChat our customer number: the gateway knows the followers of the
official account by it. `identity` is the same when a text is handed over twice. Answers: 2xx taken, 4xx never, else later.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from http import HTTPStatus
from uuid import UUID

from django.conf import settings

from hearten.domains.channels.providers.email import Undeliverable
from hearten.domains.channels.types import Medium
from hearten.kernel.errors import Unavailable

SANDBOX = "sandbox"  # takes every text and sends none: for trying out
_PATIENCE_S = 10


def gateway_address(medium: Medium) -> str:
    """Where texts of this medium are handed over; empty when it is not in use."""
    return {Medium.SMS: settings.SMS_GATEWAY, Medium.WECHAT: settings.WECHAT_GATEWAY}.get(medium, "")


def send_short(medium: Medium, *, to: str, text: str, link: str, identity: UUID) -> None:
    """Hand one text to the gateway. Raises Undeliverable (4xx, or none in use) or Unavailable (5xx, 429, no answer)."""
    address = gateway_address(medium)
    if not address:
        raise Undeliverable("this medium is not in use")
    if address == SANDBOX:
        return
    facts = {"medium": medium.value, "to": to, "text": text, "link": link, "identity": str(identity)}
    body = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
    signature = hmac.new(settings.GATEWAY_SECRET.encode(), body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Hearten-Signature": signature}
    request = urllib.request.Request(address, data=body, headers=headers)  # noqa: S310 -- set by the operator
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_S):  # noqa: S310 -- as above
            return
    except urllib.error.HTTPError as error:
        if error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code == HTTPStatus.TOO_MANY_REQUESTS:
            raise Unavailable(f"the gateway says {error.code}") from error
        raise Undeliverable(f"the gateway says {error.code}") from error
    except OSError as error:
        raise Unavailable(f"the gateway does not answer ({type(error).__name__})") from error
