"""How figures read: values with their unit, intervals, sentences, charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearten.base.touchpoints.types import CHANNEL_LABELS, Channel
from hearten.domains.insight.selectors import MEASURES
from hearten.domains.insight.types import (
    DIMENSION_LABELS,
    TURNAROUND_LABELS,
    Cell,
    Dimension,
    Measured,
    TurnaroundStage,
    Unit,
)
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import NOTHING, number_text

_NEARLY_ALL = 0.8

Words = Mapping[Dimension, Mapping[str, str]]

_SCALE = {Unit.SHARE: 100.0, Unit.SHARE_DIFFERENCE: 100.0}
_DECIMALS = {
    Unit.POINTS: 1,
    Unit.SHARE: 1,
    Unit.SCALE_7: 2,
    Unit.DAYS: 1,
    Unit.STEPS_PER_DAY: 3,
    Unit.SHARE_DIFFERENCE: 1,
    Unit.TIMES: 1,
}
_LIMITS = {Unit.SHARE: (0.0, None), Unit.SCALE_7: (1.0, 7.0), Unit.DAYS: (0.0, None)}


def unit_sign(unit: Unit) -> str:
    """What follows the number."""
    return {Unit.SHARE: "%", Unit.DAYS: " " + _("days"), Unit.TIMES: "×"}.get(unit, "")


def value_text(unit: Unit, value: float | None, *, sign: bool = True) -> str:
    if value is None:
        return NOTHING
    return number_text(value * _SCALE.get(unit, 1.0), _DECIMALS[unit]) + (unit_sign(unit) if sign else "")


def interval_text(unit: Unit, cell: Cell) -> str:
    """“95 % sure: 21.0 – 33.4”, or why there is none."""
    if cell.hidden:
        return _("Hidden: too few people")
    if cell.low is None or cell.high is None:
        return _("Too few to say how sure")
    low, high = (value_text(unit, v, sign=False) for v in (cell.low, cell.high))
    return _("95%% sure: %(low)s – %(high)s") % {"low": low, "high": high}


def count_text(cell: Cell) -> str:
    return "" if cell.n is None else ngettext("from %(n)s", "from %(n)s", cell.n) % {"n": number_text(cell.n)}


def key_word(dimension: Dimension, key: str, words: Words) -> str:
    """The word for a key of a dimension."""
    if dimension is Dimension.CHANNEL:
        return _(CHANNEL_LABELS[Channel(key)]) if key in set(Channel) else key
    if dimension is Dimension.STAGE:
        return _(TURNAROUND_LABELS[TurnaroundStage(key)]) if key in set(TurnaroundStage) else key
    return words.get(dimension, {}).get(key, key) or _("Not known")


def chart_of(measured: Measured, words: Words, *, links: Sequence[str] = (), kind: str = "") -> Chart:
    """The breakdown of a measure by one dimension (or by month and one other: a line each)."""
    recipe = MEASURES[measured.name]
    scale, first = _SCALE.get(measured.unit, 1.0), measured.by[0]
    title = _("%(figure)s by %(dimension)s") % {
        "figure": _(recipe.label),
        "dimension": _(DIMENSION_LABELS[first]).lower(),
    }
    keys = list(dict.fromkeys(cell.keys[0] for cell in measured.cells))
    series = _series(measured, keys, words, scale)
    low, high = _LIMITS.get(measured.unit, (None, None))
    if measured.unit is Unit.SHARE and any((cell.high or 0) > _NEARLY_ALL for cell in measured.cells):
        high = _SCALE[Unit.SHARE]  # there is nothing above 100 %
    return Chart(
        title=title,
        sentence=sentence_of(measured, words),
        kind=kind or ("line" if first is Dimension.MONTH else "row"),  # type: ignore[arg-type]
        categories=[key_word(first, key, words) for key in keys],
        series=series,
        unit=unit_sign(measured.unit),
        decimals=_DECIMALS[measured.unit],
        category_word=_(DIMENSION_LABELS[first]),
        minimum=low,
        maximum=high,
        links=list(links),
        height=280 if first is Dimension.MONTH else 90 + 46 * max(2, len(keys)),
    )


def _series(measured: Measured, keys: list[str], words: Words, scale: float) -> list[Series]:
    if len(measured.by) == 1:
        named = {_(MEASURES[measured.name].label): {cell.keys[0]: cell for cell in measured.cells}}
    else:
        seconds = dict.fromkeys(cell.keys[1] for cell in measured.cells)
        named = {
            key_word(measured.by[1], second, words): {
                c.keys[0]: c for c in measured.cells if c.keys[1] == second
            }
            for second in seconds
        }
    return [
        Series(
            name=name,
            values=[_scaled(cells.get(key), "value", scale) for key in keys],
            low=[_scaled(cells.get(key), "low", scale) for key in keys],
            high=[_scaled(cells.get(key), "high", scale) for key in keys],
        )
        for name, cells in named.items()
    ]


def _scaled(cell: Cell | None, name: str, scale: float) -> float | None:
    value = getattr(cell, name) if cell is not None else None
    return None if value is None else value * scale


def sentence_of(measured: Measured, words: Words) -> str:
    """What a breakdown shows, in words: over time how it began and ended, otherwise who is highest and lowest."""
    shown = [cell for cell in measured.cells if cell.value is not None]
    if len(shown) < 2:  # noqa: PLR2004 -- two are needed to compare
        return _("There is too little to compare yet.")
    unit = measured.unit
    if measured.by[0] is Dimension.MONTH and len(measured.by) == 1:
        first, last = shown[0], shown[-1]
        text = _("From %(first)s in %(first_month)s to %(last)s in %(last_month)s; %(all)s over all.") % {
            "first": value_text(unit, first.value),
            "first_month": first.key,
            "last": value_text(unit, last.value),
            "last_month": last.key,
            "all": value_text(unit, measured.total.value),
        }
    else:
        top, bottom = max(shown, key=_value), min(shown, key=_value)
        text = _("Highest: %(top)s (%(top_value)s). Lowest: %(bottom)s (%(bottom_value)s).") % {
            "top": _keys_word(measured, top, words),
            "top_value": value_text(unit, top.value),
            "bottom": _keys_word(measured, bottom, words),
            "bottom_value": value_text(unit, bottom.value),
        }
        if not _apart(top, bottom):
            text += " " + _("Their intervals overlap, so the difference may be chance.")
    if measured.hidden_cells:
        text += " " + ngettext(
            "%(n)s group is hidden so that nobody can be made out.",
            "%(n)s groups are hidden so that nobody can be made out.",
            measured.hidden_cells,
        ) % {"n": measured.hidden_cells}
    return text


def effect_sentence(measured: Measured) -> str:
    """What an effect says, and whether chance alone could explain it."""
    cell, unit = measured.total, measured.unit
    if cell.value is None or cell.low is None or cell.high is None:
        return _("There is too little to say yet.")
    low, high = value_text(unit, cell.low, sign=False), value_text(unit, cell.high, sign=False)
    sure = cell.low > 0 or cell.high < 0
    if measured.name == "delay_effect":
        text = _(
            "Each day of waiting goes with %(value)s steps of satisfaction (95%% sure: %(low)s to %(high)s)."
        )
    else:
        text = _(
            "After an unresolved complaint %(value)s percentage points more members lapse (95%% sure: %(low)s to %(high)s)."
        )
    said = text % {"value": value_text(unit, cell.value, sign=False), "low": low, "high": high}
    return said if sure else said + " " + _("This may still be chance.")


def _value(cell: Cell) -> float:
    return cell.value if cell.value is not None else 0.0


def _apart(top: Cell, bottom: Cell) -> bool:
    return top.low is not None and bottom.high is not None and top.low > bottom.high


def _keys_word(measured: Measured, cell: Cell, words: Words) -> str:
    return " · ".join(key_word(d, key, words) for d, key in zip(measured.by, cell.keys, strict=True))
