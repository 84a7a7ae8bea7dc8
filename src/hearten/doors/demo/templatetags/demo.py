"""What other doors' pages show while the demo insurer is loaded."""

from __future__ import annotations

from typing import Any

from django import template

from hearten.base.accounts.access import actor_of
from hearten.doors.demo.membership import demo_member

register = template.Library()


@register.inclusion_tag("demo/_sample_bill.html", takes_context=True)
def sample_bill(context: template.Context) -> dict[str, Any]:
    """A quiet link to a bill to try with; nothing for whoever is no demo member."""
    return {"offered": demo_member(actor_of(context["request"])) is not None}
