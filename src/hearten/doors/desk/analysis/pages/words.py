"""What people wrote, for those who may read single answers."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator

from hearten.domains.surveys.questionnaire import Field, FieldKind
from hearten.domains.surveys.selectors.columns import words_for
from hearten.doors.desk.analysis.asked import Asked
from hearten.doors.desk.analysis.words import said

PAGE_ROWS = 30


def fields_of(asked: Asked) -> tuple[Field, ...]:
    """The survey's questions for own words."""
    return tuple(field for field in asked.columns.survey.fields() if field.kind is FieldKind.WORDS)


def build(asked: Asked) -> dict[str, Any]:
    """Own words of those whom the filters leave, newest first."""
    labels = {field.key: _label(asked, field) for field in fields_of(asked)}
    key = asked.pick("field", ("", *labels))
    kept = set(asked.frame.columns.ids)
    study_id = asked.study.pk if asked.study else None
    found = words_for(asked.actor, study_id=study_id, survey_code=None if study_id else asked.code)
    rows = [(field, text) for who, field, text in found if who in kept and (not key or field == key)]
    page = Paginator(rows[::-1], PAGE_ROWS).get_page(asked.chosen.get("page"))
    return {
        "page": page,
        "quotes": [{"question": labels.get(field, field), "text": text} for field, text in page],
        "questions": [
            {"word": word, "url": asked.url("words", field=name), "here": name == key}
            for name, word in labels.items()
        ],
    }


def _label(asked: Asked, field: Field) -> str:
    item = asked.columns.survey.item(field.item)
    return said(item.text) if item else field.key
