"""My data with its sources, my consents, who looked, and taking it all with me (C1, C3)."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.channels.models import Message
from hearten.domains.customers.models import BankAccount
from hearten.domains.customers.selectors import open_consents
from hearten.domains.customers.services import note_health_access
from hearten.domains.customers.types import PURPOSE_TEXTS, Purpose
from hearten.doors.member.me.facts import looked_at, masked, masked_email

pytestmark = pytest.mark.django_db

PAGES = ["me", "profile", "contact", "consents", "health_access"]


@pytest.fixture
def app(door, member_of, mei):
    return door(member_of(mei))


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_for_members_only(client, page):
    answer = client.get(reverse(f"member:{page}"))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


@pytest.mark.parametrize("page", [*PAGES, "export"])
def test_staff_have_no_such_pages(door, user_of, page):
    assert door(user_of(Role.MANAGER)).get(reverse(f"member:{page}")).status_code == 403


def test_facts_are_masked_and_say_where_they_came_from(app):
    html = app.get(reverse("member:profile")).content.decode()
    assert "138••••0001" in html
    assert "13800000001" not in html
    assert "6222020000000000001" not in html
    assert "告诉我们" in html
    assert "上海" in html


def test_imported_facts_name_their_source(door, member_of, make_customer):
    customer = make_customer(source="city-hospital", source_id="p1")
    html = door(member_of(customer)).get(reverse("member:profile")).content.decode()
    assert "city-hospital" in html


@pytest.mark.parametrize(
    ("text", "shown"), [("13800000001", "138••••0001"), ("1234567", "•••••••"), ("", ""), (None, "")]
)
def test_masking(text, shown):
    assert masked(text) == shown


def test_masking_an_address():
    assert masked_email("mei@example.com") == "m••@example.com"
    assert masked_email("") == ""


def test_contact_is_changed_and_the_account_kept(app, mei):
    answer = app.post(reverse("member:contact"), {"phone": "13911112222", "email": "new@example.com"})
    assert answer.url == reverse("member:profile")
    mei.refresh_from_db()
    assert (mei.phone, mei.email, mei.bank_account) == (
        "13911112222",
        "new@example.com",
        "6222020000000000001",
    )


def test_what_cannot_be_right_is_refused_with_a_sentence_and_nothing_changes(app, mei):
    answer = app.post(reverse("member:contact"), {"phone": "call me", "email": "new@example.com"})
    assert answer.status_code == 422
    assert "13800000000" in answer.content.decode()
    mei.refresh_from_db()
    assert (mei.phone, mei.email) == ("13800000001", "mei@example.com")


CARD, STRANGERS, SILENT = (
    "6222 0200 0000 0001 230",
    "6222 0200 0005 2222",
    "6222 0200 0003 7777",
)


@pytest.fixture
def signed_in_again(app):
    """The member has given the password a moment ago."""
    app.post(reverse("account_reauthenticate"), {"password": "open sesame 2026"})
    return app


def test_whoever_finds_the_phone_open_cannot_change_the_account(app, mei):
    answer = app.post(reverse("member:account"), {"number": CARD, "holder": mei.name})
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not BankAccount.objects.exists()


def test_a_confirmed_account_is_paid_to_and_announced(signed_in_again, mei):
    answer = signed_in_again.post(
        reverse("member:account"), {"number": CARD, "holder": mei.name}, follow=True
    )
    assert "6222" not in answer.content.decode().replace("622••••1230", "")
    run_jobs()
    mei.refresh_from_db()
    assert mei.bank_account == "6222020000000001230"
    told = Message.objects.filter(template="account_changed")
    assert {message.channel for message in told} >= {"app", "email"}


@pytest.mark.parametrize(
    ("number", "status", "state"),
    [(STRANGERS, 302, "mismatch"), (SILENT, 302, "unverified"), ("6222 0200 0000 0001 231", 422, None)],
)
def test_an_account_that_is_not_confirmed_is_not_paid_to(signed_in_again, mei, number, status, state):
    before = mei.bank_account
    assert (
        signed_in_again.post(reverse("member:account"), {"number": number, "holder": mei.name}).status_code
        == status
    )
    mei.refresh_from_db()
    assert mei.bank_account == before
    assert BankAccount.objects.values_list("state", flat=True).first() == state
    assert not Message.objects.filter(template="account_changed").exists()


def test_the_account_of_a_stranger_is_refused(signed_in_again, lin):
    assert (
        signed_in_again.post(reverse("member:account"), {"number": CARD, "holder": lin.name}).status_code
        == 422
    )
    assert not BankAccount.objects.exists()


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_consent_is_withdrawn_and_given_again_by_itself(app, mei, purpose):
    """C3: purpose by purpose."""
    others = set(Purpose) - {purpose}
    app.post(reverse("member:consent_change", args=[purpose.value]), {"give": "0"})
    assert open_consents(mei.pk) == others
    app.post(reverse("member:consent_change", args=[purpose.value]), {"give": "1"})
    assert open_consents(mei.pk) == others | {purpose}


def test_consents_show_their_notice_and_history(app, mei):
    app.post(reverse("member:consent_change", args=["marketing"]), {"give": "0"})
    html = app.get(reverse("member:consents")).content.decode()
    assert html.count("已同意") == len(Purpose) - 1
    assert "已撤回的同意" in html
    assert "每月最多" in html
    assert len(PURPOSE_TEXTS) == len(Purpose)


def test_a_purpose_that_does_not_exist_is_not_there(app):
    assert app.post(reverse("member:consent_change", args=["everything"]), {"give": "1"}).status_code == 404


def test_a_member_changes_only_own_consents(app, mei, lin):
    before = open_consents(lin.pk)
    app.post(reverse("member:consent_change", args=["surveys"]), {"give": "0", "customer_id": str(lin.pk)})
    assert open_consents(lin.pk) == before
    assert Purpose.SURVEYS not in open_consents(mei.pk)


def test_who_looked_is_told_to_the_member_alone(app, mei, lin, user_of, now):
    """C3: every access to health data is shown to the member."""
    examiner = user_of(Role.EXAMINER).actor
    note_health_access(customer_id=mei.pk, what="claim.documents", why="claim CL-1", by=examiner, now=now)
    note_health_access(customer_id=lin.pk, what="summary", why="claim CL-2", by=examiner, now=now)
    html = app.get(reverse("member:health_access")).content.decode()
    assert "理赔材料" in html
    assert "CL-1" in html
    assert "CL-2" not in html


def test_nobody_looked(app):
    assert "还没有人查看" in app.get(reverse("member:health_access")).content.decode()


def test_an_unknown_kind_of_reading_is_shown_as_it_is_called():
    assert looked_at("something.new") == "something.new"


def test_everything_is_handed_over_and_nothing_of_others(app, mei, lin):
    """C3, PIPL art. 45: a copy of one's data."""
    answer = app.get(reverse("member:export"))
    assert answer["Cache-Control"] == "no-store"
    assert "attachment" in answer["Content-Disposition"]
    told = json.loads(answer.content)
    assert told["records"]["customers.customer"][0]["name"] == "梅雪"
    assert told["records"]["customers.customer"][0]["phone"] == "13800000001"
    assert len(told["records"]["customers.consent"]) == len(Purpose)
    assert told["records"]["accounts.user"][0]["email"]
    assert lin.number not in answer.content.decode()
    assert "林远" not in answer.content.decode()


def test_an_export_of_another_person_is_refused(mei, lin):
    from hearten.base.accounts.export import export_of
    from hearten.kernel.errors import NotFound
    from tests.factories.claims import member_actor

    with pytest.raises(NotFound):
        export_of(member_actor(lin), mei.pk)
