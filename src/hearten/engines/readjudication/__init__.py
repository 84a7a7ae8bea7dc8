"""If these rules had held, who would have received more, who less? (docs/algorithms/readjudication.md)"""

from hearten.engines.readjudication.comparing import MEMBERS, compare
from hearten.engines.readjudication.portfolio import PORTFOLIO, lines_from
from hearten.engines.readjudication.summary import CHANGE_EDGES, Summary, summarise

__all__ = ["CHANGE_EDGES", "MEMBERS", "PORTFOLIO", "Summary", "compare", "lines_from", "summarise"]
