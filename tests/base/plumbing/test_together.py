"""Wishes of many threads are done together; who is alone never waits for company, and nobody suffers from another's."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from hearten.base.plumbing import together as module
from hearten.base.plumbing.together import Together


def test_what_comes_while_one_works_is_done_in_one_go():
    begun, go_on, batches = Event(), Event(), []

    def work(wishes):
        batches.append(sorted(wishes))
        begun.set()
        go_on.wait(10)
        return [wish * 10 for wish in wishes]

    together, heard = Together(work, most=3), {}
    threads = [Thread(target=lambda n=n: heard.update({n: together(n)})) for n in range(6)]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(together._waiting) < 5:
        pass
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert heard == {n: n * 10 for n in range(6)}
    assert [len(batch) for batch in batches] == [1, 3, 2]


def test_one_that_breaks_the_whole_breaks_only_its_own():
    together, heard = Together(lambda wishes: [100 // wish for wish in wishes], most=9), {}
    together._turn.acquire()

    def wish(n):
        try:
            heard[n] = together(n)
        except ZeroDivisionError:
            heard[n] = "broken"

    threads = [Thread(target=wish, args=(n,)) for n in (5, 0, 4)]
    for thread in threads:
        thread.start()
    while len(together._waiting) < 3:
        pass
    together._turn.release()
    for thread in threads:
        thread.join(10)
    assert heard == {5: 20, 0: "broken", 4: 25}


def test_only_after_a_turn_with_company_is_there_a_wait_for_more(monkeypatch):
    batches, late = [], []

    def work(wishes):
        batches.append(sorted(wishes))
        return wishes

    def another_comes(_seconds):
        late.append(Thread(target=together, args=(9,)))
        late[-1].start()
        while len(together._waiting) < 2:
            pass

    monkeypatch.setattr(module, "sleep", another_comes)
    together = Together(work, most=9)
    together(1)
    together._turn.acquire()
    two = [Thread(target=together, args=(n,)) for n in (2, 3)]
    for thread in two:
        thread.start()
    while len(together._waiting) < 2:
        pass
    together._turn.release()
    for thread in two:
        thread.join(10)
    together(4)
    late[0].join(10)
    assert batches == [[1], [2, 3], [4, 9]]
    assert len(late) == 1


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_is_done_there():
    def work(wishes):
        return [connection.in_atomic_block for _ in wishes]

    together = Together(work, most=9)
    assert together(1) is False
    with transaction.atomic():
        assert together(1) is True
