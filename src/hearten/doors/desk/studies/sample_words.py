"""Names of groups in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.base.touchpoints.types import CHANNEL_LABELS
from hearten.domains.customers.types import SEX_LABELS
from hearten.domains.products.selectors import list_versions
from hearten.domains.products.types import in_language
from hearten.domains.products.words import REGION_LABELS
from hearten.domains.surveys.ages import AGE_BANDS
from hearten.domains.surveys.ports import health_groups
from hearten.domains.surveys.sample_types import ALL, NOBODY, UNKNOWN, VARIABLE_LABELS, Variable
from hearten.domains.surveys.selectors.weights import OTHERS, STRATUM

_CHANNELS = ("app", "web", "phone", "email", "sms", "wechat", "desk", "agent", "paper")
_OF_AGE = 18


def label_words(variable: str) -> dict[str, str]:
    """The labels of a variable with their words, in the order they are offered."""
    words = {
        Variable.SEX: {str(sex): _(word) for sex, word in SEX_LABELS.items()},
        Variable.AGE_BAND: {band: band.replace("-", "–") for first, band in AGE_BANDS if first >= _OF_AGE},
        Variable.CHANNEL: {str(one): _(word) for one, word in CHANNEL_LABELS.items() if one in _CHANNELS},
        Variable.REGION: {code: _(word) for code, word in REGION_LABELS.items()},
        Variable.HEALTH: {code: _(word) for code, word in health_groups().labels.items()},
    }
    if variable == Variable.PRODUCT:
        return _products() | {NOBODY: _("No policy in force")}
    return words.get(variable, {})  # type: ignore[call-overload]


def label_word(variable: str, label: str) -> str:
    """What to call one label."""
    if label in {UNKNOWN, OTHERS}:
        return _("Not known") if label == UNKNOWN else _("Others")
    return label_words(variable).get(label, label)


def group_word(values: Mapping[str, str]) -> str:
    """What to call a group: `values` are its labels by variable."""
    return " · ".join(label_word(name, label) for name, label in values.items()) or _("Everybody")


def variable_word(variable: str) -> str:
    if variable == STRATUM:
        return _("Group of the sample")
    return _(VARIABLE_LABELS[Variable(variable)])


def stratum_word(code: str, values: Mapping[str, str] | None) -> str:
    """What to call a stratum by its code."""
    return _("Everybody") if code == ALL else group_word(values or {}) if values else code


def _products() -> dict[str, str]:
    language = get_language() or "zh-hans"
    named = {product.code: product.name for product in reversed(list_versions())}
    return {code: in_language(name, language) for code, name in named.items()}
