"""If these rules had held, who would have received more, who less? (docs/algorithms/readjudication.md)"""

from hearten.engines.costsharing.readjudication.comparing import MEMBERS, compare
from hearten.engines.costsharing.readjudication.portfolio import PORTFOLIO, lines_from
from hearten.engines.costsharing.readjudication.summary import CHANGE_EDGES, Summary, summarise

__all__ = ["CHANGE_EDGES", "MEMBERS", "PORTFOLIO", "Summary", "compare", "lines_from", "summarise"]
