from hearten.domains.terminology.models.concept import CodeSystem, Concept
from hearten.domains.terminology.models.rule import RuleCode, ServiceRule

__all__ = ["CodeSystem", "Concept", "RuleCode", "ServiceRule"]
