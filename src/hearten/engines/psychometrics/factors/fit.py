"""How well do the factors reproduce the correlations? The figures and definitions of R psych's `fa`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import chi2, ncx2

from hearten.engines.psychometrics.inputs import Matrix
from hearten.engines.psychometrics.matrices import log_determinant, smoothed

CONFIDENCE = 0.90


@dataclass(frozen=True)
class Interval:
    """A value with its limits; NaN where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Fit:
    """What is left over, and whether it is more than chance.

    objective: ln|model| − ln|R| + tr(model⁻¹R) − p. chi: objective × (n − 1 − (2p+5)/6 − 2m/3) (Bartlett's correction).
    rms: the root mean square of residual correlations (crms: for degrees of freedom). empirical_*: from the residuals
    themselves. NaN where the model leaves no degree of freedom, and for χ² and what follows from it where there are too few
    people for Bartlett's correction (hardly more than items); R psych then says χ² = 0, p = 1.
    """

    observations: float
    dof: int
    objective: float
    chi: float
    p: float
    null_objective: float
    null_chi: float
    null_dof: int
    tli: float
    rmsea: Interval
    bic: float
    sabic: float
    rms: float
    crms: float
    empirical_chi: float
    empirical_p: float
    empirical_bic: float
    fit: float
    fit_off: float


def measure_fit(values: Matrix, model: Matrix, factors: int, observations: float) -> Fit:
    """The fit of `model` (loadings × phi × loadings) to the correlations `values`."""
    size = len(values)
    dof = size * (size - 1) // 2 - size * factors + factors * (factors - 1) // 2
    full = model.copy()
    np.fill_diagonal(full, 1.0)
    usable, reproduced = smoothed(values)[0], smoothed(full)[0]
    objective = _discrepancy(usable, reproduced)
    null_objective = -log_determinant(usable)
    correction = observations - 1 - (2 * size + 5) / 6
    scale = correction - 2 * factors / 3
    # The noise of a perfect fit may lie a hair below zero.
    chi = max(objective * scale, 0.0) if scale > 0 else np.nan
    null_chi = null_objective * correction if correction > 0 else np.nan
    null_dof = size * (size - 1) // 2
    return Fit(
        observations,
        dof,
        objective,
        chi,
        float(chi2.sf(chi, dof)) if dof > 0 else np.nan,
        null_objective,
        null_chi,
        null_dof,
        _tucker_lewis(objective, dof, null_objective, null_dof, scale),
        root_mean_square_error(chi, dof, observations),
        float(chi - dof * np.log(observations)) if dof > 0 else np.nan,
        float(chi - dof * np.log((observations + 2) / 24)) if dof > 0 else np.nan,
        *_empirical(values, model, dof, observations),
    )


def root_mean_square_error(chi: float, dof: int, observations: float) -> Interval:
    """The RMSEA as R psych has it: √(χ²/(df·n) − 1/(n−1)), its 90 % limits √(λ / (df (n−1)))."""
    if dof <= 0 or np.isnan(chi):
        return Interval(np.nan, np.nan, np.nan)
    value = float(np.sqrt(max(chi / (dof * observations) - 1 / (observations - 1), 0.0)))
    low, high = _limits(chi, dof, observations - 1)
    return Interval(value, min(low, value), max(high, value))


def steiger(chi: float, dof: int, observations: float) -> Interval:
    """Steiger's (1990) RMSEA as lavaan has it: √(max(χ² − df, 0) / (df·n)), with its 90 % limits √(λ / (df·n))."""
    if dof <= 0:
        return Interval(np.nan, np.nan, np.nan)
    return Interval(
        float(np.sqrt(max(chi - dof, 0.0) / (dof * observations))), *_limits(chi, dof, observations)
    )


def _limits(chi: float, dof: int, per: float) -> tuple[float, float]:
    tail = (1 - CONFIDENCE) / 2
    low, high = (float(np.sqrt(_noncentrality(chi, dof, share) / (dof * per))) for share in (1 - tail, tail))
    return low, high


def _noncentrality(chi: float, dof: int, share: float) -> float:
    """The noncentrality under which `share` of all χ² would lie below the one seen; 0 when even none is too much."""
    if chi2.cdf(chi, dof) <= share:
        return 0.0
    most = chi + 10 * np.sqrt(2 * (dof + 2 * chi)) + 10
    return float(brentq(lambda extra: ncx2.cdf(chi, dof, extra) - share, 1e-9, most, xtol=1e-9 * most))


def _discrepancy(values: Matrix, model: Matrix) -> float:
    ratio = np.linalg.solve(model, values)
    return float(np.trace(ratio) - log_determinant(values) + log_determinant(model) - len(values))


def _tucker_lewis(objective: float, dof: int, null: float, null_dof: int, scale: float) -> float:
    if dof <= 0 or null_dof <= 0 or scale <= 0:
        return float("nan")
    found, nothing = objective / dof, null / null_dof
    return (nothing - found) / (nothing - 1 / scale)


def _empirical(values: Matrix, model: Matrix, dof: int, observations: float) -> tuple[float, ...]:
    """rms, crms, χ², p and BIC of the residuals as they are, and the shares of squared correlation reproduced."""
    size = len(values)
    residual = values - model
    squares = float((residual**2).sum())
    fit = 1 - squares / float((values**2).sum())
    off = max(squares - float((np.diag(residual) ** 2).sum()), 0.0)
    whole = float((values**2).sum()) - size
    rms, chi = float(np.sqrt(off / (size * (size - 1)))), off * observations
    fit_off = 1 - off / whole if whole > 0 else np.nan
    if dof <= 0:
        return rms, np.nan, chi, np.nan, np.nan, fit, fit_off
    crms = float(np.sqrt(off / (2 * dof)))
    bic = float(chi - dof * np.log(observations))
    return rms, crms, chi, float(chi2.sf(chi, dof)), bic, fit, fit_off
