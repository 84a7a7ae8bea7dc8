"""X3: text messages and WeChat go through a gateway, signed; what it says decides whether we try again."""

from __future__ import annotations

import hashlib
import hmac
import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.channels.providers.email import Undeliverable
from hearten.domains.channels.providers.gateway import send_short
from hearten.domains.channels.services import NewMessage, send_messages, set_preference
from hearten.domains.channels.types import Kind, Medium, MessageState
from hearten.kernel.errors import Unavailable


@pytest.fixture
def gateway(settings):
    """A gateway that answers `codes[0]` and keeps what it was handed."""
    heard, codes = [], [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(codes[0])
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY = f"http://127.0.0.1:{server.server_port}/"
    settings.GATEWAY_SECRET = "shared"
    yield heard, codes
    server.shutdown()
    server.server_close()


def test_a_text_is_signed(gateway):
    heard, _ = gateway
    identity = uuid4()
    send_short(Medium.SMS, to="13800000000", text="您好", link="https://x/", identity=identity)
    (headers, body) = heard[0]
    facts = {
        "medium": "sms",
        "to": "13800000000",
        "text": "您好",
        "link": "https://x/",
        "identity": str(identity),
    }
    assert json.loads(body) == facts
    assert headers["X-Hearten-Signature"] == hmac.new(b"shared", body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(("code", "refusal"), [(400, Undeliverable), (429, Unavailable), (503, Unavailable)])
def test_what_the_gateway_says_decides(gateway, code, refusal):
    gateway[1][0] = code
    with pytest.raises(refusal, match=str(code)):
        send_short(Medium.SMS, to="1", text="", link="", identity=uuid4())


def test_the_inbox_and_the_first_medium_that_reaches(gateway, make_customer, now, system):
    """E-mail is tried first, but Bo has no address and Lin wants none; Mei has not got a telephone either."""
    mei = make_customer(email="mei@hearten.example", phone=None)
    bo = make_customer(email=None, phone="13800000001")
    lin = make_customer(email="lin@hearten.example", phone="13800000002")
    set_preference(
        customer_id=lin.pk, kind=Kind.SERVICE, channel=Medium.EMAIL, wanted=False, by=system, now=now
    )
    media = (Medium.INBOX, Medium.EMAIL, Medium.SMS)
    rows = [
        NewMessage(
            customer_id=one.pk, template="case_closed", context={"number": "C-1"}, dedupe_key=f"t:{one.pk}", media=media
        )
        for one in (mei, bo, lin)
    ]  # fmt: skip
    send_messages(rows=rows, now=now)
    sent = {(m.customer_id, m.channel) for m in Message.objects.all()}
    assert sent == {
        (mei.pk, "app"), (mei.pk, "email"), (bo.pk, "app"), (bo.pk, "sms"), (lin.pk, "app"), (lin.pk, "sms"),
    }  # fmt: skip
    run_jobs()
    texts = [json.loads(body)["to"] for _, body in gateway[0]]
    assert sorted(texts) == ["13800000001", "13800000002"]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.SENT}
