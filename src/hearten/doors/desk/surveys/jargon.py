"""The glossary of the members' app as words that a question should not assume."""

from __future__ import annotations

from functools import cache

from django.utils.translation import gettext, override

from hearten.doors.components.glossary import TERMS
from hearten.engines.wording.types import Term

# Words of the glossary that everybody uses, in a survey too.
_EVERYDAY = frozenset({"csat", "effort", "premium", "social_insurance"})
_LANGUAGES = (("zh", "zh-hans"), ("en", "en"))


@cache
def glossary_terms() -> tuple[Term, ...]:
    """Each term in both languages."""
    found = []
    for language, locale in _LANGUAGES:
        with override(locale):
            found += [
                Term(text=gettext(term.word), language=language)
                for code, term in TERMS.items()
                if code not in _EVERYDAY
            ]
    return tuple(found)
