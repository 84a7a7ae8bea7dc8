"""What is handed in, what it is and where it comes from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.base.imports.types import KIND_LABELS, ImportKind

ACCEPTED = ".json,.ndjson,.jsonl,.gz,.zip,.csv,.txt,.dat,.xlsx"


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        # A hospital's claims are handed in on the page of that hospital.
        choices=lambda: [(k.value, _(KIND_LABELS[k])) for k in ImportKind if k != ImportKind.HOSPITAL_CLAIMS],
    )
    source = forms.RegexField(
        label=_("Where does it come from?"),
        regex=r"^[\w\-.· ]{1,40}$",
        max_length=40,
        help_text=_(
            "The name of the hospital or system. Use the same name each time, so that nothing is taken twice."
        ),
        error_messages={"invalid": _("Use letters, digits, spaces, dots and dashes.")},
    )
    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "FHIR R4 as JSON or NDJSON, also gzipped or several in a ZIP; or a table as CSV. At most 500 MB."
        ),
    )
