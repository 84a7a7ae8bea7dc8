"""Writing about codes."""

from hearten.domains.terminology.services.loading import Origin, known_rules, load_facts

__all__ = ["Origin", "known_rules", "load_facts"]
