"""Do the answers have the structure we claim? Confirmatory factor analysis by maximum likelihood.

Each item belongs to the factors the model names (for SERVQUAL: to one of five dimensions); factors have variance one and
correlate freely. As lavaan with `std.lv = TRUE` and its normal likelihood: covariances with n below, χ² = n times the
least discrepancy (Jöreskog 1969).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2

from hearten.engines.psychometrics.factors.fit import Interval, steiger
from hearten.engines.psychometrics.inputs import Matrix, Vector, people
from hearten.engines.psychometrics.matrices import as_correlation, log_determinant, require_regular
from hearten.engines.psychometrics.moments import Moments
from hearten.engines.psychometrics.structure import (
    Pattern,
    discrepancy,
    implied_by,
    most_likely,
    uncertainty,
    undetermined,
)
from hearten.engines.psychometrics.threads import single_threaded
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_


@dataclass(frozen=True)
class Confirmation:
    """Estimates (with standard errors from the expected information) and how well the claimed structure fits.

    loadings: items × factors, zero where the model has none; standardised: for items of variance one. phi: correlations
    of the factors. unique: variances of the items' own. reliable: the omega of each factor's own items. improper: what
    cannot be (a negative variance, a correlation beyond one); then the model is not to be trusted. Standard errors are NaN
    where these answers can't tell two unknowns apart (two factors of two items that hardly go together, say).
    """

    items: tuple[str, ...]
    factors: tuple[str, ...]
    loadings: Matrix
    loading_errors: Matrix
    standardised: Matrix
    phi: Matrix
    phi_errors: Matrix
    unique: Vector
    unique_errors: Vector
    omega: Vector
    chi: float
    dof: int
    p: float
    baseline_chi: float
    baseline_dof: int
    cfi: float
    tli: float
    rmsea: Interval
    srmr: float
    aic: float
    bic: float
    observations: float
    improper: tuple[str, ...]
    converged: bool


@single_threaded
def confirm(
    moments: Moments, model: Mapping[str, Sequence[str]], *, observations: float | None = None
) -> Confirmation:
    """Fits `model` (factor → its items) to the answers' covariances; give listwise moments of those items.

    Raises Invalid for a model that can't be estimated, and names items without variance or that determine each other.
    """
    items = tuple(dict.fromkeys(item for members in model.values() for item in members))
    if not items:
        raise Invalid(
            N_("The structure names no items."), field="model", hint=N_("Give each factor its items.")
        )
    chosen = moments.select(items)
    chosen.require_variance()
    free = np.array([[item in members for members in model.values()] for item in items])
    pattern = Pattern(free, np.tril_indices(len(model), -1))
    _require_identified(model, pattern)
    require_regular(chosen.correlation, items)
    n = people(chosen.observations if observations is None else observations)
    spread = chosen.deviations * np.sqrt((n - 1) / n)
    # Fitted to correlations, which are of one size, and scaled back: the likelihood knows no units.
    values = as_correlation(chosen.covariance)
    unknown, converged = most_likely(values, pattern)
    fitted = _Fitted(pattern, unknown, values, spread, n)
    return Confirmation(
        items=items,
        factors=tuple(model),
        observations=n,
        converged=converged,
        **_estimates(fitted),
        **_indices(fitted),
        improper=_improper(items, tuple(model), *pattern.unpack(unknown)[1:]),
    )


@dataclass(frozen=True)
class _Fitted:
    """The likeliest unknowns of a pattern, for the correlations `values` of items with these deviations."""

    pattern: Pattern
    unknown: Vector
    values: Matrix
    spread: Vector
    n: float

    @property
    def chi(self) -> float:
        return self.n * max(discrepancy(self.unknown, self.values, self.pattern)[0], 0.0)

    @property
    def implied(self) -> Matrix:
        return implied_by(self.unknown, self.pattern)


def _estimates(fitted: _Fitted) -> dict[str, Any]:
    """The parameters in the units of the answers, with their standard errors."""
    pattern, spread = fitted.pattern, fitted.spread
    errors = uncertainty(fitted.unknown, pattern, fitted.n)
    loadings, phi, unique = pattern.unpack(fitted.unknown)
    # Factors turned so that no column of loadings sums below zero.
    turn = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    loadings, phi = loadings * turn, phi * np.outer(turn, turn)
    loading_errors, phi_errors, unique_errors = pattern.unpack(errors)
    in_units, own = loadings * spread[:, None], unique * spread**2
    return {
        "loadings": in_units,
        "loading_errors": loading_errors * spread[:, None],
        "standardised": loadings / np.sqrt(np.diag(fitted.implied))[:, None],
        "phi": phi,
        "phi_errors": phi_errors - np.eye(len(phi)),
        "unique": own,
        "unique_errors": unique_errors * spread**2,
        "omega": _omegas(pattern, in_units, own),
    }


def _indices(fitted: _Fitted) -> dict[str, Any]:
    """χ², the indices of fit and the information criteria."""
    n, size, unknowns = fitted.n, len(fitted.values), fitted.pattern.unknowns
    chi, dof = fitted.chi, size * (size + 1) // 2 - unknowns
    determinant = log_determinant(fitted.values)
    null, null_dof = -n * determinant, size * (size - 1) // 2
    saturated = -n / 2 * (size * (np.log(2 * np.pi) + 1) + determinant + 2 * np.log(fitted.spread).sum())
    likelihood = float(saturated) - chi / 2
    return {
        "chi": chi,
        "dof": dof,
        "p": float(chi2.sf(chi, dof)) if dof > 0 else np.nan,
        "baseline_chi": null,
        "baseline_dof": null_dof,
        "cfi": _comparative(chi - dof, null - null_dof),
        "tli": 1 - (chi / dof - 1) / (null / null_dof - 1) if dof > 0 and null > null_dof else np.nan,
        "rmsea": steiger(chi, dof, n),
        "srmr": _mean_residual(fitted.values, fitted.implied),
        "aic": 2 * unknowns - 2 * likelihood,
        "bic": float(unknowns * np.log(n) - 2 * likelihood),
    }


def _omegas(pattern: Pattern, loadings: Matrix, unique: Vector) -> Vector:
    shared = loadings.sum(axis=0) ** 2
    own = (pattern.free * unique[:, None]).sum(axis=0)
    found: Vector = shared / (shared + own)
    return found


def _comparative(excess: float, null_excess: float) -> float:
    """Bentler's (1990) CFI."""
    worst = max(excess, null_excess, 0.0)
    return 1.0 if worst == 0 else 1 - max(excess, 0.0) / worst


def _mean_residual(values: Matrix, implied: Matrix) -> float:
    """The root mean square of what is left of the correlations, diagonal counted (Bentler 1995)."""
    rows, columns = np.tril_indices(len(values))
    return float(np.sqrt(((values - implied)[rows, columns] ** 2).mean()))


def _improper(items: Sequence[str], factors: Sequence[str], phi: Matrix, unique: Vector) -> tuple[str, ...]:
    negative = [item for item, own in zip(items, unique, strict=True) if own <= 0]
    beyond = [f"{factors[one]} – {factors[two]}" for one, two in np.argwhere(np.tril(np.abs(phi), -1) >= 1)]
    return tuple(negative + beyond)


def _require_identified(model: Mapping[str, Sequence[str]], pattern: Pattern) -> None:
    size = len(pattern.free)
    thin = [factor for factor, members in model.items() if len(members) < (2 if len(model) > 1 else 3)]
    if not thin and pattern.unknowns <= size * (size + 1) // 2:
        loose = undetermined(pattern)
        thin = [factor for factor, unknown in zip(model, loose, strict=True) if unknown]
        if not thin:
            return
    raise Invalid(
        N_("The structure has more unknowns than the answers can tell: %(factors)s."),
        field="model",
        hint=N_(
            "Give a factor at least three items, or two when there are other factors beside it, and not the items of another."
        ),
        factors=", ".join(thin or model),
    )
