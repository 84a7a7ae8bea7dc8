from hearten.domains.research.models.label import LabelModel, TextLabel
from hearten.domains.research.models.material import CoderReading, Coding, Material, Statement, Theme
from hearten.domains.research.models.need import Change, Evidence, Need
from hearten.domains.research.models.study import NeedsStudy, StudySource, StudyStep

__all__ = [
    "Change",
    "CoderReading",
    "Coding",
    "Evidence",
    "LabelModel",
    "Material",
    "Need",
    "NeedsStudy",
    "Statement",
    "StudySource",
    "StudyStep",
    "TextLabel",
    "Theme",
]
