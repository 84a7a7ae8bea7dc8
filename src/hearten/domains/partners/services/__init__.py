"""Writing about partners."""

from hearten.domains.partners.services.loading import load_organizations, load_practitioners

__all__ = ["load_organizations", "load_practitioners"]
