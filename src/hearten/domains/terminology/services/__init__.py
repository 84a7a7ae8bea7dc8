"""Writing about codes."""

from hearten.domains.terminology.services.loading import Origin, load_facts

__all__ = ["Origin", "load_facts"]
