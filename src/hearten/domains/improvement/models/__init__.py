from hearten.domains.improvement.models.case import Case
from hearten.domains.improvement.models.entry import CaseEntry

__all__ = ["Case", "CaseEntry"]
