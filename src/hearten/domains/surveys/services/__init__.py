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
from hearten.domains.surveys.services.dropping import drop_study
from hearten.domains.surveys.services.fielding import (
    close_due_studies,
    close_study,
    extend_study,
    launch_study,
    pause_study,
    renew_open_link,
    resume_study,
)
from hearten.domains.surveys.services.files import attach_file, read_file
from hearten.domains.surveys.services.flagging import flag_answers, flag_lately_answered, judge_flags
from hearten.domains.surveys.services.forgetting import forget_person
from hearten.domains.surveys.services.inviting import (
    NewInvitation,
    invite,
    invite_after_moment,
    invite_many,
)
from hearten.domains.surveys.services.launching import ask_batch, ask_sample, take_up_studies
from hearten.domains.surveys.services.loading import load_responses
from hearten.domains.surveys.services.open_uses import forget_open_uses
from hearten.domains.surveys.services.panels import join_panel, leave_panel, make_panel, start_wave
from hearten.domains.surveys.services.piloting import split_pilot
from hearten.domains.surveys.services.reminding import remind_all, remind_batch, thank
from hearten.domains.surveys.services.rule_changes import change_rules
from hearten.domains.surveys.services.sending import expire_invitations, send_invitation, send_many
from hearten.domains.surveys.services.studies import (
    Drawn,
    StratumPlan,
    change_study,
    keep_sample,
    make_study,
    set_quota,
)

__all__ = [
    "Drawn",
    "NewInvitation",
    "StratumPlan",
    "ask_batch",
    "ask_sample",
    "attach_file",
    "begin_blank",
    "begin_copy",
    "begin_from_template",
    "change_design",
    "change_rules",
    "change_study",
    "close_due_studies",
    "close_study",
    "continue_survey",
    "drop_study",
    "ensure_version",
    "expire_invitations",
    "extend_study",
    "finish_page",
    "flag_answers",
    "flag_lately_answered",
    "forget_open_uses",
    "forget_person",
    "invite",
    "invite_after_moment",
    "invite_many",
    "join_panel",
    "judge_flags",
    "keep_sample",
    "launch_study",
    "leave_panel",
    "load_documents",
    "load_responses",
    "make_panel",
    "make_study",
    "note_design",
    "open_invitation",
    "pause_study",
    "publish_design",
    "read_file",
    "redo_change",
    "remind_all",
    "remind_batch",
    "renew_open_link",
    "resume_study",
    "retire_design",
    "save_answer",
    "save_answers",
    "send_invitation",
    "send_many",
    "set_quota",
    "split_pilot",
    "start_wave",
    "submit_response",
    "take_up_studies",
    "thank",
    "undo_change",
]
