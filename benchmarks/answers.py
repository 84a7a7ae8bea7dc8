"""How many people can hand in their answers at once? Whole surveys through the page, with a server killed in the middle (X4).

    hearten bench answers --json [--seconds 60]

The web processes of `hearten up` (one a processor), PostgreSQL and the people share this machine. Each of them sends the survey
`post_claim` (three scores and a comment) as their browser would: multipart, with CSRF cookie and field, by a personal link used
once. After half the time one web process is ended with SIGKILL; whoever was waiting for an answer sends again, as the page does.

- `answers_per_second`: acknowledged answers by the clock on the wall, over all `seconds`; `p50_ms`, `p99_ms`: one hand-in.
- `lost`: acknowledged, but not exactly as sent in the database. `doubled`: there twice, with ledger, touchpoint and event.
- `cpu_per_answer_ms`: processor time of web processes and database; `cpu_database_ms`: of the database; `cpu_client_ms`: of the people.
- `answers_per_transaction`, `statements_per_answer`: how answers that come at the same moment share their writing.
- `service_per_cpu_second_N`: the same without pages, N answers in one call; `save_ms`: keeping one answer on the way.
- `load_before`: how many others were computing when it began: figures by the clock mean something only when it is near 0.

Works on a scratch database of its own, made from the migrations and dropped in the end; listens on 127.0.0.1 only.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

CONNECTIONS, MOST_A_SECOND = 64, 450
TICK = os.sysconf("SC_CLK_TCK")


def run(seconds: int = 60) -> dict[str, Any]:
    """The figures."""
    load = os.getloadavg()[0]
    with _scratch_database() as address:
        tokens = _asked(seconds * MOST_A_SECOND)
        figures = {"seconds": seconds, "load_before": round(load, 2)}
        figures |= _through_the_page(address, tokens, seconds)
        return figures | _service_only(_asked(1300, start=len(tokens)))


# ---- the people ------------------------------------------------------------------------------------------------------------


def sent_by(number: int) -> dict[str, str]:
    """What person `number` answers; made up anew when the database is compared."""
    drawn = random.Random(number)
    return {
        "csat": str(drawn.randint(1, 5)),
        "effort": str(drawn.randint(1, 7)),
        "nps": str(drawn.randint(0, 10)),
        "comment": f"第{number}位:理赔很快,谢谢你们的帮助。",
    }


class _People:
    """Everybody who answers, one after the other on each connection."""

    def __init__(self, port: int, tokens: list[str], until: float) -> None:
        self.port, self.until = port, until
        self.waiting = iter(enumerate(tokens))
        self.done: list[tuple[int, float]] = []  # who was thanked, and after how many seconds
        self.refused: list[str] = []
        self.retries = 0

    async def answer_all(self) -> None:
        await asyncio.gather(*(self._one_after_the_other() for _ in range(CONNECTIONS)))

    async def _one_after_the_other(self) -> None:
        line = _Line(self.port)
        try:
            await self._answer_over(line)
        finally:
            await line.hang_up()

    async def _answer_over(self, line: _Line) -> None:
        for number, token in self.waiting:
            if time.monotonic() >= self.until:
                return
            started = time.perf_counter()
            body, kind = _form(number, line)
            while True:
                try:
                    head = await line.post(f"/app/s/{token}", body, kind)
                    break
                except (OSError, asyncio.IncompleteReadError):
                    self.retries += 1
                    await line.hang_up()
                    await asyncio.sleep(0.05)
            if head.startswith(b"HTTP/1.1 302") and b"/thanks" in head:
                self.done.append((number, time.perf_counter() - started))
            else:
                self.refused.append(head[:200].decode("latin-1"))


class _Line:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.csrf = secrets.token_hex(16)
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, kind: str) -> bytes:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(
            (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nContent-Type: {kind}\r\n"
                f"Content-Length: {len(body)}\r\nOrigin: http://127.0.0.1:{self.port}\r\n"
                f"Accept: text/html,application/xhtml+xml\r\nAccept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\n"
                f"User-Agent: Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36\r\n"
                f"Cookie: csrftoken={self.csrf}; ht_device={secrets.token_urlsafe(16)}\r\n\r\n"
            ).encode()
            + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length or 0))
        return head

    async def hang_up(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
            with suppress(OSError):
                await self.streams[1].wait_closed()
        self.streams = None


def _form(number: int, line: _Line) -> tuple[bytes, str]:
    """The body that a browser sends for the page, and its content type."""
    given = sent_by(number)
    fields = [
        ("csrfmiddlewaretoken", line.csrf),
        ("client_token", secrets.token_urlsafe(16)),
        ("script", "1"),
        *((f"noticed_{name}", "3") for name in ("keys", "pointer", "pasted", "hidden")),
        ("website", ""),
        ("page", "page"),
        *(pair for code, value in given.items() for pair in (("seen", code), (code, value), (f"seconds_{code}", "4"))),
        ("go", "next"),
    ]  # fmt: skip
    edge = "----WebKitFormBoundary7MA4YWxkTrZu0gW"
    parts = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    return f"{parts}--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _answer_from_here(port: int, tokens: Path, seconds: float) -> None:
    """The people's own process."""
    people = _People(port, tokens.read_text().split(), time.monotonic() + seconds)
    started = time.perf_counter()
    asyncio.run(people.answer_all())
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - started,
                "cpu": time.process_time(),
                "done": people.done,
                "refused": people.refused[:5],
                "refused_count": len(people.refused),
                "retries": people.retries,
            }
        )
    )


# ---- the servers -----------------------------------------------------------------------------------------------------------


def _through_the_page(address: str, tokens: list[str], seconds: int) -> dict[str, Any]:
    from hearten.config.web import listen_on, usual_processes, web_child

    os.environ["DATABASE_URL"] = address
    listening = listen_on("127.0.0.1", 0)
    web = web_child(listening, processes=usual_processes())
    try:
        web.start()
        port = listening.getsockname()[1]
        _answer_here(
            port, _asked(200, start=len(tokens) + 5000), 4
        )  # templates, plans and connections are at hand after that
        before, database = _cpu_of_family(web.process.pid), _database_cpu()
        heard, killed_at = _with_a_kill(port, tokens, seconds, web.process.pid)
        pages, database = _cpu_of_family(web.process.pid) - before, _database_cpu() - database
    finally:
        web.stop()
        listening.close()
    done = heard["done"]
    took = sorted(after for _, after in done)
    return {
        "answers": len(done),
        "answers_per_second": round(len(done) / heard["wall"], 1),
        "killed_at": round(killed_at, 1),
        "sent_again": heard["retries"],
        "refused": heard["refused_count"],
        **({"refused_as": heard["refused"][0]} if heard["refused"] else {}),
        "p50_ms": round(statistics.median(took) * 1000, 1),
        "p99_ms": round(took[int(len(took) * 0.99)] * 1000, 1),
        "longest_ms": round(took[-1] * 1000, 1),
        "cpu_per_answer_ms": round((pages + database) * 1000 / len(done), 3),
        "cpu_database_ms": round(database * 1000 / len(done), 3),
        "cpu_client_ms": round(heard["cpu"] * 1000 / len(done), 3),
        **_compared(tokens, [number for number, _ in done]),
    }


def _with_a_kill(port: int, tokens: list[str], seconds: int, web: int) -> tuple[dict[str, Any], float]:
    """The people answer; in the middle one of the servers under `web` is killed, which starts another by itself."""
    with tempfile.NamedTemporaryFile("w", suffix=".tokens") as file:
        file.write("\n".join(tokens))
        file.flush()
        people = subprocess.Popen(  # noqa: S603
            [sys.executable, __file__, str(port), file.name, str(seconds)], stdout=subprocess.PIPE, text=True
        )
        started = time.monotonic()
        try:
            time.sleep(seconds / 2)
            os.kill(int(_children_of(web)[0]), signal.SIGKILL)
            killed_at = time.monotonic() - started
            said, _ = people.communicate(timeout=seconds + 60)
        finally:
            people.kill()
    return json.loads(said), killed_at


def _answer_here(port: int, tokens: list[str], seconds: float) -> None:
    """Wait for the servers, then answer a while without counting."""
    people = _People(port, tokens, time.monotonic() + 60 + seconds)
    asyncio.run(people.answer_all())
    if people.refused:
        raise SystemExit(f"The page does not take answers: {people.refused[0]}")


def _children_of(pid: int | str) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def _cpu_of_family(pid: int | str) -> float:
    """Processor seconds of a process and its children, also of those that have gone."""
    return _cpu_of(pid, with_children=True) + sum(_cpu_of(one) for one in _children_of(pid))


def _cpu_of(pid: int | str, *, with_children: bool = False) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return sum(int(field) for field in fields[11 : 15 if with_children else 13]) / TICK


def _database_cpu() -> float:
    """Processor seconds of the whole database server, with connections that have gone."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        parent = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1]
        return _cpu_of_family(parent)
    except OSError:
        return 0.0


# ---- what is in the database -----------------------------------------------------------------------------------------------


def _compared(tokens: list[str], thanked: list[int]) -> dict[str, Any]:
    from django.db import connection

    from hearten.base.ledger.models import LedgerEntry
    from hearten.base.plumbing.models import OutboxEvent
    from hearten.base.touchpoints.models import Touchpoint
    from hearten.domains.surveys.models import Invitation, Response
    from hearten.domains.surveys.selectors.invitations import token_digest

    numbers = {token_digest(token): number for number, token in enumerate(tokens)}
    invited = {
        pk: numbers.get(bytes(digest)) for pk, digest in Invitation.objects.values_list("pk", "token_digest")
    }
    found: dict[int, list[Response]] = {}
    counted: list[Any] = []
    for row in Response.objects.all():
        number = invited[row.invitation_id]
        if number is not None:
            found.setdefault(number, []).append(row)
            counted.append(row.pk)
    lost = sum(len(found.get(number, [])) < 1 or not _as_sent(found[number][0], number) for number in thanked)
    doubled = sum(len(rows) - 1 for rows in found.values())
    every = Response.objects.count()
    for kind, rows in (
        ("ledger", LedgerEntry.objects.filter(kind="surveys.answered")),
        ("touchpoints", Touchpoint.objects.filter(kind="survey.answered")),
        ("events", OutboxEvent.objects.filter(kind="surveys.answered")),
    ):
        there = rows.count()
        lost, doubled = lost + max(0, every - there), doubled + max(0, there - every)
        if there != every:
            print(f"{kind}: {there} for {every} answers", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*)::float / count(DISTINCT xmin::text) FROM surveys_response WHERE id = ANY(%s)",
            [counted],
        )
        (together,) = cursor.fetchone()
    return {
        "lost": lost,
        "doubled": doubled,
        "not_acknowledged": len(found) - len(set(thanked)),
        "answers_per_transaction": round(together, 2),
    }


def _as_sent(response: Any, number: int) -> bool:
    sent = sent_by(number)
    return sent == {
        "csat": str(response.csat),
        "effort": str(response.effort),
        "nps": str(response.nps),
        "comment": response.comment,
    }


def _service_only(tokens: list[str]) -> dict[str, Any]:
    """By size of batch: answers a second of processor time (ours and the database's), and statements for each answer."""
    from datetime import UTC, datetime

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hearten.domains.surveys.models import Response
    from hearten.domains.surveys.selectors import find_invitation
    from hearten.domains.surveys.services import save_answers
    from hearten.domains.surveys.services.intake import Handed, take_in
    from hearten.domains.surveys.services.preparing import HandIn

    now = datetime.now(UTC)
    asked = [find_invitation(token, now=now).pk for token in tokens]
    figures: dict[str, Any] = {}
    for size in (1, 8, 32):
        people, asked = asked[:320], asked[320:]
        handed = [
            Handed(
                invitation_id=one,
                answers=sent_by(n),
                how=HandIn(now=now, actor="bench", client_token=str(one)),
            )
            for n, one in enumerate(people)
        ]
        started = time.process_time() + _database_cpu()
        for place in range(0, len(handed), size):
            if not all(isinstance(one, Response) for one in take_in(handed[place : place + size])):
                raise SystemExit("An answer was not taken.")
        spent = time.process_time() + _database_cpu() - started
        with CaptureQueriesContext(connection) as seen:
            more = [
                Handed(invitation_id=one, answers=sent_by(1), how=HandIn(now=now, actor="bench"))
                for one in asked[:size]
            ]
            take_in(more)
        asked = asked[size:]
        figures[f"service_per_cpu_second_{size}"] = round(len(people) / spent, 1)
        figures[f"statements_per_answer_{size}"] = round(len(seen) / size, 2)
    people = asked[:200]
    started = time.process_time() + _database_cpu()
    for one in people:
        save_answers(invitation_id=one, values={"csat": "4"}, seconds={"csat": 3}, now=now)
    figures["save_ms"] = round((time.process_time() + _database_cpu() - started) * 1000 / len(people), 3)
    return figures


# ---- who is asked ----------------------------------------------------------------------------------------------------------


def _asked(count: int, start: int = 0) -> list[str]:
    """So many people with a personal link each that has gone out; their tokens."""
    from datetime import UTC, date, datetime, timedelta

    from hearten.base.accounts.types import Actor
    from hearten.base.rows import insert_rows
    from hearten.domains.customers.services.registration import load_customers
    from hearten.domains.customers.types import CustomerFacts, Purpose, Sex
    from hearten.domains.surveys.models import Invitation, SurveyVersion
    from hearten.domains.surveys.selectors.invitations import token_digest
    from hearten.domains.surveys.services import load_documents
    from hearten.domains.surveys.services.sending import link_token
    from hearten.kernel.ids import new_id

    now, by = datetime.now(UTC), Actor.system("bench")
    version = SurveyVersion.objects.filter(code="post_claim").first()
    if version is None:
        load_documents(by=by, now=now)
        version = SurveyVersion.objects.filter(code="post_claim").order_by("-version").first()
    tokens = []
    for first in range(start, start + count, 2000):
        numbers = range(first, min(first + 2000, start + count))
        customers = load_customers(
            rows=[
                CustomerFacts(
                    name=f"人{number}", sex=Sex.FEMALE, birth_date=date(1980, 5, 17), region="310000",
                    email=f"bench{number}@hearten.example", consents=(Purpose.SURVEYS,),
                    source="bench.answers", source_id=str(number),
                )
                for number in numbers
            ],
            by=by,
            now=now,
        )  # fmt: skip
        rows = [
            Invitation(
                id=new_id(), customer=customer, survey=version, dedupe_key=f"bench:{number}", state="opened", channel="app",
                context={"product_code": "million"}, created_at=now, due_at=now, sent_at=now, opened_at=now,
                expires_at=now + timedelta(days=14),
            )
            for number, customer in zip(numbers, customers, strict=True)
        ]  # fmt: skip
        made = [link_token(row.pk) for row in rows]
        for row, token in zip(rows, made, strict=True):
            row.token_digest = token_digest(token)
        insert_rows(rows)
        tokens += made
    return tokens


@contextmanager
def _scratch_database() -> Iterator[str]:
    """A new database; the installation's own is left alone. Gives its address for the servers."""
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    connection.settings_dict["TEST"]["NAME"] = f"bench_answers_{os.getpid()}"
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
    try:
        yield address_of(connection.settings_dict)
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


def address_of(facts: dict[str, Any]) -> str:
    """A connection's settings as DATABASE_URL."""
    from urllib.parse import quote

    user = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
    if not facts["HOST"] or facts["HOST"].startswith("/"):
        return f"postgresql://{user}@/{facts['NAME']}?host={quote(facts['HOST'], safe='/')}"
    return f"postgresql://{user}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"


if __name__ == "__main__":
    _answer_from_here(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
