"""Writing needs studies, codes and labels."""

from hearten.domains.research.services.coding import (
    add_material,
    add_statement,
    add_theme,
    code_statement,
    finish_reading,
)
from hearten.domains.research.services.labelling import (
    correct_label,
    label_batch,
    label_response,
    learn_model,
    relabel_batch,
)
from hearten.domains.research.services.needs import (
    link_change,
    move_change,
    support_with_figure,
    support_with_statement,
    write_need,
)
from hearten.domains.research.services.studies import (
    add_source,
    finish_step,
    open_study,
    remove_source,
    save_step,
)

__all__ = [
    "add_material",
    "add_source",
    "add_statement",
    "add_theme",
    "code_statement",
    "correct_label",
    "finish_reading",
    "finish_step",
    "label_batch",
    "label_response",
    "learn_model",
    "link_change",
    "move_change",
    "open_study",
    "relabel_batch",
    "remove_source",
    "save_step",
    "support_with_figure",
    "support_with_statement",
    "write_need",
]
