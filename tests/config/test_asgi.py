"""M3: a request is answered whole on one thread that stays; a stream ends when the browser leaves; nothing leaks to the next."""

from __future__ import annotations

import asyncio
import io
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils import translation

from hearten.config.asgi import Application

_seen: list[str] = []


def _who(request):
    said = f"{threading.current_thread().name} {translation.get_language()} {request.body.decode()}"
    translation.activate("en")  # forgotten with the request
    return HttpResponse(said)


def _broken(request):
    raise RuntimeError("broken")


def _ticking(request):
    async def ticks():
        try:
            while True:
                yield b"tick "
                await asyncio.sleep(0.001)
        finally:
            _seen.append("left")

    return StreamingHttpResponse(ticks())


def _file(request):
    return FileResponse(io.BytesIO(b"x" * 100_000), content_type="text/plain", headers={"X-Kept": "yes"})


urlpatterns = [path("file", _file), path("who", _who), path("broken", _broken), path("ticking", _ticking)]
handler500 = "tests.config.test_asgi.sorry"


def sorry(request):
    return HttpResponse("sorry", status=500)


@pytest.fixture
def application(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware"]
    settings.WEB_THREADS = 1
    return Application()


def _in_a_loop(work):
    # In a thread of its own: a browser of another test may have left its loop in this one.
    with ThreadPoolExecutor(1) as own:
        return own.submit(lambda: asyncio.run(work())).result(30)


def _scope(where, *, method="GET", language="zh-CN"):
    return {
        "type": "http",
        "method": method,
        "path": where,
        "raw_path": where.encode(),
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"accept-language", language.encode())],
        "server": ("127.0.0.1", 80),
    }


async def _ask(application, *scope, body=b"", **more):
    people = ApplicationCommunicator(application, _scope(*scope, **more))
    await people.send_input({"type": "http.request", "body": body[:3], "more_body": True})
    await people.send_input({"type": "http.request", "body": body[3:]})
    head, content = await people.receive_output(10), await people.receive_output(10)
    await people.wait(10)
    return head["status"], content["body"].decode()


def test_requests_share_threads_and_nothing_else(application):
    async def two():
        return [
            await _ask(application, "/who", method="POST", body=b"hello"),
            await _ask(application, "/who", language=""),
        ]

    first, second = _in_a_loop(two)
    assert first[0] == second[0] == 200
    assert first[1] == f"{second[1].split()[0]} zh-hans hello"
    assert second[1].split()[1:] == ["zh-hans"]  # our own first language, not what the request before chose
    assert second[1].startswith("request")


def test_a_view_that_breaks_is_said_and_the_next_is_answered(application, settings):
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False

    async def two():
        return [await _ask(application, "/broken"), await _ask(application, "/who")]

    (status, said), after = _in_a_loop(two)
    assert (status, said) == (500, "sorry")
    assert after[0] == 200


def test_a_stream_ends_when_the_browser_leaves(application):
    _seen.clear()

    async def listen_a_while():
        browser = ApplicationCommunicator(application, _scope("/ticking"))
        await browser.send_input({"type": "http.request", "body": b""})
        head = await browser.receive_output(10)
        parts = [(await browser.receive_output(10))["body"] for _ in range(3)]
        assert not _seen
        await browser.send_input({"type": "http.disconnect"})
        await browser.wait(10)
        return head["status"], parts

    assert _in_a_loop(listen_a_while) == (200, [b"tick "] * 3)
    assert _seen == ["left"]


def test_a_file_is_sent_part_by_part(application):
    async def fetch():
        browser = ApplicationCommunicator(application, _scope("/file"))
        await browser.send_input({"type": "http.request", "body": b""})
        head, parts = await browser.receive_output(10), []
        while not parts or parts[-1]["more_body"]:
            parts.append({"more_body": False} | await browser.receive_output(10))
        await browser.wait(10)
        return head, [part.get("body", b"") for part in parts]

    head, parts = _in_a_loop(fetch)
    assert (b"X-Kept", b"yes") in head["headers"]
    assert [len(part) for part in parts] == [65_536, 34_464, 0]


def test_a_browser_that_leaves_before_it_has_asked_is_no_error(application):
    async def leave():
        browser = ApplicationCommunicator(application, _scope("/who", method="POST"))
        await browser.send_input({"type": "http.disconnect"})
        await browser.wait(10)
        return await browser.receive_nothing()

    assert _in_a_loop(leave)
