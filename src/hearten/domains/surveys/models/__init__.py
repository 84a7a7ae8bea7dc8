from hearten.domains.surveys.models.answer import Answer
from hearten.domains.surveys.models.invitation import Invitation
from hearten.domains.surveys.models.response import Response
from hearten.domains.surveys.models.version import SurveyVersion

__all__ = ["Answer", "Invitation", "Response", "SurveyVersion"]
