"""Which wishes delight, which are taken for granted (Kano), and which matter most (MaxDiff)."""

from __future__ import annotations

from typing import Any, get_args

from django.utils.translation import gettext as _

from hearten.domains.insight.selectors.studies.needs import KanoAnalysis, has_kind, kano_analysis
from hearten.domains.insight.selectors.studies.preferences import PreferenceAnalysis, preference_analyses
from hearten.domains.insight.study_types import Feature
from hearten.domains.surveys.questionnaire import ItemKind
from hearten.doors.components.formats import number_text
from hearten.doors.components.sentences import sentence
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.charts import kano_chart, preference_chart
from hearten.doors.desk.analysis.tables import Table
from hearten.doors.desk.analysis.words import KANO_LABELS, interval_words, said
from hearten.doors.desk.insight.export import Value
from hearten.engines.psychometrics.kano import CATEGORIES, Rule
from hearten.engines.psychometrics.kano import Table as Evaluation
from hearten.kernel.text import N_

_PERCENT = 100.0
_TABLES: dict[str, str] = {"classic": N_("Kano's table"), "pouliot": N_("Pouliot's table")}
_RULES: dict[str, str] = {
    "strong_first": N_("Any strong feeling before none (O+A+M)"),
    "mode": N_("The most frequent class"),
    "order": N_("On a tie: M, O, A, I"),
}


def build(asked: Asked) -> dict[str, Any]:
    """Plane and table of Kano features, scores of MaxDiff items, as far as the survey has them."""
    made: dict[str, Any] = {"tables": []}
    if has_kind(asked.frame, ItemKind.KANO):
        made |= _kano(asked, made["tables"])
    weighed = preference_analyses(asked.frame)
    made["preferences"] = [
        {
            "label": said(one.label),
            "people": one.people,
            "chart": preference_chart(one, asked.language),
            "problem": sentence(one.problem) if one.problem else "",
            "table": f"maxdiff-{number}",
        }
        for number, one in enumerate(weighed, start=1)
    ]
    made["tables"] += [_preferences(one, number) for number, one in enumerate(weighed, start=1)]
    return made


def _kano(asked: Asked, tables: list[Table]) -> dict[str, Any]:
    evaluations, rules = get_args(Evaluation), get_args(Rule)
    evaluation = asked.pick("table", evaluations, "classic")
    rule = asked.pick("rule", rules, "strong_first")
    found = kano_analysis(asked.frame, table=evaluation, rule=rule)  # type: ignore[arg-type]
    tables.append(_features(found))
    return {
        "kano": kano_chart(found, asked.language),
        "hidden": [said(words) for words in found.hidden],
        "features": [_feature(one) for one in found.features],
        "evaluations": [(name, _(_TABLES.get(name, name)), name == evaluation) for name in evaluations],
        "rules": [(name, _(_RULES.get(name, name)), name == rule) for name in rules],
    }


def _feature(one: Feature) -> dict[str, Any]:
    result = one.result
    return {
        "label": said(one.label),
        "category": result.category,
        "word": _(KANO_LABELS.get(result.category, result.category)),
        "better": interval_words(result.better, 2),
        "worse": interval_words(result.worse, 2),
        "clear": result.fong.clear,
        "strength": number_text(result.category_strength * _PERCENT, 0) + "%",
        "by_rule": f"{result.mode} · {result.strong_first} · {result.order}",
    }


def _features(found: KanoAnalysis) -> Table:
    rows: list[list[Value]] = []
    for one in found.features:
        result = one.result
        shares = [one.shares.get(category) for category in CATEGORIES]
        rows.append(
            [
                said(one.label),
                result.category,
                result.counts.n,
                *(None if share is None else _PERCENT * share for share in shares),
                result.better.value,
                result.better.low,
                result.better.high,
                result.worse.value,
                result.worse.low,
                result.worse.high,
                _("clear") if result.fong.clear else _("may be chance"),
            ]
        )
    head = [_("Feature"), _("Class"), _("Answers"), *(f"{category}, %" for category in CATEGORIES)]
    head += [
        _("Better"),
        _("Lower limit"),
        _("Upper limit"),
        _("Worse"),
        _("Lower limit"),
        _("Upper limit"),
        _("Fong's test"),
    ]
    return Table("kano", _("Features in figures"), head, rows, note=_("Empty: too few people to be shown."))


def _preferences(found: PreferenceAnalysis, number: int) -> Table:
    rows: list[list[Value]] = [
        [
            said(one.label),
            one.score,
            *((one.utility.value, one.utility.low, one.utility.high) if one.utility else (None, None, None)),
            None if one.share is None else _PERCENT * one.share,
        ]
        for one in found.items
    ]
    head = [
        _("Wish"),
        _("Best less worst"),
        _("Utility"),
        _("Lower limit"),
        _("Upper limit"),
        _("Chosen first of all, %"),
    ]
    return Table(f"maxdiff-{number}", said(found.label), head, rows)
