"""What the wording check says, and the view of a question that its rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from hearten.engines.wording.masks import asking_spans, mask


class Severity(StrEnum):
    """From mild to hard: worth a look; likely to bend answers; must be mended before anybody is asked."""

    HINT = "hint"
    WARNING = "warning"
    BLOCK = "block"


class Kind(StrEnum):
    LEADING = "leading"
    DOUBLE_BARRELLED = "double_barrelled"
    DOUBLE_NEGATIVE = "double_negative"
    JARGON = "jargon"
    TOO_LONG = "too_long"
    UNBALANCED_SCALE = "unbalanced_scale"
    OVERLAPPING_OPTIONS = "overlapping_options"
    MISSING_OPTIONS = "missing_options"
    ONE_OPTION = "one_option"
    VAGUE = "vague"
    ABSOLUTE = "absolute"
    HYPOTHETICAL = "hypothetical"
    ASSUMPTIVE = "assumptive"
    SENSITIVE = "sensitive"
    SENSITIVE_REQUIRED = "sensitive_required"
    SPECIFIC_BEFORE_GENERAL = "specific_before_general"
    OPEN_NOT_LAST = "open_not_last"
    DEMOGRAPHIC_FIRST = "demographic_first"
    TOO_MANY = "too_many"
    MINUTES_DIFFER = "minutes_differ"
    MATRIX_TOO_LONG = "matrix_too_long"
    NPS_NOT_STANDARD = "nps_not_standard"
    PRIVACY_NOTICE = "privacy_notice"
    TRANSLATION_MISSING = "translation_missing"
    SCALES_DIFFER = "scales_differ"


@dataclass(frozen=True)
class Finding:
    """One remark. `span` counts characters of the named `part` (text, help, option.<code>, row.<code>, low_label …).

    `why` and `mend` are English message ids for the catalogue, to be filled with `facts` after translation;
    `suggestion` is a wording made by rule, in the language of the finding, or "".
    """

    kind: Kind
    severity: Severity
    language: str
    why: str
    mend: str
    page: str = ""
    item: str = ""
    part: str = "text"
    span: tuple[int, int] = (0, 0)
    facts: Mapping[str, Any] = field(default_factory=dict)
    suggestion: str = ""


@dataclass(frozen=True)
class Term:
    """A word of the trade in one language, and what to say instead (may be empty)."""

    text: str
    language: str
    plain: str = ""


@dataclass(frozen=True)
class Question:
    """One item in one language. `kind` may be "" when only the words are known."""

    text: str
    language: str
    kind: str = ""
    code: str = ""
    page: str = ""
    help: str = ""
    options: tuple[str, ...] = ()
    option_codes: tuple[str, ...] = ()
    other: bool = False
    rows: tuple[tuple[str, str], ...] = ()
    low_label: str = ""
    high_label: str = ""
    sensitive: str = ""
    required: bool = False
    conditional: bool = False
    consent_before: bool = False
    lowest: int | None = None
    points: int | None = None

    @cached_property
    def plain(self) -> str:
        """The text with quotations and brackets blanked out, every place kept."""
        return mask(self.text)

    @cached_property
    def asking(self) -> list[tuple[int, int]]:
        """Where the asking sentences stand in `plain`; what leads up to them is left out."""
        return asking_spans(self.plain, self.language)

    @property
    def chinese(self) -> bool:
        return self.language.startswith("zh")
