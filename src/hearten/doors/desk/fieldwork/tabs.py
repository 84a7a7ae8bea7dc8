"""The rooms of hand-work, side by side, and those of one study."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hearten.domains.surveys.models import Study


def tabs(here: str) -> list[dict[str, Any]]:
    """Studies by hand, conversations, keying."""
    words = {
        "fieldwork": _("Studies by hand"),
        "fieldwork_entry": _("Key in forms"),
        "fieldwork_sessions": _("Groups and interviews"),
    }
    return [
        {"word": word, "url": reverse(f"desk:{name}"), "here": name == here} for name, word in words.items()
    ]


def study_tabs(study: Study, here: str) -> list[dict[str, Any]]:
    """Telephone, paper and thanks of one study, and the way back to the study."""
    words = {
        "fieldwork_calls": _("Telephone"),
        "fieldwork_paper": _("Paper"),
        "fieldwork_thanks": _("Thanks"),
    }
    made = [
        {"word": word, "url": reverse(f"desk:{name}", args=[study.pk]), "here": name == here}
        for name, word in words.items()
    ]
    return [{"word": _("Study"), "url": reverse("desk:study", args=[study.pk]), "here": False}, *made]
