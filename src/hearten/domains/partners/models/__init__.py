from hearten.domains.partners.models.organization import Organization
from hearten.domains.partners.models.practitioner import Practitioner

__all__ = ["Organization", "Practitioner"]
