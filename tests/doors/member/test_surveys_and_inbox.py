"""X4, L4: a survey behind a link on the phone; the inbox and what comes by e-mail."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from hearten.domains.channels.models import Message, Preference
from hearten.domains.channels.selectors import unread_count
from hearten.domains.channels.services import send_message
from hearten.domains.surveys.models import Answer, Invitation, Response
from hearten.domains.surveys.services import invite, send_invitation
from hearten.kernel.clock import utc_now


@pytest.fixture
def link(system):
    """`link(customer)` → the address in the message."""

    def make(customer, sent_at=None):
        now = sent_at or utc_now()
        invitation = invite(
            survey_code="post_claim", customer_id=customer.pk, dedupe_key=str(uuid4()), by=system, now=now
        )
        send_invitation(invitation_id=invitation.pk, now=now)
        return Message.objects.get(dedupe_key=f"survey_invitation:{invitation.pk}", channel="app").link

    return make


def everything():
    return (
        list(Invitation.objects.values_list("state", "opened_at", "answered_at")),
        Answer.objects.count(),
        Response.objects.count(),
    )


def test_a_stranger_to_the_app_answers_by_the_link(client, mei, link):
    address = link(mei)
    page = client.get(address)
    assert page.status_code == 200
    assert "您对这次理赔总体上满意吗" in page.content.decode()  # her own language
    assert page["Cache-Control"].startswith("max-age=0")
    saved = client.post(f"{address}/save", {"item": "csat", "csat": "4", "seconds": "6"})
    assert (saved.status_code, Answer.objects.get().number) == (200, 4)
    resumed = client.get(address).content.decode()
    assert 'value="4" checked' in resumed
    done = client.post(address, {"csat": "4", "nps": "9", "comment": "好 <b>"})
    assert done.status_code == 302
    thanks = client.get(done.url)
    assert (thanks.status_code, "谢谢您" in thanks.content.decode()) == (200, True)
    response = Response.objects.get()
    assert (response.csat, response.nps, response.comment, response.duration_s) == (4, 9, "好 <b>", 6)


def test_sent_twice_is_one_response_and_says_so(client, mei, link):
    address = link(mei)
    client.post(address, {"csat": "5"})
    again = client.post(address, {"csat": "1"})
    assert again.status_code == 200
    assert "已经回答" in again.content.decode()
    assert Response.objects.get().csat == 5


def test_what_is_missing_or_impossible_is_said_at_the_question(client, mei, link):
    address = link(mei)
    client.get(address)
    before = everything()
    for answers in ({"nps": "9"}, {"csat": "9"}, {"csat": "5", "comment": "x" * 3000}):
        page = client.post(address, answers)
        assert page.status_code == 422
        assert "ht-error" in page.content.decode()
    assert client.post(f"{address}/save", {"item": "csat", "csat": "99"}).status_code == 422
    assert client.post(f"{address}/save", {"item": "__proto__"}).status_code == 422
    assert everything() == before


def test_forged_and_closed_links_say_so_and_change_nothing(client, mei, link):
    old = link(mei, sent_at=utc_now() - timedelta(days=20))
    before = everything()
    for address, status in (
        (old, 410),
        (old[:-1] + "~", 404),
        ("/app/s/x", 404),
        (f"/app/s/{'A' * 43}", 404),
    ):
        for answer in (
            client.get(address),
            client.post(address, {"csat": "1"}),
            client.post(f"{address}/save", {"item": "csat", "csat": "1"}),
        ):
            assert answer.status_code == status
            assert "ht-empty" in answer.content.decode()
        assert client.get(f"{address}/thanks").status_code == 404
    assert everything() == before


def test_a_signed_in_member_answers_her_own_and_no_other(door, mei, lin, link, member_of):
    link(mei)
    mine = reverse("member:own_survey", args=[Invitation.objects.get().pk])
    before = everything()
    client = door(member_of(lin))
    assert client.get(mine).status_code == 404
    assert client.post(mine, {"csat": "1"}).status_code == 404
    assert client.post(f"{mine}save", {"item": "csat", "csat": "1"}).status_code == 404
    assert everything() == before
    client = door(member_of(mei))
    assert client.get(mine).status_code == 200
    assert client.post(mine, {"csat": "3"}).status_code == 302
    assert client.get(f"{mine}thanks").status_code == 200
    assert Response.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_lists_and_opening_reads(door, mei, member_of, count):
    for number in range(count):
        send_message(
            customer_id=mei.pk, template="claim_received", context={"number": f"CL-{number}"},
            dedupe_key=f"m{number}", now=utc_now(),
        )  # fmt: skip
    client = door(member_of(mei))
    page = client.get(reverse("member:inbox")).content.decode()
    assert page.count('<li><a class="ht-row"') == count
    assert f">{count}</span>" in page  # beside the bell
    message = Message.objects.filter(channel="app").first()
    opened = client.get(reverse("member:message", args=[message.pk])).content.decode()
    assert message.body.splitlines()[0] in opened
    assert "/app/claims/CL-" in opened
    assert unread_count(mei.pk) == count - 1


def test_an_empty_inbox_and_a_strangers_message(door, mei, lin, member_of):
    message = send_message(
        customer_id=mei.pk, template="claim_received", context={"number": "CL"}, dedupe_key="m", now=utc_now()
    )
    client = door(member_of(lin))
    assert "ht-empty" in client.get(reverse("member:inbox")).content.decode()
    assert client.get(reverse("member:message", args=[message.pk])).status_code == 404
    assert unread_count(mei.pk) == 1


def test_preferences_are_kept(door, mei, member_of):
    client = door(member_of(mei))
    address = reverse("member:contact_preferences")
    assert client.get(address).content.decode().count("checked") == 3
    assert client.post(address, {"wanted": ["service", "urgent", "moon"]}).status_code == 302
    refused = Preference.objects.filter(customer=mei, wanted=False).values_list("kind", flat=True)
    assert sorted(refused) == ["marketing", "survey"]


def test_strangers_are_asked_to_sign_in(client, mei):
    for name in ("inbox", "contact_preferences"):
        assert client.get(reverse(f"member:{name}")).status_code == 302
