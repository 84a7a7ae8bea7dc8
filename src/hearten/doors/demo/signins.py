"""Who can sign in to the demo: one of each role, and a few members. All share one password, made for this installation."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.contrib.auth.hashers import make_password

from hearten.base.accounts.models import User
from hearten.base.accounts.services import open_many
from hearten.base.accounts.types import Role
from hearten.doors.demo.identities import identity
from hearten.doors.demo.life import Life

DOMAIN = "demo.hearten.example"
STAFF: tuple[tuple[Role, str, str], ...] = (
    (Role.ADMINISTRATOR, "admin", "郝管理"),
    (Role.MANAGER, "manager", "程晓岚"),
    (Role.ANALYST, "analyst", "沈博文"),
    (Role.EXAMINER, "examiner", "陆静怡"),
    (Role.EXAMINER, "examiner2", "邱志远"),
    (Role.SERVICE_AGENT, "service", "白若溪"),
    (Role.SERVICE_AGENT, "service2", "范嘉树"),
    (Role.MARKETER, "marketer", "姜可"),
    (Role.HEALTH_MANAGER, "health", "钟明远"),
    (Role.AGENT, "agent", "石岩"),
    (Role.PARTNER, "partner", "夏医联"),
)
MEMBERS_WITH_SIGN_IN = 6
_WORDS = (
    "maple",
    "lantern",
    "harbor",
    "willow",
    "meadow",
    "copper",
    "saffron",
    "river",
    "amber",
    "cedar",
    "violet",
    "pebble",
)


@dataclass(frozen=True)
class SignIn:
    email: str
    role: Role
    name: str


def staff_ids(seed: int, role: Role) -> list[UUID]:
    return [identity(seed, "staff", i, 0) for i, (held, _, _) in enumerate(STAFF) if held is role]


def open_accounts(
    life: Life, customers: Sequence[UUID], chosen: Sequence[int], password: str
) -> list[SignIn]:
    """Open what is not open yet. `chosen` are the members who get a sign-in."""
    hashed = make_password(password)
    users = [
        User(
            id=identity(life.seed, "staff", i, 0),
            email=f"{box}@{DOMAIN}",
            role=role,
            display_name=name,
            password=hashed,
        )
        for i, (role, box, name) in enumerate(STAFF)
    ]
    users += [
        User(
            id=identity(life.seed, "member", person, 0),
            email=f"member{place}@{DOMAIN}",
            role=Role.MEMBER,
            customer_id=customers[person],
            display_name=life.people.name[person],
            password=hashed,
        )
        for place, person in enumerate(chosen, start=1)
    ]
    open_many(users=users)
    return [SignIn(user.email, Role(user.role), user.display_name) for user in users]


def shared_password(folder: Path) -> str:
    """The password of all demo sign-ins: made once for this installation, in a file that only its owner may read."""
    path = folder / "password"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(
                "-".join([*(secrets.choice(_WORDS) for _ in range(3)), str(secrets.randbelow(9000) + 1000)])
            )
    return path.read_text().strip()


def sign_in_notes(folder: Path) -> list[str]:
    """Lines for the console that say who can sign in; none when this installation has no demo."""
    if not (folder / "password").exists():
        return []
    boxes = ", ".join(box for _, box, _ in STAFF)
    return [
        f"Demo members: member1 … member{MEMBERS_WITH_SIGN_IN}@{DOMAIN}",
        f"Demo staff:   {boxes} @{DOMAIN}",
        f"Password:     {shared_password(folder)}",
    ]
