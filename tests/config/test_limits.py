"""However many web processes there are, wrong passwords are counted together; a survey page pays nothing for it."""

from __future__ import annotations

from django.core.cache.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.domains.surveys.every_kind import invited


def test_wrong_passwords_are_counted_over_all_processes(client, mei, member_of):
    user = member_of(mei)
    facts = {"login": user.email, "password": "open sesame 2025"}
    for _ in range(6):
        locmem._caches.clear()  # what each process would keep of its own
        locmem._expire_info.clear()
        refused = client.post(reverse("account_login"), facts)
    right = client.post(reverse("account_login"), facts | {"password": "open sesame 2026"})
    assert refused.status_code == right.status_code == 200  # the page again, saying that there were too many
    assert "_auth_user_id" not in client.session


def test_a_survey_page_does_not_ask_the_shared_memory(client, mei, now):
    _, token = invited(mei, now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(reverse("member:survey", args=[token])).status_code == 200
    assert not [one for one in asked.captured_queries if "plumbing_cache" in one["sql"]]
