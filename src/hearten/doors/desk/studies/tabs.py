"""The rooms of asking, side by side."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(here: str) -> list[dict[str, Any]]:
    """Questionnaires, studies, panels, and what sets surveys off by itself."""
    words = {
        "surveys": _("Questionnaires"),
        "studies": _("Studies"),
        "panels": _("Panels"),
        "asking_rules": _("Triggers and limits"),
    }
    return [
        {"word": word, "url": reverse(f"desk:{name}"), "here": name == here} for name, word in words.items()
    ]
