"""Forms of the surveys' desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

CODE = r"[a-z][a-z0-9_]{1,38}"


class BeginForm(forms.Form):
    """A questionnaire to begin: from the library (`template`) or an empty one with its name."""

    template = forms.CharField(required=False, max_length=40)
    code = forms.RegexField(
        rf"^{CODE}$",
        label=_("Code"),
        help_text=_("Small letters, digits and _. Answers are kept under it; it does not change later."),
        error_messages={"invalid": _("A code begins with a small letter; letters, digits and _ may follow.")},
    )
    name_zh = forms.CharField(required=False, max_length=80, label=_("Name in Chinese"))
    name_en = forms.CharField(required=False, max_length=80, label=_("Name in English"))

    def clean(self) -> dict[str, str]:
        given: dict[str, str] = super().clean() or {}
        if not given.get("template") and not (given.get("name_zh") or given.get("name_en")):
            self.add_error("name_zh", _("Give it a name in one language at least."))
        return given
