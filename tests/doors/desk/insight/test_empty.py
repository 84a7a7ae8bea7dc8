"""The room Insight before anything has happened."""

from __future__ import annotations

from django.urls import reverse

from hearten.base.accounts.types import Role


def test_an_empty_database_says_so(door, user_of):
    page = door(user_of(Role.ANALYST)).get(reverse("desk:insight"))
    assert page.status_code == 200
    assert "还没有可统计的内容" in page.content.decode()
