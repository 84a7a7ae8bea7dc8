"""Reading what the answers and the records mean."""

from hearten.domains.insight.selectors.catalogue import MEASURES, Measure
from hearten.domains.insight.selectors.measuring import get_measure, measure
from hearten.domains.insight.selectors.rows import drill_down, list_keys

__all__ = ["MEASURES", "Measure", "drill_down", "get_measure", "list_keys", "measure"]
