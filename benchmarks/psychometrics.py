"""A million people answer 22 seven-point questions: how long until factors and reliability are known (X5)?

Five factors are planted, as many items each as SERVQUAL's dimensions have. The usual way is pandas' correlations with
statsmodels' factors (maximum likelihood, oblimin: it has no minimum residual), and pingouin's alpha for each scale and
each scale without one item. `peak_mib` is what Python and NumPy allocate at most beyond the answers themselves, over ten
million respondents (tracemalloc).
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pingouin
from statsmodels.multivariate.factor import Factor

from hearten.engines.psychometrics.confirmatory import confirm
from hearten.engines.psychometrics.correlation import pearson
from hearten.engines.psychometrics.factors.exploratory import FactorAnalysis, explore
from hearten.engines.psychometrics.factors.parallel import parallel_analysis
from hearten.engines.psychometrics.moments import Moments, gather, gather_scales
from hearten.engines.psychometrics.polychoric import polychoric
from hearten.engines.psychometrics.reliability import Reliability, reliability
from hearten.engines.psychometrics.tables import tabulate

ROWS, TIMES, CHUNK, POINTS = 1_000_000, 10, 100_000, 7
SIZES = {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
SCALES = {name: tuple(f"{name} {item + 1}" for item in range(size)) for name, size in SIZES.items()}
ITEMS = tuple(item for members in SCALES.values() for item in members)
FACTORS, BETWEEN = len(SCALES), 0.4
REPEATS = 5


def run() -> dict[str, float | bool]:
    """Seconds of each step, the usual way as a multiple, and how the pass and the algebra grow with ten times the answers."""
    rng = np.random.default_rng(7)
    loadings = planted(rng)
    answers = np.concatenate(list(chunks(rng, loadings, ROWS)))
    figures = ours(answers, loadings)
    figures |= usual(answers, figures)
    figures |= growth(rng, loadings, answers)
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in figures.items()}


def planted(rng: np.random.Generator) -> np.ndarray:
    """Loadings of 0.55 to 0.85, each item on its own factor."""
    owner = np.repeat(np.arange(FACTORS), list(SIZES.values()))
    return np.eye(FACTORS)[owner] * rng.uniform(0.55, 0.85, len(ITEMS))[:, None]


def chunks(rng: np.random.Generator, loadings: np.ndarray, rows: int) -> Iterator[np.ndarray]:
    """Answers 1 to 7, `CHUNK` respondents at a time."""
    phi = np.full((FACTORS, FACTORS), BETWEEN) + (1 - BETWEEN) * np.eye(FACTORS)
    mixing = (loadings @ np.linalg.cholesky(phi)).T.astype(np.float32)
    noise = np.sqrt(1 - (loadings**2).sum(axis=1)).astype(np.float32)
    for start in range(0, rows, CHUNK):
        size = min(CHUNK, rows - start)
        opinion = rng.standard_normal((size, FACTORS), dtype=np.float32) @ mixing
        opinion += rng.standard_normal((size, len(ITEMS)), dtype=np.float32) * noise
        yield np.clip(np.rint(opinion * 1.3 + 4.6), 1, POINTS).astype(np.int8)


def factors_of(answers: np.ndarray) -> FactorAnalysis:
    return explore(pearson(gather(answers, ITEMS)), FACTORS, method="minres", rotation="oblimin")


def alphas_of(answers: np.ndarray) -> dict[str, Reliability]:
    return {name: reliability(moments) for name, moments in gather_scales(answers, ITEMS, SCALES).items()}


def ours(answers: np.ndarray, loadings: np.ndarray) -> dict[str, float | bool]:
    efa, analysis = fastest(lambda: factors_of(answers))
    alpha, _ = fastest(lambda: alphas_of(answers))
    gathered, moments = fastest(lambda: gather(answers, ITEMS))
    counting, tables = once(lambda: tabulate(answers, ITEMS, lowest=1, highest=POINTS))
    poly, _ = once(lambda: polychoric(tables))
    confirming, _ = once(lambda: confirm(moments, SCALES))
    parallel, _ = once(lambda: parallel_analysis(pearson(moments), np.random.default_rng(1)))
    return {
        "efa_seconds": efa,
        "alpha_seconds": alpha,
        "pass_seconds": gathered,
        "tables_seconds": counting,
        "polychoric_seconds": poly,
        "confirmatory_seconds": confirming,
        "parallel_seconds": parallel,
        "planted_found": bool(congruence(analysis.loadings, loadings) > 0.95),
    }


def usual(answers: np.ndarray, figures: dict) -> dict[str, float]:
    """The same with the usual packages, and how far the results lie apart."""
    frame = pd.DataFrame(answers, columns=list(ITEMS))
    efa, rotated = once(lambda: usual_factors(frame))
    alpha, found = once(lambda: usual_alphas(frame))
    mine = explore(pearson(gather(answers, ITEMS)), FACTORS, method="ml", rotation="oblimin")
    ours_alpha = {name: result.alpha.raw for name, result in alphas_of(answers).items()}
    return {
        "usual_efa_seconds": efa,
        "usual_alpha_seconds": alpha,
        "efa_ratio": efa / figures["efa_seconds"],
        "alpha_ratio": alpha / figures["alpha_seconds"],
        "loadings_apart": float(1 - congruence(mine.loadings, rotated)),
        "alphas_apart": max(abs(ours_alpha[name] - found[name]) for name in SCALES),
    }


def usual_factors(frame: pd.DataFrame) -> np.ndarray:
    result = Factor(corr=frame.corr().to_numpy(), n_factor=FACTORS, method="ml", nobs=len(frame)).fit()
    result.rotate("oblimin")
    return np.asarray(result.loadings)


def usual_alphas(frame: pd.DataFrame) -> dict[str, float]:
    found = {}
    for name, items in SCALES.items():
        found[name] = pingouin.cronbach_alpha(frame[list(items)])[0]
        for item in items:
            pingouin.cronbach_alpha(frame[[other for other in items if other != item]])
    return found


def growth(rng: np.random.Generator, loadings: np.ndarray, answers: np.ndarray) -> dict[str, float]:
    """Ten times the answers: the pass over them, the algebra after it, and the memory of both."""
    many = np.concatenate(list(chunks(rng, loadings, ROWS * TIMES)))
    few_moments, many_moments = gather(answers, ITEMS), gather(many, ITEMS)
    # Processor time, and turn about, so that other work on the machine does not pass for growth.
    turns = [
        (busy(lambda: gather(answers, ITEMS)), busy(lambda: gather(many, ITEMS))) for _ in range(REPEATS)
    ]
    small, large = (min(side) for side in zip(*turns, strict=True))
    before, after = (
        min(busy(lambda moments=moments: algebra(moments)) for _ in range(REPEATS))
        for moments in (few_moments, many_moments)
    )
    tracemalloc.start()
    factors_of(many)
    alphas_of(many)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "slope_10x": large / small,
        "algebra_seconds": before,
        "algebra_10x": after / before,
        "peak_mib": peak / 2**20,
    }


def algebra(moments: Moments) -> None:
    explore(pearson(moments), FACTORS)
    for items in SCALES.values():
        reliability(moments, items)


def congruence(found: np.ndarray, wanted: np.ndarray) -> float:
    """Tucker's coefficient of the least alike pair of factors, after pairing each with its most alike."""
    products = np.abs(found.T @ wanted)
    lengths = np.outer(np.linalg.norm(found, axis=0), np.linalg.norm(wanted, axis=0))
    return float((products / lengths).max(axis=0).min())


def once(work: Callable):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def busy(work: Callable) -> float:
    """Seconds of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def fastest(work: Callable, repeats: int = REPEATS):
    """The least of several times, since the machine has other things to do; the result is that of the last."""
    runs = [once(work) for _ in range(repeats)]
    return min(seconds for seconds, _ in runs), runs[-1][1]
