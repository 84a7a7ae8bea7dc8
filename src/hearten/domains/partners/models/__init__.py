from hearten.domains.partners.models.api_key import ApiCall, ApiKey
from hearten.domains.partners.models.organization import Organization
from hearten.domains.partners.models.practitioner import Practitioner
from hearten.domains.partners.models.settlement import DirectSettlement

__all__ = ["ApiCall", "ApiKey", "DirectSettlement", "Organization", "Practitioner"]
