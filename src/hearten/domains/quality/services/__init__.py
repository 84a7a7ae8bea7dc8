"""Writing the index: measuring, targets, peers, experts."""

from hearten.domains.quality.services.measuring import measure_index
from hearten.domains.quality.services.peers import enter_peer, import_peers
from hearten.domains.quality.services.rounds import (
    ask_again,
    close_round,
    hand_in_comparisons,
    hand_in_scores,
    open_round,
)
from hearten.domains.quality.services.targets import choose_weights, set_target

__all__ = [
    "ask_again",
    "choose_weights",
    "close_round",
    "enter_peer",
    "hand_in_comparisons",
    "hand_in_scores",
    "import_peers",
    "measure_index",
    "open_round",
    "set_target",
]
