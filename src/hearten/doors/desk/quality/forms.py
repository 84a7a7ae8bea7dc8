"""What is filled in in the room of service quality."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hearten.base.accounts.types import ROLE_LABELS, Role
from hearten.domains.quality.index_book import index_book
from hearten.domains.quality.selectors.experts import Expert
from hearten.domains.quality.services.rounds import LONGEST_NOTE
from hearten.domains.quality.types import (
    HIGHEST_SCORE,
    LOWEST_SCORE,
    ROUND_LABELS,
    UNIT_LABELS,
    Indicator,
    RoundKind,
    SourceKind,
    Unit,
)
from hearten.doors.desk.quality.figures import name_of

_PER_CENT = 100.0


class TargetForm(forms.Form):
    """Target and floor in the figure's own unit (shares in per cent), from which month on, and why."""

    target = forms.FloatField(label=gettext_lazy("Target (100 points)"))
    floor = forms.FloatField(label=gettext_lazy("Floor (0 points)"))
    from_month = forms.CharField(
        label=gettext_lazy("From the month"), widget=forms.TextInput(attrs={"type": "month"}), max_length=7
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self, *args: Any, indicator: Indicator, aim: tuple[float, float] | None = None, **kwargs: Any
    ) -> None:
        self.scale = _PER_CENT if indicator.unit is Unit.SHARE else 1.0
        if aim is not None:
            kwargs["initial"] = {
                "target": round(aim[0] * self.scale, 6),
                "floor": round(aim[1] * self.scale, 6),
                "from_month": f"{timezone.localdate():%Y-%m}",
            }
        super().__init__(*args, **kwargs)
        for name in ("target", "floor"):
            self.fields[name].help_text = _(UNIT_LABELS[indicator.unit])
            self.fields[name].widget.attrs["step"] = "any"

    def clean_from_month(self) -> date:
        try:
            return date.fromisoformat(f"{self.cleaned_data['from_month']}-01")
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2026-09.")) from None

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return data | {name: data[name] / self.scale for name in ("target", "floor")}


class PeerForm(forms.Form):
    peer = forms.CharField(label=gettext_lazy("Insurer"), max_length=80)
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    period = forms.CharField(
        label=gettext_lazy("Period"),
        max_length=7,
        help_text=gettext_lazy("A year (2025) or a month (2025-09)"),
    )
    value = forms.CharField(
        label=gettext_lazy("Figure"), max_length=20, help_text=gettext_lazy("Shares as 0.93 or 93%")
    )
    source = forms.CharField(
        label=gettext_lazy("Source"), max_length=300, help_text=gettext_lazy("Where it was published")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [(row.code, name_of(row)) for row in index_book().indicators]  # type: ignore[attr-defined]


class PeerFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("Columns: peer, indicator, period, value, source"),
    )


class RoundForm(forms.Form):
    """A new round: what is asked, of whom."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("What is asked"))
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Indicators to be scored"), required=False, widget=forms.CheckboxSelectMultiple
    )
    experts = forms.MultipleChoiceField(label=gettext_lazy("Experts"), widget=forms.CheckboxSelectMultiple)
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, experts: Iterable[Expert], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        scored = [row for row in index_book().indicators if row.source is SourceKind.EXPERT]
        others = [row for row in index_book().indicators if row.source is not SourceKind.EXPERT]
        fields["kind"].choices = [(kind.value, _(word)) for kind, word in ROUND_LABELS.items()]
        fields["items"].choices = [(row.code, name_of(row)) for row in (*scored, *others)]
        fields["items"].initial = [row.code for row in scored]
        fields["experts"].choices = [
            (str(one.user_id), f"{one.name} · {_(ROLE_LABELS[Role(one.role)])}") for one in experts
        ]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "kind": RoundKind(data["kind"]),
            "items": data["items"],
            "client_token": data["token"],
        }


class ScoreForm(forms.Form):
    """A score and a note for each item."""

    def __init__(
        self, data: Any = None, *, items: Sequence[Indicator], given: dict[str, Any], medians: dict[str, Any]
    ) -> None:
        super().__init__(data)
        scores = [("", "–"), *((str(n), str(n)) for n in range(LOWEST_SCORE, HIGHEST_SCORE + 1))]
        for one in items:
            said = given.get(one.code, {})
            help_text = one.about.zh if _chinese() else one.about.en
            if one.code in medians:
                low, middle, high = medians[one.code]
                help_text += " " + _("Last round: median %(middle)s, half of the scores from %(low)s to %(high)s.") % {
                    "middle": f"{middle:g}", "low": f"{low:g}", "high": f"{high:g}",
                }  # fmt: skip
            self.fields[one.code] = forms.ChoiceField(
                label=name_of(one), choices=scores, help_text=help_text, initial=str(said.get("score", ""))
            )
            self.fields[f"{one.code}.note"] = forms.CharField(
                label=_("What you go by (evidence)"), required=False, max_length=LONGEST_NOTE,
                initial=said.get("note", ""), widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        self.items = items

    def given(self) -> dict[str, dict[str, object]]:
        """What the service takes."""
        data = self.cleaned_data
        return {one.code: {"score": data[one.code], "note": data[f"{one.code}.note"]} for one in self.items}


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
