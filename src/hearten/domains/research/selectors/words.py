"""The words behind a label: opened only for those who label or may read single answers."""

from __future__ import annotations

from functools import lru_cache

from hearten.domains.research.models import TextLabel
from hearten.domains.surveys.models import Response, SurveyVersion
from hearten.domains.surveys.questionnaire import FieldKind
from hearten.domains.surveys.reading import compile_survey

COMMENT = "comment"


def open_answers_of(response: Response) -> list[tuple[str, str]]:
    """(field, words) of each open answer; nothing of an erased person, nothing of files or sensitive questions."""
    sealed = response.sealed or {}
    keys = _open_fields(response.survey_code, response.survey_version)
    found = [(key, sealed[key]) for key in keys if isinstance(sealed.get(key), str) and sealed[key].strip()]
    if not found and response.comment:
        return [(COMMENT, response.comment)]
    return found


def words_of_label(label: TextLabel) -> str:
    """The words that a label is about; "" when they are gone."""
    return dict(open_answers_of(label.response)).get(label.field, "")


@lru_cache(maxsize=200)
def _open_fields(code: str, version: int) -> tuple[str, ...]:
    """The open questions of one version of a survey, which never changes once it has answers."""
    row = SurveyVersion.objects.filter(code=code, version=version).first()
    if row is None:
        return ()
    survey = compile_survey(row.document)
    sensitive = {item.code for item in survey.items if item.sensitive is not None}
    return tuple(
        field.key
        for field in survey.fields()
        if field.kind is FieldKind.WORDS and field.item not in sensitive
    )
