"""Forms that look like ours wherever Django prints them."""

from __future__ import annotations

from typing import Any

from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    RadioSelect,
    Select,
    Textarea,
)
from django.forms.renderers import DjangoTemplates
from django.template import loader

from hearten.doors.components.sentences import sentence
from hearten.kernel.errors import HeartenError

CONTROL, CHOICE = "form-control", "form-select"
DJANGO_ROWS = "10"  # what Django gives a text area when nobody says otherwise


class Renderer(DjangoTemplates):
    """Django's own widgets, our own fields and forms."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("components/"):
            return loader.get_template(template_name)
        return super().get_template(template_name)


def kind_of(field: BoundField) -> str:
    """Which shape the field takes: check, choices, file, money or line."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, FileInput):
        return "file"
    if widget.attrs.get("data-kind") == "money":
        return "money"
    return "line"


def styled(field: BoundField) -> str:
    """The widget with the class it needs."""
    widget = field.field.widget
    given = widget.attrs.get("class", "")
    if isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        css = "form-check-input"
    elif isinstance(widget, Select):
        css = CHOICE
    else:
        css = CONTROL
    attrs: dict[str, Any] = {"class": f"{css} {given}".strip()}
    if isinstance(widget, Textarea) and widget.attrs.get("rows") == DJANGO_ROWS:
        attrs["rows"] = 4
    if widget.attrs.get("data-kind") == "money":
        attrs |= {"inputmode": "decimal", "autocomplete": "off"}
    return field.as_widget(attrs=attrs)


def add_error(form: Any, error: HeartenError) -> None:
    """Put a service's refusal where it belongs: at its field, or on top of the form."""
    form.add_error(error.field if error.field in form.fields else None, sentence(error))
