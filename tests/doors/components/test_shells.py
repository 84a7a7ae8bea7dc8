"""Shells, preferences, what an installed app needs, error pages, and the pages of accounts."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client
from django.urls import reverse

from hearten.base.accounts.types import Role
from tests.doors.components.test_parts import LATIN, read

pytestmark = pytest.mark.django_db


def english_in(html: str) -> set[str]:
    return {word for text in read(html).words for word in re.findall(r"[A-Za-z]{2,}", text)} - LATIN


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_request_login_code", "account_reset_password", "account_signup", "offline"],
)
def test_pages_for_strangers_speak_chinese_and_english(client, settings, name):
    chinese = client.get(reverse(name)).content.decode()
    assert english_in(chinese) == set()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = client.get(reverse(name))
    assert 'lang="en"' in english.content.decode()
    assert not [
        w
        for w in read(english.content.decode()).words
        if re.search(r"[\u4e00-\u9fff]", w) and w not in {"中", "简体中文"}
    ]


def test_a_page_has_one_heading_a_skip_link_and_live_region(client):
    html = client.get(reverse("account_login")).content.decode()
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert 'id="main"' in html
    assert 'aria-live="polite"' in html
    assert read(html).duplicate == []


def test_signing_in_with_a_password_and_with_a_wrong_one(client, member_of, mei):
    user = member_of(mei)
    wrong = client.post(reverse("account_login"), {"login": user.email, "password": "not this one"})
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
    right = client.post(reverse("account_login"), {"login": user.email, "password": "open sesame 2026"})
    assert right.url == reverse("member:home")


def test_signing_in_with_a_code(client, member_of, mei, mailoutbox):
    """The code comes by e-mail, in our words, and opens the member's app."""
    user = member_of(mei)
    asked = client.post(reverse("account_request_login_code"), {"email": user.email}, follow=True)
    assert "请输入验证码" in asked.content.decode()
    letter = mailoutbox[0]
    assert "登录验证码" in letter.subject
    assert "绝不会通过电话" in letter.body
    code = re.search(r"^ {4}(\S+)$", letter.body, re.MULTILINE).group(1)
    entered = client.post(reverse("account_confirm_login_code"), {"code": code})
    assert entered.url == reverse("member:home")


def test_a_stranger_asking_for_a_code_learns_nothing(client, member_of, mei):
    known = client.post(reverse("account_request_login_code"), {"email": member_of(mei).email})
    unknown = Client().post(reverse("account_request_login_code"), {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_the_second_factor_is_set_up_and_asked_for(client, user_of):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    user = user_of(Role.MANAGER)
    client.post(reverse("account_login"), {"login": user.email, "password": "open sesame 2026"})
    # what guards an account is changed only by someone who gave the password again
    guard = client.get(reverse("mfa_activate_totp"))
    assert guard.url.startswith(reverse("account_reauthenticate"))
    assert english_in(client.get(guard.url).content.decode()) <= {"manager"}
    page = client.post(guard.url, {"password": "open sesame 2026"}, follow=True)
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page.content.decode()).group(1)

    def code() -> str:
        return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))

    client.post(reverse("mfa_activate_totp"), {"code": code()})
    assert Authenticator.objects.filter(user=user, type="totp").exists()
    shown = client.get(reverse("mfa_index")).content.decode()
    assert english_in(shown) - {"kbd"} <= {"manager"}
    again = Client()
    asked = again.post(reverse("account_login"), {"login": user.email, "password": "open sesame 2026"})
    assert asked.url.startswith(reverse("mfa_authenticate"))
    assert again.get(asked.url).status_code == 200
    wrong = again.post(asked.url, {"code": "000000"})
    assert 'role="alert"' in wrong.content.decode()


@pytest.mark.parametrize(("role", "shell"), [(Role.MANAGER, "ht-desk"), (Role.EXAMINER, "ht-desk")])
def test_staff_keep_the_desk_around_their_account_pages(door, user_of, role, shell):
    assert f'class="{shell}"' in door(user_of(role)).get(reverse("mfa_index")).content.decode()


def test_members_keep_the_app_around_their_account_pages(door, member_of, mei):
    assert "ht-tabs-bar" in door(member_of(mei)).get(reverse("mfa_index")).content.decode()


def test_the_language_is_switched_and_remembered_with_the_account(door, member_of, mei, settings):
    user = member_of(mei)
    client = door(user)
    answer = client.post(reverse("language"), {"language": "en", "next": "/app/me/"})
    assert answer.url == "/app/me/"
    user.refresh_from_db()
    assert user.language == "en"
    assert 'lang="en"' in client.get("/app/me/").content.decode()
    # on another device, without the cookie
    other = Client()
    other.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert 'lang="en"' in other.get("/app/me/").content.decode()


@pytest.mark.parametrize("next_", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_switch_leads_nowhere_else(client, next_):
    assert client.post(reverse("language"), {"language": "en", "next": next_}).url == reverse("home")


def test_a_language_we_do_not_speak_changes_nothing(client, settings):
    answer = client.post(reverse("language"), {"language": "xx"})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_large_type_is_remembered_with_the_account(door, member_of, mei):
    """M1: older users."""
    user = member_of(mei)
    client = door(user)
    assert 'data-type="large"' not in client.get("/app/me/").content.decode()
    client.post(reverse("large_type"), {"on": "1"})
    user.refresh_from_db()
    assert user.large_type
    assert 'data-type="large"' in client.get("/app/me/").content.decode()
    client.post(reverse("large_type"), {"on": "0"})
    assert 'data-type="large"' not in client.get("/app/me/").content.decode()


def test_a_stranger_has_large_type_by_a_cookie(client):
    client.post(reverse("large_type"), {"on": "1"})
    assert 'data-type="large"' in client.get(reverse("account_login")).content.decode()


def test_the_app_can_be_installed(client, settings):
    """M1."""
    manifest = client.get(reverse("manifest"))
    assert manifest["Content-Type"] == "application/manifest+json"
    told = manifest.json()
    assert told["name"] == "暖心"
    assert {icon["sizes"] for icon in told["icons"]} == {"192x192", "512x512"}
    for icon in told["icons"]:
        assert _status(client, icon["src"]) == 200


def test_the_worker_keeps_assets_that_exist_and_no_pages_of_people(client):
    script = client.get(reverse("service_worker"))
    assert script["Content-Type"].startswith("text/javascript")
    body = script.content.decode()
    kept = re.findall(r'"(/[^"]+)"', body.split("ASSETS")[1].split(";")[0])
    assert len(kept) > 5
    for address in kept:
        assert _status(client, address) == 200, address
    assert all(address.startswith("/static/") for address in kept)


def test_style_sheets_travel_small_and_pages_uncompressed(client):
    """M1: a poor network; a page with secrets is not compressed."""
    plain = client.get("/static/vendor/tabler/css/tabler.min.css")
    size = len(plain.getvalue())
    small = client.get("/static/vendor/tabler/css/tabler.min.css", headers={"accept-encoding": "gzip"})
    body = small.getvalue()
    assert small["Content-Encoding"] == "gzip"
    assert len(gzip.decompress(body)) == size
    assert len(body) < size / 5
    page = client.get(reverse("account_login"), headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in page


@pytest.mark.parametrize("path", ["/there-is-nothing/", "/app/there-is-nothing/"])
def test_a_page_that_is_not_there_says_so_in_chinese(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert "这里没有内容" in answer.content.decode()
    assert english_in(answer.content.decode()) == set()


def test_a_refused_page_says_so(door, member_of, mei):
    answer = (
        door(member_of(mei)).get(reverse("desk:today"))
        if _has("desk:today")
        else door(member_of(mei)).get(reverse("desk:customers"))
    )
    assert answer.status_code == 403
    assert "您无权查看" in answer.content.decode()


def test_an_error_of_ours_is_a_page_with_a_sentence(rf, django_assert_num_queries):
    from hearten.doors.components.views import bad_request, server_error

    assert "我们这边出了问题" in server_error(rf.get("/")).content.decode()
    # no question to the database, which may be what broke
    with django_assert_num_queries(0):
        assert server_error(rf.get("/")).status_code == 500
    assert bad_request(rf.get("/"), ValueError()).status_code == 400


def _status(client: Client, address: str) -> int:
    answer = client.get(address)
    answer.close()
    return answer.status_code


def _has(name: str) -> bool:
    from hearten.doors.components.nav import address_of

    return bool(address_of(name))
