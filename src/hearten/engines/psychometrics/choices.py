"""What goes with a yes or a step on a scale: logistic and proportional-odds regression (docs/algorithms/regression.md).

Both are fitted by Newton's method. Weights are scaled to a mean of one; with them the errors are linearised ("survey"),
without them the inverse of the information ("model"), unless `errors` says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linprog
from scipy.special import chdtrc, expit, log_expit

from hearten.engines.psychometrics.inputs import Matrix, Vector, chosen_from, too_few
from hearten.engines.psychometrics.regression import Coefficients, Design, prepare, table
from hearten.engines.satisfaction.scores import CONFIDENCE
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Errors = Literal["model", "survey"]
# Value, slope and (negative) curvature of the log-likelihood, and the slope's part of each row.
Likelihood = Callable[[Vector], tuple[float, Vector, Matrix, Matrix]]

_TWO = 2
_ROUNDS = 100
_CLOSE = 1e-10
# What the next step could still gain: coefficients then stand to about 1e-8 of their error.
_STEADY = 1e-16
# Fitted log-odds beyond this look like separation; a linear programme then tells for sure.
_FAR = 12.0
_SEPARATED = 1e-7
_PROBED = 2_000


@dataclass(frozen=True)
class ChoiceFit:
    """A fit of odds. `thresholds` are the cut points of a scale (empty for yes and no, whose intercept is a term).

    Pseudo R²: McFadden (1974), Cox and Snell (1989), Nagelkerke (1991). `chi_square` compares with the model that
    knows nothing of `x`.
    """

    coefficients: Coefficients
    thresholds: Coefficients | None
    levels: tuple[float, ...]
    n: int
    left_out: int
    log_likelihood: float
    null_log_likelihood: float
    chi_square: float
    df: int
    p: float
    mcfadden: float
    cox_snell: float
    nagelkerke: float
    errors: str

    @property
    def odds_ratios(self) -> Vector:
        """By what factor one unit more multiplies the odds."""
        return np.exp(self.coefficients.value)


def logistic(
    y: ArrayLike,
    x: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    errors: Errors | None = None,
    confidence: float = CONFIDENCE,
) -> ChoiceFit:
    """The log-odds of `y` = 1 against 0; Invalid when `x` tells the two apart without a miss."""
    design = prepare(y, x, names=names, weights=weights)
    levels = np.unique(design.y)
    if not np.isin(levels, (0.0, 1.0)).all() or len(levels) < _TWO:
        raise Invalid(
            N_("The answer must be yes (1) for some and no (0) for others."),
            field="y",
            hint=N_("Choose a question with both answers."),
        )
    n, k = design.x.shape
    if n <= k:
        raise too_few(n, k + 1, field="y")
    weight = design.weights / design.weights.mean()

    def likelihood(beta: Vector) -> tuple[float, Vector, Matrix, Matrix]:
        eta = design.x @ beta
        chance = expit(eta)
        value = float(weight @ np.where(design.y == 1, log_expit(eta), log_expit(-eta)))
        rows = design.x * (weight * (design.y - chance))[:, None]
        curve = (design.x * (weight * chance * (1 - chance))[:, None]).T @ design.x
        return value, rows.sum(axis=0), curve, rows

    share = float(weight @ design.y / weight.sum())
    null = float(weight.sum()) * (share * np.log(share) + (1 - share) * np.log(1 - share))
    start = np.zeros(k)
    start[0] = np.log(share / (1 - share))
    beta = _climb(likelihood, start)
    if np.abs(design.x @ beta).max() > _FAR:
        _refuse_separation(design, np.where(design.y == 1, 1.0, -1.0))
    kind = errors or _usual(weights)
    return _fit(design, likelihood, beta, null=null, errors=kind, confidence=confidence, cuts=0)


def ordinal(
    y: ArrayLike,
    x: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    weights: ArrayLike | None = None,
    errors: Errors | None = None,
    confidence: float = CONFIDENCE,
) -> ChoiceFit:
    """Proportional odds (McCullagh 1980): logit P(Y ≤ j) = θⱼ − x·β, so a positive β goes with higher answers."""
    with_one = prepare(y, x, names=names, weights=weights)
    design = Design(with_one.y, with_one.x[:, 1:], with_one.weights, with_one.names[1:], with_one.left_out)
    levels, at = np.unique(design.y, return_inverse=True)
    cuts = len(levels) - 1
    if cuts < 1:
        raise Invalid(
            N_("All usable answers are the same."),
            field="y",
            hint=N_("Choose a question that people answered differently."),
        )
    n, k = design.x.shape
    if n <= k + cuts:
        raise too_few(n, k + cuts + 1, field="y")
    weight = design.weights / design.weights.mean()
    shares = np.bincount(at, weights=weight) / weight.sum()
    below = np.cumsum(shares)[:-1]
    start = np.concatenate([np.log(below / (1 - below)), np.zeros(k)])
    likelihood = _ladder(design.x, at.astype(np.int64), weight, cuts)
    null = float(weight.sum() * (shares @ np.log(shares)))
    beta = _climb(likelihood, start)
    if np.abs(design.x @ beta[cuts:] - beta[:cuts].mean()).max() > _FAR:
        _refuse_ladder(with_one, at.astype(np.int64))
    kind = errors or _usual(weights)
    return _fit(
        design, likelihood, beta, null=null, errors=kind, confidence=confidence, cuts=cuts, levels=levels
    )


def _ladder(x: Matrix, at: Vector, weight: Vector, cuts: int) -> Likelihood:
    """The likelihood of a scale: parameters are the cut points, then the slopes."""
    n = len(x)
    upper = np.column_stack([np.eye(cuts + 1)[at][:, :cuts], -x])
    lower = np.column_stack([np.eye(cuts + 2)[at][:, 1 : cuts + 1], -x])
    top, bottom = at == cuts, at == 0

    def likelihood(beta: Vector) -> tuple[float, Vector, Matrix, Matrix]:
        high = np.where(top, np.inf, upper @ beta)
        low = np.where(bottom, -np.inf, lower @ beta)
        if (high <= low).any():
            return -np.inf, np.zeros(len(beta)), np.eye(len(beta)), np.zeros((n, len(beta)))
        above, under = expit(high), expit(low)
        # In the upper half the difference of the two is taken from the other side, where it keeps its digits.
        chance = np.where(low > 0, expit(-low) - expit(-high), above - under)
        chance = np.maximum(chance, np.finfo(np.float64).tiny)
        f_high, f_low = above * expit(-high), under * expit(-low)
        d_high, d_low = f_high * (1 - 2 * above), f_low * (1 - 2 * under)
        rows = (upper * f_high[:, None] - lower * f_low[:, None]) / chance[:, None]
        curve = (rows * weight[:, None]).T @ rows
        curve -= (upper * (weight * d_high / chance)[:, None]).T @ upper
        curve += (lower * (weight * d_low / chance)[:, None]).T @ lower
        rows = rows * weight[:, None]
        return float(weight @ np.log(chance)), rows.sum(axis=0), curve, rows

    return likelihood


def _climb(likelihood: Likelihood, start: Vector) -> Vector:
    """Newton's method with halved steps; stops when the likelihood no longer grows."""
    beta = start
    value, slope, curve, _ = likelihood(beta)
    for _ in range(_ROUNDS):
        step = np.linalg.lstsq(curve, slope, rcond=None)[0]
        gain = float(step @ slope)
        scale = 1.0
        while scale > _CLOSE:
            tried, new_slope, new_curve, _ = likelihood(beta + scale * step)
            if tried >= value - abs(value) * np.finfo(np.float64).eps:
                break
            scale /= 2
        else:
            return beta
        beta = beta + scale * step
        value, slope, curve = tried, new_slope, new_curve
        if gain < _STEADY * max(1.0, abs(value)):
            return beta
    return beta


def _fit(
    design: Design,
    likelihood: Likelihood,
    beta: Vector,
    *,
    null: float,
    errors: str,
    confidence: float,
    cuts: int,
    levels: Vector | None = None,
) -> ChoiceFit:
    chosen_from(errors, get_args(Errors), field="errors")
    value, _, curve, rows = likelihood(beta)
    covariance: Matrix = np.asarray(np.linalg.pinv(curve, hermitian=True), dtype=np.float64)
    n = len(design.y)
    if errors == "survey":
        covariance = n / (n - 1) * covariance @ (rows.T @ rows) @ covariance
    slopes = slice(cuts, None)
    df = len(beta) - max(cuts, 1)
    chi = 2 * (value - null)
    snell = 1 - float(np.exp(2 * (null - value) / n))
    cut_names = tuple(f"≤ {level:g}" for level in (levels[:-1] if levels is not None else ()))
    return ChoiceFit(
        coefficients=table(design.names, beta[slopes], covariance[slopes, slopes], confidence),
        thresholds=table(cut_names, beta[:cuts], covariance[:cuts, :cuts], confidence) if cuts else None,
        levels=tuple(float(level) for level in (levels if levels is not None else (0.0, 1.0))),
        n=n,
        left_out=design.left_out,
        log_likelihood=value,
        null_log_likelihood=null,
        chi_square=chi,
        df=df,
        p=float(chdtrc(df, chi)) if df else np.nan,
        mcfadden=1 - value / null,
        cox_snell=snell,
        nagelkerke=snell / (1 - float(np.exp(2 * null / n))),
        errors=errors,
    )


def _usual(weights: ArrayLike | None) -> Errors:
    return "survey" if weights is not None else "model"


def _refuse_separation(design: Design, side: Vector) -> None:
    """Konis (2007): a direction that puts every yes on one side, found by a linear programme."""
    if not _apart(design.x, side):
        return
    needed = list(range(1, design.x.shape[1]))
    for at in reversed(range(1, design.x.shape[1])):
        without = [0, *(column for column in needed if column != at)]
        if len(without) > 1 and _apart(design.x[:, without], side):
            needed.remove(at)
    raise Invalid(
        N_("The answers are told apart without a miss by %(names)s, so no odds can be given."),
        field="x",
        hint=N_("Leave it out, join rare answers, or wait for more answers."),
        names=", ".join(design.names[column] for column in needed),
    )


def _apart(x: Matrix, side: Vector) -> bool:
    """Whether some mixture of the columns puts every row on its side (and one clearly there).

    The programme is solved for some rows; those on the wrong side of what it finds join, until none is left.
    """
    signed = x * side[:, None]
    asked = signed[:: len(signed) // _PROBED + 1]
    for _ in range(_ROUNDS):
        asked = np.unique(asked, axis=0)
        found = linprog(-asked.sum(axis=0), A_ub=-asked, b_ub=np.zeros(len(asked)), bounds=(-1, 1))
        if found.status != 0 or -found.fun <= _SEPARATED * len(asked):
            return False
        distance = signed @ found.x
        wrong = np.argsort(distance)[:_PROBED]
        wrong = wrong[distance[wrong] < -_SEPARATED]
        if len(wrong) == 0:
            return True
        asked = np.concatenate([asked, signed[wrong]])
    return False


def _refuse_ladder(design: Design, at: Vector) -> None:
    """A scale is separated when each cut is, in the same direction; the outermost cuts tell."""
    for cut in range(int(at.max())):
        _refuse_separation(design, np.where(at > cut, 1.0, -1.0))
