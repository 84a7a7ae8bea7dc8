"""X4, M3: a web process that is killed loses nothing: whoever sends again is thanked, and is there once."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from hearten.base.plumbing.models import OutboxEvent
from hearten.config.web import listen_on, web_child
from hearten.domains.surveys.models import Response


def people_of_the_benchmark():
    path = Path(settings.PROJECT) / "benchmarks" / "answers.py"
    spec = importlib.util.spec_from_file_location("benchmarks.answers", path)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(monkeypatch):
    answers = people_of_the_benchmark()
    tokens = answers._asked(60)
    monkeypatch.setenv("DATABASE_URL", answers.address_of(connection.settings_dict))
    listening = listen_on("127.0.0.1", 0)
    web = web_child(listening, processes=1)
    people = answers._People(listening.getsockname()[1], tokens, time.monotonic() + 120)

    async def kill_in_the_middle():
        while len(people.done) < 15:  # noqa: ASYNC110 -- it is the people of a benchmark, who tell nobody
            await asyncio.sleep(0.001)
        (server,) = answers._children_of(web.process.pid)
        os.kill(int(server), signal.SIGKILL)

    async def all_at_once():
        await asyncio.gather(people.answer_all(), kill_in_the_middle())

    web.start()
    try:
        # In a thread of its own: a browser of another test may have left its loop in this one.
        with ThreadPoolExecutor(1) as own:
            own.submit(lambda: asyncio.run(all_at_once())).result()
    finally:
        web.stop()
        listening.close()
    assert people.retries, "nobody noticed the kill"
    assert not people.refused
    assert sorted(number for number, _ in people.done) == list(range(60))
    assert Response.objects.count() == OutboxEvent.objects.filter(kind="surveys.answered").count() == 60
    assert answers._compared(tokens, list(range(60)))["lost"] == 0
