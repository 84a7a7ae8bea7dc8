"""Reading the index of service quality."""

from hearten.domains.quality.selectors.courses import course_for, groupings_of, groups_for, survey_beside
from hearten.domains.quality.selectors.experts import (
    get_round_for,
    groups_to_weigh,
    list_experts,
    list_rounds_for,
    medians_before,
    scores_of,
    seat_of,
    turnout_of,
    weights_of,
)
from hearten.domains.quality.selectors.index import get_indicator, index_for, last_measured_month
from hearten.domains.quality.selectors.peers import latest_peers, list_peers_for, position
from hearten.domains.quality.selectors.targets import list_targets_for, weights_now

__all__ = [
    "course_for",
    "get_indicator",
    "get_round_for",
    "groupings_of",
    "groups_for",
    "groups_to_weigh",
    "index_for",
    "last_measured_month",
    "latest_peers",
    "list_experts",
    "list_peers_for",
    "list_rounds_for",
    "list_targets_for",
    "medians_before",
    "position",
    "scores_of",
    "seat_of",
    "survey_beside",
    "turnout_of",
    "weights_now",
    "weights_of",
]
