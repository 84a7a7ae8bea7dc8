"""Writing health records."""

from hearten.domains.health.services.loading import load_records

__all__ = ["load_records"]
