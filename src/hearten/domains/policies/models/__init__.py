from hearten.domains.policies.models.application import Application
from hearten.domains.policies.models.decision import UnderwritingDecision
from hearten.domains.policies.models.declaration import HealthDeclaration
from hearten.domains.policies.models.policy import Policy
from hearten.domains.policies.models.quote import Quote

__all__ = ["Application", "HealthDeclaration", "Policy", "Quote", "UnderwritingDecision"]
