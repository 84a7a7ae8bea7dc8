"""Reading surveys, invitations and answers."""

from hearten.domains.surveys.selectors.answers import (
    answers_of,
    get_response_for,
    list_responses_for,
    response_of,
)
from hearten.domains.surveys.selectors.designs import (
    find_design_of,
    get_design_for,
    history_for,
    list_designs_for,
    taken_codes,
    undo_and_redo,
)
from hearten.domains.surveys.selectors.invitations import (
    answered_invitation,
    answered_invitation_for,
    find_invitation,
    get_invitation_for,
    handed_in_values,
    is_same_sending,
    language_of,
    open_invitations_for,
    saved_answers,
    survey_of,
)
from hearten.domains.surveys.selectors.overview import (
    Funnel,
    funnel_for,
    list_surveys_for,
    list_versions_for,
    low_items,
    response_rate,
)

__all__ = [
    "Funnel",
    "answered_invitation",
    "answered_invitation_for",
    "answers_of",
    "find_design_of",
    "find_invitation",
    "funnel_for",
    "get_design_for",
    "get_invitation_for",
    "get_response_for",
    "handed_in_values",
    "history_for",
    "is_same_sending",
    "language_of",
    "list_designs_for",
    "list_responses_for",
    "list_surveys_for",
    "list_versions_for",
    "low_items",
    "open_invitations_for",
    "response_of",
    "response_rate",
    "saved_answers",
    "survey_of",
    "taken_codes",
    "undo_and_redo",
]
