"""Telling open pages that something has changed (server-sent events over PostgreSQL's LISTEN and NOTIFY).

A change names a topic, such as `claim:<id>`; who shows it listens and asks for the news itself, with its own rights. So a
notice carries no data, and one that is lost costs nothing but time: every stream begins by saying "look", and a page that
reconnects looks again. Notices leave with the transaction that made them, from triggers as well as from `announce`.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

import psycopg
from django.core.handlers.asgi import ASGIRequest
from django.db import connection, connections
from django.http import HttpRequest, StreamingHttpResponse

CHANNEL = "hearten_live"
# Proxies cut what is silent; a phone that went away is noticed at the next word.
HEARTBEAT_S = 15.0
# A stream ends by itself, so that no page keeps a worker for ever; the browser opens it again.
LONGEST_S = 10 * 60.0
LONGEST_ON_A_THREAD_S = 60.0

_LOOK = b"event: change\ndata: look\n\n"
_HERE = b": here\n\n"


def announce(topic: str) -> None:
    """Tell who listens to `topic` to look again, once the transaction is through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, topic])


def live_answer(request: HttpRequest, topic: str) -> StreamingHttpResponse:
    """A stream that says `change` now and whenever `topic` is announced. The caller has checked who may listen."""
    stream: AsyncIterator[bytes] | Iterator[bytes] = (
        _stream(topic) if isinstance(request, ASGIRequest) else _stream_on_a_thread(topic)
    )
    answer = StreamingHttpResponse(stream, content_type="text/event-stream")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


class _Switchboard:
    """One listening connection for a whole process, however many pages are open."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    def plug_in(self, topic: str) -> asyncio.Event:
        rung = asyncio.Event()
        self._waiting[topic].add(rung)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._listen())
        return rung

    def unplug(self, topic: str, rung: asyncio.Event) -> None:
        self._waiting[topic].discard(rung)
        if not self._waiting[topic]:
            del self._waiting[topic]
        if not self._waiting and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _listen(self) -> None:
        while True:
            with suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(**_address(), autocommit=True) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    self._ring_all()  # what was said before we listened
                    async for notice in listening.notifies():
                        for rung in self._waiting.get(notice.payload, ()):
                            rung.set()
            await asyncio.sleep(1)  # the database is away: try again

    def _ring_all(self) -> None:
        for rings in self._waiting.values():
            for rung in rings:
                rung.set()


_switchboards: dict[int, _Switchboard] = {}


def _switchboard() -> _Switchboard:
    return _switchboards.setdefault(id(asyncio.get_running_loop()), _Switchboard())


async def _stream(topic: str) -> AsyncIterator[bytes]:
    board = _switchboard()
    rung = board.plug_in(topic)
    ends = time.monotonic() + LONGEST_S
    try:
        yield _LOOK
        while time.monotonic() < ends:
            try:
                await asyncio.wait_for(rung.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield _HERE
            else:
                rung.clear()
                yield _LOOK
    finally:
        board.unplug(topic, rung)


def _stream_on_a_thread(topic: str) -> Iterator[bytes]:
    """The same for a server that gives each request a thread (development, tests)."""
    ends = time.monotonic() + LONGEST_ON_A_THREAD_S
    with psycopg.connect(**_address(), autocommit=True) as listening:
        listening.execute(f"LISTEN {CHANNEL}")
        yield _LOOK
        while time.monotonic() < ends:
            heard = [notice.payload for notice in listening.notifies(timeout=1.0, stop_after=1)]
            yield _LOOK if topic in heard else _HERE


def _address() -> dict[str, Any]:
    given = connections["default"].get_connection_params()
    return {name: value for name, value in given.items() if name not in {"cursor_factory", "context"}}
