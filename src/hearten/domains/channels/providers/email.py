"""E-mail over SMTP, through Django's mail."""

from __future__ import annotations

import smtplib
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from hearten.kernel.errors import HeartenError, Unavailable

_PERMANENT = 500


class Undeliverable(HeartenError):
    """The mail server refused for good (5xx): trying again would change nothing."""

    code = "undeliverable"


def send_email(*, to: str, subject: str, body: str, identity: UUID) -> None:
    """Hand one mail to the mail server. Raises Undeliverable (5xx) or Unavailable (4xx, no connection).

    The Message-ID is made of our own identity, so a mail that is handed over twice shows as one.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    mail = EmailMessage(subject=subject, body=body, to=[to], headers={"Message-ID": f"<{identity}@{domain}>"})
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [(code, _said(text)) for code, text in error.recipients.values()]
        _raise_for(*max(codes))
    except smtplib.SMTPResponseException as error:
        _raise_for(error.smtp_code, _said(error.smtp_error))
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the mail server does not answer ({type(error).__name__})") from error


def _raise_for(code: int, text: str) -> None:
    # What the server says may hold the address; a log or page of ours does not need it.
    said = " ".join(word for word in text.split() if "@" not in word)
    if code >= _PERMANENT:
        raise Undeliverable(f"{code} {said}")
    raise Unavailable(f"{code} {said}")


def _said(text: bytes | str) -> str:
    return text.decode(errors="replace") if isinstance(text, bytes) else text
