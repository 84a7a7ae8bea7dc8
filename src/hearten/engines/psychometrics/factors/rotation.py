"""Turning the axes so that each factor speaks of few items: varimax, oblimin (quartimin), promax.

Rows and columns are as R's `stats::varimax` and `GPArotation::oblimin` leave them at their own stopping rules, then put into
a fixed order: factors by the sum of their squared loadings, greatest first, none with a negative sum of loadings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from hearten.engines.psychometrics.factors.extraction import signs
from hearten.engines.psychometrics.inputs import Matrix, Vector, chosen_from
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

Rotation = Literal["none", "varimax", "oblimin", "promax"]

_VARIMAX_GAIN, _VARIMAX_TURNS = 1e-5, 1000
_OBLIMIN_SLOPE, _OBLIMIN_TURNS, _HALVINGS = 1e-5, 1000, 10
PROMAX_POWER = 4
_TINY = 1e-15


@dataclass(frozen=True)
class Rotated:
    """The pattern (items × factors), the correlations of the factors, and whether the turning came to rest."""

    loadings: Matrix
    phi: Matrix
    converged: bool = True


def rotate(loadings: Matrix, rotation: Rotation) -> Rotated:
    """`loadings` of uncorrelated factors, turned and put in order. One factor cannot be turned.

    Raises Invalid for a rotation it does not know, and when the items share too little for the axes to be told apart.
    """
    chosen_from(rotation, get_args(Rotation), field="rotation")
    factors = loadings.shape[1]
    if rotation == "none" or factors == 1:
        return in_order(Rotated(loadings, np.eye(factors)))
    started = np.where(loadings == 0, _TINY, loadings)
    try:
        return in_order({"varimax": varimax, "oblimin": oblimin, "promax": promax}[rotation](started))
    except np.linalg.LinAlgError as error:
        raise Invalid(
            N_("The items share too little for %(factors)d factors to be turned apart."),
            field="factors",
            hint=N_("Ask for fewer factors, or look at them unrotated."),
            factors=factors,
        ) from error


def in_order(rotated: Rotated) -> Rotated:
    """Factors by their sum of squared loadings, greatest first; each turned so that its loadings don't sum below zero."""
    turn = signs(rotated.loadings)
    order = np.argsort(-(rotated.loadings**2).sum(axis=0), kind="stable")
    phi = rotated.phi * np.outer(turn, turn)
    return Rotated((rotated.loadings * turn)[:, order], phi[np.ix_(order, order)], rotated.converged)


def varimax(loadings: Matrix) -> Rotated:
    """Kaiser's (1958) varimax with his row normalisation: the greatest variance of squared loadings within factors."""
    turned, _, converged = _varimax(loadings)
    return Rotated(turned, np.eye(loadings.shape[1]), converged)


def promax(loadings: Matrix, power: int = PROMAX_POWER) -> Rotated:
    """Hendrickson and White's (1964) promax: axes towards the varimax loadings raised to a power (rows normalised)."""
    lengths = _lengths(loadings)
    normal, turn, converged = _varimax(loadings / lengths)
    target = normal * np.abs(normal) ** (power - 1)
    axes = np.linalg.lstsq(normal, target, rcond=None)[0]
    axes = axes * np.sqrt(np.diag(np.linalg.inv(axes.T @ axes)))
    back = np.linalg.inv(turn @ axes)
    return Rotated((normal @ axes) * lengths, back @ back.T, converged)


def oblimin(loadings: Matrix) -> Rotated:
    """Direct quartimin (oblimin with gamma 0, Jennrich and Sampson 1966) by gradient projection (Jennrich 2002)."""
    turn, step = np.eye(loadings.shape[1]), 1.0
    pattern, value, gradient = _quartimin(loadings, turn)
    for _ in range(_OBLIMIN_TURNS):
        projected = gradient - turn * (turn * gradient).sum(axis=0)
        slope = float(np.sqrt((projected**2).sum()))
        if slope < _OBLIMIN_SLOPE:
            return Rotated(pattern, turn.T @ turn)
        step *= 2
        for _ in range(_HALVINGS + 1):
            tried = turn - step * projected
            tried /= np.sqrt((tried**2).sum(axis=0))
            found = _quartimin(loadings, tried)
            if value - found[1] > slope * slope * step / 2:
                break
            step /= 2
        turn, (pattern, value, gradient) = tried, found
    return Rotated(pattern, turn.T @ turn, converged=False)


def _quartimin(loadings: Matrix, turn: Matrix) -> tuple[Matrix, float, Matrix]:
    """The pattern for these axes, how far it is from simple (products of squared loadings), and the slope by the axes."""
    back = np.linalg.inv(turn)
    pattern = loadings @ back.T
    squares = pattern**2
    others = squares.sum(axis=1, keepdims=True) - squares
    slope = -(pattern.T @ (pattern * others) @ back).T
    return pattern, float((squares * others).sum() / 4), slope


def _varimax(loadings: Matrix) -> tuple[Matrix, Matrix, bool]:
    lengths = _lengths(loadings)
    normal = loadings / lengths
    turn, before = np.eye(loadings.shape[1]), 0.0
    for _ in range(_VARIMAX_TURNS):
        turned = normal @ turn
        left, sizes, right = np.linalg.svd(normal.T @ (turned**3 - turned * (turned**2).mean(axis=0)))
        turn = left @ right
        now = float(sizes.sum())
        if now < before * (1 + _VARIMAX_GAIN):
            return (normal @ turn) * lengths, turn, True
        before = now
    return (normal @ turn) * lengths, turn, False


def _lengths(loadings: Matrix) -> Vector:
    found: Vector = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    return np.maximum(found, _TINY)
