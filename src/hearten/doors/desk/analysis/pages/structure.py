"""Which questions measure one thing: reliability of scales, and factors."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.questions import label_for
from hearten.domains.insight.selectors.studies.scales import FactorsFound, Scale, factors_found, scales
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.formats import number_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import loadings_chart, scales_chart
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import p_words, said
from hearten.doors.desk.insight.export import Value
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

_MOST_FACTORS = 8
_SMALL_P = 0.05
# Kaiser's (1974) words for his measure of sampling adequacy.
_ADEQUATE = (
    (0.9, N_("marvellous")),
    (0.8, N_("meritorious")),
    (0.7, N_("middling")),
    (0.6, N_("mediocre")),
    (0.5, N_("miserable")),
    (0.0, N_("unacceptable")),
)


def build(asked: Asked) -> dict[str, Any]:
    """Alpha of each set with what happens when an item is dropped; loadings, and how many factors there are."""
    found = scales(asked.frame)
    tables = [_alphas(found), *(_items(asked, one, n) for n, one in enumerate(found, start=1))]
    made: dict[str, Any] = {
        "alphas": scales_chart(found, asked.language),
        "scales": [{"label": said(one.label), "table": f"items-{n}"} for n, one in enumerate(found, start=1)],
        "tables": tables,
    }
    try:
        made |= _factors(asked, tables)
    except Invalid as error:
        made["no_factors"] = sentence(error)
    return made


def _factors(asked: Asked, tables: list[Table]) -> dict[str, Any]:
    most = max(1, min(_MOST_FACTORS, len(asked.ratings) // 2))
    numbers = [str(n) for n in range(1, most + 1)]
    chosen = asked.pick("factors", ("", *numbers))
    found = factors_found(asked.frame, factors=int(chosen) if chosen else None)
    tables.append(_loadings(found))
    return {
        "numbers": [
            ("", _("As many as chance would not make"), chosen == ""),
            *((n, n, n == chosen) for n in numbers),
        ],
        "loadings": loadings_chart(found, asked.language),
        "scree": _scree(found),
        "factor_words": _factor_words(found),
        "n": found.n,
    }


def _factor_words(found: FactorsFound) -> list[str]:
    kmo = found.adequacy.overall
    word = next(_(word) for least, word in _ADEQUATE if kmo >= least)
    related = found.sphericity.p < _SMALL_P
    words = [
        _(
            "Kaiser, Meyer and Olkin's measure is %(kmo)s (%(word)s): below 0.5 the questions share too little for factors."
        )
        % {"kmo": number_text(kmo, 2), "word": word},
        _("Bartlett's test: the questions do go together (p %(p)s).") % {"p": p_words(found.sphericity.p)}
        if related
        else _("Bartlett's test: the questions may be unrelated (p %(p)s).")
        % {"p": p_words(found.sphericity.p)},
        _("Parallel analysis suggests %(n)s: so many stand above what unrelated answers give by chance.")
        % {"n": found.suggested},
        _("Together the factors account for %(share)s %% of what the answers differ in.")
        % {"share": number_text(100 * float(found.result.share.sum()), 0)},
    ]
    if found.result.improper:
        names = ", ".join(said(found.labels[name]) for name in found.result.improper if name in found.labels)
        words.append(
            _("Take care: the model leaves no variance of their own to %(names)s.") % {"names": names}
        )
    return words


def _scree(found: FactorsFound) -> Chart:
    parallel = found.parallel
    return Chart(
        title=_("Eigenvalues of the answers and of chance"),
        sentence=_("%(n)s stand above chance before the first that does not.") % {"n": parallel.factors},
        kind="line",
        categories=[str(n + 1) for n in range(len(parallel.factor_values))],
        series=[
            Series(_("Answers"), [float(v) for v in parallel.factor_values]),
            Series(_("Chance (95 %)"), [float(v) for v in parallel.factor_chance], "quiet"),
        ],
        decimals=2,
        category_word=_("Number of the factor"),
        height=240,
    )


def _alphas(found: tuple[Scale, ...]) -> Table:
    rows: list[list[Value]] = [
        [
            said(one.label),
            len(one.keys),
            int(one.result.observations),
            one.result.alpha.raw,
            one.result.feldt.low,
            one.result.feldt.high,
            one.result.alpha.average_r,
        ]
        for one in found
    ]
    head = [
        _("Set of questions"),
        _("Questions"),
        _("Answers"),
        _("Alpha"),
        _("Lower limit"),
        _("Upper limit"),
        _("Mean correlation"),
    ]
    return Table("alphas", _("Reliability in figures"), head, rows)


def _items(asked: Asked, scale: Scale, number: int) -> Table:
    rows: list[list[Value]] = [
        [
            said(label_for(asked.frame, one.name)),
            one.mean,
            one.deviation,
            one.r_drop,
            one.dropped.raw if one.dropped else None,
        ]
        for one in scale.result.items
    ]
    head = [_("Question"), _("Mean"), _("Spread"), _("Goes with the others"), _("Alpha without it")]
    return Table(f"items-{number}", said(scale.label), head, rows)


def _loadings(found: FactorsFound) -> Table:
    loadings = found.result.loadings
    rows: list[list[Value]] = [
        [
            said(found.labels[key]),
            *(float(v) for v in loadings[i]),
            float(found.result.communalities[i]),
            float(found.adequacy.items[i]),
        ]
        for i, key in enumerate(found.keys)
    ]
    factors = [_("Factor %(n)s") % {"n": n + 1} for n in range(loadings.shape[1])]
    return Table(
        "loadings", _("Loadings in figures"), [_("Question"), *factors, _("Shared variance"), "KMO"], rows
    )
