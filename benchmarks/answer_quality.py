"""How long do the checks of answer quality take over a million forms of 40 questions (X4)?"""

from __future__ import annotations

import resource
import time

import numpy as np

from hearten.engines.answer_quality.check import Answers, check_answers
from hearten.engines.answer_quality.contradictions import Pair
from hearten.engines.answer_quality.types import Battery

PEOPLE, ITEMS, BATTERIES = 1_000_000, 40, 4
REVERSED = (3, 7)


def run() -> dict[str, float]:
    """`seconds` (and of the processor) for all checks together, `peak_mib` of the process, `flagged` forms."""
    rng = np.random.default_rng(1)
    given = rng.integers(1, 8, (PEOPLE, ITEMS)).astype(np.float64)
    seconds = rng.lognormal(1.5, 0.5, (PEOPLE, ITEMS))
    wide = ITEMS // BATTERIES
    batteries = [
        Battery(f"b{n}", given[:, n * wide : (n + 1) * wide], 1, 7, REVERSED) for n in range(BATTERIES)
    ]
    answers = Answers(
        people=PEOPLE,
        seconds=seconds,
        batteries=batteries,
        pairs=[Pair(f"p{n}", given[:, n], given[:, n + 1], 1, 7) for n in range(4)],
        devices=rng.integers(0, PEOPLE, PEOPLE),
        at=rng.uniform(0, 30 * 86_400, PEOPLE),
    )
    start, work = time.perf_counter(), time.process_time()
    flags = check_answers(answers)
    spent, work = time.perf_counter() - start, time.process_time() - work
    return {
        "seconds": round(spent, 2),
        "cpu_seconds": round(work, 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0),
        "flagged": len(np.unique(np.concatenate([one.rows for one in flags]))),
    }
