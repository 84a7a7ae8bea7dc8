"""Signed notifications: HMAC-SHA-256 over the time and the body, so that neither can be changed or sent again later."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

SIGNATURE_HEADER = "Hearten-Signature"
# A message may be this old or this early, and no more: clocks differ, but a kept message is worthless tomorrow.
REPLAY_WINDOW_SECONDS = 300


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header for `body` sent at `at`: `t=<unix seconds>,v1=<hex digest>`."""
    stamp = int(at.timestamp())
    return f"t={stamp},v1={_digest(secret, stamp, body)}"


def check_signature(secret: str, header: str, body: bytes, now: datetime) -> None:
    """Raises Invalid unless `header` was made with `secret` for exactly this body within the replay window."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    stamp = parts.get("t", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12):  # noqa: PLR2004 -- seconds until the year 5138
        raise Invalid(N_("The message carries no signature that we know."), field=SIGNATURE_HEADER)
    if not hmac.compare_digest(parts.get("v1", "").encode(), _digest(secret, int(stamp), body).encode()):
        raise Invalid(N_("The signature does not fit the message."), field=SIGNATURE_HEADER)
    if abs(now.timestamp() - int(stamp)) > REPLAY_WINDOW_SECONDS:
        raise Invalid(N_("The message is too old."), field=SIGNATURE_HEADER)


def _digest(secret: str, stamp: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % stamp + body, hashlib.sha256).hexdigest()
