"""Open pages hear that something has changed: at once, after the transaction, and only what concerns them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, transaction
from django.test import AsyncRequestFactory, RequestFactory

from hearten.base.plumbing import live
from tests.apart import until

pytestmark = pytest.mark.django_db(transaction=True)


def announce_elsewhere(topic: str) -> None:
    try:
        live.announce(topic)
    finally:
        connection.close()


async def next_of(stream, seconds=5.0):
    return await asyncio.wait_for(anext(stream), seconds)


def in_a_loop(run):
    """The answer of a coroutine, in a thread of its own: a browser of another test may have a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


def listen(scenario):
    """Run `scenario(open)` in a loop of its own; `open(topic)` gives the stream of a page."""

    async def run():
        streams = []

        def open_(topic):
            answer = live.live_answer(AsyncRequestFactory().get("/"), topic)
            streams.append(aiter(answer.streaming_content))
            return streams[-1]

        try:
            return await scenario(open_)
        finally:
            for stream in streams:
                await stream.aclose()

    return in_a_loop(run)


def test_a_page_looks_at_once_and_again_when_told():
    async def scenario(open_):
        page, other = open_("claim:1"), open_("claim:2")
        first = [await next_of(page), await next_of(other)]
        # The switchboard says "look" once more to those who are there when it begins to listen.
        first.append(await next_of(page))
        with suppress(TimeoutError):
            first.append(await next_of(other, 0.3))
        await asyncio.to_thread(announce_elsewhere, "claim:1")
        told = await next_of(page)
        with pytest.raises(TimeoutError):
            await next_of(other, 0.3)
        return first, told

    first, told = listen(scenario)
    assert {*first, told} == {live._LOOK}


def test_nothing_is_said_of_what_was_rolled_back():
    async def scenario(open_):
        page = open_("claim:1")
        await next_of(page), await next_of(page)

        def fail():
            with transaction.atomic():
                live.announce("claim:1")
                transaction.set_rollback(True)
            connection.close()

        await asyncio.to_thread(fail)
        with pytest.raises(TimeoutError):
            await next_of(page, 0.3)

    listen(scenario)


def test_a_silent_stream_says_that_it_is_there(monkeypatch):
    monkeypatch.setattr(live, "HEARTBEAT_S", 0.05)

    async def scenario(open_):
        page = open_("claim:1")
        heard = [await next_of(page) for _ in range(4)]
        assert live._HERE in heard

    listen(scenario)


def test_one_connection_serves_many_pages_and_goes_with_the_last():
    async def scenario(open_):
        pages = [open_(f"claim:{i}") for i in range(20)]
        for page in pages:
            await next_of(page)
        await next_of(pages[0])  # listening by now
        count = await asyncio.to_thread(_listeners)
        for page in pages:
            await page.aclose()
        gone = await asyncio.to_thread(until, lambda: _listeners() == 0)
        return count, gone

    assert listen(scenario) == (1, True)


def _listeners() -> int:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s", ["LISTEN hearten_live%"]
            )
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_a_server_with_threads_says_the_same(monkeypatch):
    monkeypatch.setattr(live, "LONGEST_ON_A_THREAD_S", 3.0)
    answer = live.live_answer(RequestFactory().get("/"), "claim:1")
    stream = iter(answer)
    assert next(stream) == live._LOOK
    live.announce("claim:1")
    assert next(stream) == live._LOOK
    answer.close()
