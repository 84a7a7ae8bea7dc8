from hearten.domains.quality.models.peer import PeerFigure
from hearten.domains.quality.models.round import ExpertRound, ExpertSeat
from hearten.domains.quality.models.target import TargetSetting
from hearten.domains.quality.models.value import IndicatorValue
from hearten.domains.quality.models.weighting import WeightChoice

__all__ = ["ExpertRound", "ExpertSeat", "IndicatorValue", "PeerFigure", "TargetSetting", "WeightChoice"]
