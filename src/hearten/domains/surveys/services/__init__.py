"""Asking people and taking their answers."""

from hearten.domains.surveys.services.answering import (
    finish_page,
    open_invitation,
    save_answer,
    save_answers,
    submit_response,
)
from hearten.domains.surveys.services.designing import (
    begin_blank,
    begin_copy,
    begin_from_template,
    change_design,
    continue_survey,
    note_design,
    publish_design,
    redo_change,
    retire_design,
    undo_change,
)
from hearten.domains.surveys.services.documents import ensure_version, load_documents
from hearten.domains.surveys.services.files import attach_file, read_file
from hearten.domains.surveys.services.inviting import (
    NewInvitation,
    invite,
    invite_after_moment,
    invite_many,
)
from hearten.domains.surveys.services.loading import load_responses
from hearten.domains.surveys.services.sending import expire_invitations, send_invitation, send_many

__all__ = [
    "NewInvitation",
    "attach_file",
    "begin_blank",
    "begin_copy",
    "begin_from_template",
    "change_design",
    "continue_survey",
    "ensure_version",
    "expire_invitations",
    "finish_page",
    "invite",
    "invite_after_moment",
    "invite_many",
    "load_documents",
    "load_responses",
    "note_design",
    "open_invitation",
    "publish_design",
    "read_file",
    "redo_change",
    "retire_design",
    "save_answer",
    "save_answers",
    "send_invitation",
    "send_many",
    "submit_response",
    "undo_change",
]
