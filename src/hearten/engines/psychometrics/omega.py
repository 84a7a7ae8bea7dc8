"""How much of a scale's total is one thing (omega hierarchical), and how much is anything but chance (omega total)?

McDonald's (1999) omega from a factor solution; the general factor by Schmid and Leiman's (1957) transformation, with the
steps of R psych's `schmid` and `omega`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hearten.engines.psychometrics.correlation import Correlations
from hearten.engines.psychometrics.factors.extraction import Method, extract
from hearten.engines.psychometrics.factors.rotation import in_order, oblimin, varimax
from hearten.engines.psychometrics.inputs import Matrix, Vector, same_length
from hearten.engines.psychometrics.matrices import smoothed, squared_multiple_correlations
from hearten.engines.psychometrics.threads import single_threaded
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_PAIR = 2
_NOTHING = 1e-10


@dataclass(frozen=True)
class OneFactorOmega:
    """Omega of a scale with a single factor.

    model: (Σl)² / ((Σl)² + Σu²), all from the factor. observed: (Σl)² / Σr, against the correlations as they are.
    total: 1 − Σu² / Σr. loadings: of the items, turned so that they sum above zero.
    """

    model: float
    observed: float
    total: float
    loadings: Vector


@dataclass(frozen=True)
class Hierarchical:
    """A general factor beside group factors.

    omega_h: the share of the total score's variance that the general factor makes. omega_total: that all factors make.
    limit: omega_h of an endlessly long scale. explained_common: the general factor's share of what is common (both NaN
    where the items share nothing).
    general, groups: loadings after Schmid and Leiman. keys: −1 for an item that was turned round.
    """

    names: tuple[str, ...]
    omega_h: float
    omega_total: float
    limit: float
    alpha: float
    g6: float
    explained_common: float
    general: Vector
    groups: Matrix
    communalities: Vector
    keys: Vector


@single_threaded
def one_factor_omega(correlations: Correlations, *, method: Method = "minres") -> OneFactorOmega:
    """Omega from one factor; give the correlations already keyed so that the items point the same way."""
    _require_items(correlations, 1)
    values = smoothed(correlations.values)[0]
    loadings = extract(values, 1, method).loadings[:, 0]
    shared, unique, total = loadings.sum() ** 2, (1 - loadings**2).sum(), values.sum()
    return OneFactorOmega(
        float(shared / (shared + unique)), float(shared / total), float(1 - unique / total), loadings
    )


@single_threaded
def hierarchical_omega(
    correlations: Correlations, factors: int = 3, *, method: Method = "minres", keys: Vector | None = None
) -> Hierarchical:
    """A general factor above `factors` correlated ones. Items that load on it negatively are turned round, unless `keys`
    says which are. With two group factors the general one loads equally on both, as R psych does.
    """
    _require_items(correlations, factors)
    values = smoothed(correlations.values)[0]
    if keys is not None:
        same_length(keys, values, field="keys")
        values = values * np.outer(keys, keys)
    general, groups, communalities = schmid_leiman(values, factors, method)
    turned = np.where(general < 0, -1.0, 1.0) if keys is None else np.ones(len(values))
    values = values * np.outer(turned, turned)
    general, groups = general * turned, groups * turned[:, None]
    total, unique, size = values.sum(), (1 - communalities).sum(), len(values)
    squares = np.array([(general**2).sum(), (groups**2).sum()])
    return Hierarchical(
        names=correlations.names,
        omega_h=float(general.sum() ** 2 / total),
        omega_total=float(1 - unique / total),
        limit=_share(general.sum() ** 2, total - unique),
        alpha=float((1 - size / total) * size / (size - 1)),
        g6=float(1 - (size - squared_multiple_correlations(values).sum()) / total),
        explained_common=_share(squares[0], squares.sum()),
        general=general,
        groups=groups,
        communalities=communalities,
        keys=turned if keys is None else keys,
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if abs(whole) > _NOTHING else float("nan")


def schmid_leiman(values: Matrix, factors: int, method: Method = "minres") -> tuple[Vector, Matrix, Vector]:
    """The loadings on the general factor and on what is left of the group factors, and the communalities.

    Unrotated → varimax → quartimin; one factor of the factors' correlations; the pattern times its loadings is the
    general factor, what of a squared pattern loading remains is the group factor's.
    """
    extracted = extract(values, factors, method).loadings
    communalities = (extracted**2).sum(axis=1)
    if factors == 1:
        return extracted[:, 0], np.zeros((len(values), 0)), communalities
    oblique = oblimin(in_order(varimax(extracted)).loadings)
    above = _second_order(oblique.phi, method)
    pattern = oblique.loadings
    rest = np.maximum(pattern**2 - (pattern * above) ** 2, 0.0)
    return pattern @ above, np.sign(pattern) * np.sqrt(rest), communalities


def _second_order(phi: Matrix, method: Method) -> Vector:
    """The loadings of correlated factors on the one above them."""
    if len(phi) == _PAIR:
        root = np.sqrt(abs(phi[0, 1]))
        return np.array([root, np.sign(phi[0, 1]) * root])
    return extract(smoothed(phi)[0], 1, method).loadings[:, 0]


def _require_items(correlations: Correlations, factors: int) -> None:
    items = len(correlations.names)
    if not 1 <= factors < items:
        raise Invalid(
            N_("%(items)d items can't be reduced to %(factors)d factors."),
            field="factors",
            hint=N_("Ask for at least one factor and for fewer than there are items."),
            items=items,
            factors=factors,
        )
