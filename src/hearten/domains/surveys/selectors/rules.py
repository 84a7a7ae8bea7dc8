"""Which rules of asking are in force?"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.domains.surveys.models import AskingRulesVersion
from hearten.domains.surveys.reading import shipped_rules
from hearten.domains.surveys.rules import compile_rules
from hearten.domains.surveys.types import AskingRules


def rules_in_force() -> AskingRules:
    """The rules as somebody changed them last, else as the release ships them."""
    document, number = _newest()
    return compile_rules(document, number=number)


def rules_document_for(actor: Actor) -> tuple[dict[str, Any], int]:
    """The document in force and its number, 0 as shipped."""
    actor.require(Permission.SURVEYS_VIEW)
    return _newest()


def list_rule_changes_for(actor: Actor) -> QuerySet[AskingRulesVersion]:
    """Who changed the rules, when and why, newest first."""
    actor.require(Permission.SURVEYS_VIEW)
    return AskingRulesVersion.objects.order_by("-number")


def _newest() -> tuple[dict[str, Any], int]:
    row = AskingRulesVersion.objects.order_by("-number").first()
    return (row.document, row.number) if row else (shipped_rules(), 0)
