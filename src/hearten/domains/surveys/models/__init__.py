from hearten.domains.surveys.models.answer import Answer
from hearten.domains.surveys.models.asking import AskingRulesVersion
from hearten.domains.surveys.models.design import DesignChange, SurveyDesign
from hearten.domains.surveys.models.file import AnswerFile
from hearten.domains.surveys.models.flag import ResponseFlag
from hearten.domains.surveys.models.invitation import Invitation
from hearten.domains.surveys.models.open_use import OpenLinkUse
from hearten.domains.surveys.models.panel import Panel, PanelMember
from hearten.domains.surveys.models.quota import QuotaFill
from hearten.domains.surveys.models.response import Response
from hearten.domains.surveys.models.study import Study, StudyStratum
from hearten.domains.surveys.models.version import SurveyVersion

__all__ = [
    "Answer",
    "AnswerFile",
    "AskingRulesVersion",
    "DesignChange",
    "Invitation",
    "OpenLinkUse",
    "Panel",
    "PanelMember",
    "QuotaFill",
    "Response",
    "ResponseFlag",
    "Study",
    "StudyStratum",
    "SurveyDesign",
    "SurveyVersion",
]
