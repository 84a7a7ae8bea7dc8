"""Reading health records."""

from hearten.domains.health.selectors.records import list_entries_for, summary_for

__all__ = ["list_entries_for", "summary_for"]
