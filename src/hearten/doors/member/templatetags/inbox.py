"""The number beside the bell."""

from __future__ import annotations

from django import template
from django.template import Context

from hearten.domains.channels.selectors import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_messages(context: Context) -> int:
    """How many messages the signed-in member has not opened."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or user.customer_id is None:
        return 0
    return unread_count(user.customer_id)
