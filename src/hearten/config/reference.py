"""docs/reference.md: the events, jobs, ledger kinds, roles and permissions, written from the code itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.urls import get_resolver

from hearten.base.accounts.types import ROLE_LABELS, ROLE_PERMISSIONS, Permission, Role
from hearten.base.ledger.types import kind_labels
from hearten.base.plumbing.events import receivers_of
from hearten.base.plumbing.jobs import registered_jobs
from hearten.kernel.events import registered_events

HEAD = """# Reference

Written by `hearten reference`; a test keeps it fresh. Names are those that code, queue and ledger use.
"""


def reference_page() -> str:
    """The whole page as Markdown."""
    # Doors name kinds of their own: they are known once the addresses are.
    get_resolver().url_patterns  # noqa: B018
    parts = [HEAD, _events(), _jobs(), _kinds(), _roles()]
    return "\n".join(parts)


def _events() -> str:
    rows = []
    for kind, cls in sorted(registered_events().items()):
        if not cls.__module__.startswith("hearten."):
            continue
        fields = ", ".join(
            f"`{field.name}`" for field in dataclasses.fields(cls) if field.name != "occurred_at"
        )
        said = (cls.__doc__ or "").strip().splitlines()[0]
        told = "" if said.startswith(f"{cls.__name__}(") else said
        heard = ", ".join(f"`{name}`" for name in sorted(receivers_of(kind)) if not name.startswith("tests."))
        rows.append(f"| `{kind}` | {told} | {fields} | {heard or '–'} |")
    return _table("Events", "name | what has happened | carries | heard by", rows)


def _jobs() -> str:
    names = (
        n for n in sorted(registered_jobs()) if n.split(".")[0] not in {"builtin", "procrastinate", "tests"}
    )
    return _table("Jobs", "name", [f"| `{name}` |" for name in names if not name.startswith("builtin:")])


def _kinds() -> str:
    kinds = sorted(kind_labels().items())
    return _table(
        "Ledger entries", "kind | says", [f"| `{k}` | {v} |" for k, v in kinds if not k.startswith("tests.")]
    )


def _roles() -> str:
    head = "permission | " + " | ".join(f"`{role.value}`" for role in Role)
    rows = [
        f"| `{permission.value}` | "
        + " | ".join("●" if permission in ROLE_PERMISSIONS[r] else "" for r in Role)
        + " |"
        for permission in Permission
    ]
    named = "\n".join(f"- `{role.value}`: {ROLE_LABELS[role]}" for role in Role)
    return f"{_table('Roles and permissions', head, rows)}\n{named}\n"


def _table(title: str, head: str, rows: Iterable[str]) -> str:
    rule = "|".join(["---"] * (head.count("|") + 1))
    return "\n".join([f"## {title}", "", f"| {head} |", f"|{rule}|", *rows, ""])
