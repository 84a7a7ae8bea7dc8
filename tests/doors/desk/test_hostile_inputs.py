"""Hostile words in a report, texts without end on paper and telephone, studies that are over, others' identities: refused or harmless."""

from __future__ import annotations

import io
from threading import Barrier, Thread

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from PIL import Image

from hearten.base.accounts.types import Role
from hearten.domains.fieldwork.models import CallTask, KeyedEntry
from hearten.domains.fieldwork.services import key_form, print_forms, take_next_call
from hearten.domains.reports.models import Report, ReportRun
from hearten.domains.reports.selectors import RunPage, for_reader
from hearten.domains.surveys.models import Answer, AnswerFile, Invitation, Response
from hearten.domains.surveys.selectors.invitations import token_digest
from hearten.domains.surveys.services import close_study, save_answers
from hearten.doors.desk.reports.document import report_pdf
from hearten.doors.desk.reports.present import presented
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import HeartenError, Invalid
from tests.domains.fieldwork.conftest import fielded  # noqa: F401 -- a fixture
from tests.domains.reports.conftest import snapshot_of
from tests.domains.surveys.every_kind import ANSWERS, invited
from tests.untouched import everything

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)> **b** {{7*7}} %(x)s [a](javascript:alert(3)) \x00\x07\u202e"
ENDLESS = "长" * 100_000


@pytest.fixture
def desk_of(user_of):
    def make(role):
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(user_of(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return make


def evil_run(system):
    """A run whose name, words, findings and quotes somebody wrote to do harm."""
    snapshot = snapshot_of(EVIL)
    finding = {
        "key": "nps-0",
        "weight": "know",
        "figure": "nps",
        "zh": EVIL,
        "en": EVIL,
        "text": EVIL,
        "word": EVIL,
    }
    blocks = [
        {"kind": "findings", "findings": [finding]},
        {"kind": "quotes", "quotes": [EVIL], "needs": "insight_rows"},
        {"kind": "text", "text": EVIL, "tone": ""},
    ]
    snapshot["sections"][0]["blocks"] = {"zh": blocks, "en": blocks}
    run = ReportRun(
        report=Report(name=EVIL), state="draft", started_by="An", made_at=utc_now(), sections=[],
        words={"findings": {"zh": EVIL, "en": EVIL}}, snapshot=snapshot,
    )  # fmt: skip
    return RunPage(run, for_reader({**snapshot, "actions": []}, system))


def test_words_in_a_report_stay_words_in_its_pdf(system):
    with override("en"):
        made = report_pdf(presented(evil_run(system)))
    for acts in (b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile"):
        assert acts not in made
    with pypdfium2.PdfDocument(made) as pdf:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    bare = "".join(text.split())
    assert bare.count("<script>alert(1)</script>") >= 5
    assert "**b**{{7*7}}%(x)s[a](javascript:alert(3))" in bare


def test_a_text_without_end_is_refused_on_paper(fielded, mei, staff):  # noqa: F811
    study, _rows = fielded("paper", [mei])
    (form,) = print_forms(study_id=study.pk, by=staff(Role.ANALYST), now=timezone.now())
    typed = {"csat": "4", "nps": "9", "comment": ENDLESS}
    before = everything()
    with pytest.raises(Invalid) as refused:
        key_form(form_id=form.pk, typed=typed, by=staff(Role.SERVICE_AGENT), now=timezone.now())
    assert (refused.value.field, refused.value.params["length"]) == ("comment", 100_000)
    assert everything() == before


def test_a_text_without_end_is_refused_on_the_telephone(fielded, mei, desk_of, monkeypatch):  # noqa: F811
    morning = timezone.now().replace(hour=2, minute=0)
    monkeypatch.setattr("hearten.doors.desk.fieldwork.call_views.utc_now", lambda: morning)
    study, _rows = fielded("phone", [mei])
    agent = desk_of(Role.SERVICE_AGENT)
    agent.post(reverse("desk:fieldwork_call_next", args=[study.pk]))
    here = reverse("desk:fieldwork_call", args=[CallTask.objects.get().pk])
    refused = agent.post(here, {"q": "comment", "go": "next", "f.comment": ENDLESS})
    assert (refused.status_code, refused.context["here"]) == (400, "comment")
    assert not Answer.objects.exists()


def test_a_closed_study_takes_no_answer_by_any_way(
    fielded,  # noqa: F811
    mei,
    lin,
    make_customer,
    staff,
    client,
    system,
    monkeypatch,
):
    now = timezone.now().replace(hour=2, minute=0)
    for door in ("desk.fieldwork.call_views", "desk.fieldwork.paper_views", "member.surveys.pages"):
        monkeypatch.setattr(f"hearten.doors.{door}.utc_now", lambda: now)
    study, (row, called) = fielded("phone", [mei, lin])
    agent = staff(Role.SERVICE_AGENT)
    web, token = invited(make_customer(email=None), now, study=study, channel="web")
    on_paper, _ = invited(make_customer(email=None), now, study=study, channel="paper")
    (form,) = print_forms(study_id=study.pk, by=staff(Role.ANALYST), now=now)
    task = take_next_call(study_id=study.pk, by=agent, now=now)
    assert task is not None
    close_study(study_id=study.pk, by=system, now=now)
    before = everything()
    picture = io.BytesIO()
    Image.new("RGB", (2, 2)).save(picture, "PNG")
    link = reverse("member:survey", args=[token])
    sendings = [
        {"page": "start", "go": "next", "csat": "4"},
        {"csat": "4", "nps": "9", "client_token": "kept-offline"},
        {"go": "keep", "csat": "4"},
        {"page": "you", "photo": SimpleUploadedFile("x.png", picture.getvalue(), "image/png")},
    ]
    for sent in sendings:
        assert client.post(link, sent).status_code == 410
    assert (
        client.post(reverse("member:survey_save", args=[token]), {"item": "csat", "csat": "4"}).status_code
        == 410
    )
    for typist in (agent, staff(Role.SERVICE_AGENT)):
        key_or_refuse(form, typist, now)
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    assert not AnswerFile.objects.exists()
    changed = {table for table, rows in everything().items() if rows != before.get(table)}
    assert changed <= {"fieldwork_keyedentry", "fieldwork_paperform", "vault_subjectkey", "django_session"}
    assert {
        one.state for one in Invitation.objects.filter(pk__in=[row.pk, called.pk, web.pk, on_paper.pk])
    } == {"expired"}


def key_or_refuse(form, typist, now):
    """The first typist's entry may be kept; none becomes an answer."""
    try:
        key_form(form_id=form.pk, typed={"csat": "4", "nps": "9"}, by=typist, now=now)
    except HeartenError:
        assert KeyedEntry.objects.filter(form=form).count() <= 1


@pytest.mark.django_db(transaction=True)
def test_one_link_from_two_phones_at_once_is_one_answer(mei, now):
    invitation, token = invited(mei, now)
    link, barrier, seen = reverse("member:survey", args=[token]), Barrier(2), []
    save_answers(invitation_id=invitation.pk, values=ANSWERS, now=now)

    def send(mark):
        browser = Client()
        barrier.wait()
        answer = browser.post(link, {"client_token": mark})
        seen.append(answer.status_code)
        connections.close_all()

    threads = [Thread(target=send, args=[mark]) for mark in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Response.objects.count() == 1
    assert sorted(seen) == [200, 302]
    assert Invitation.objects.get(token_digest=token_digest(token)).state == "answered"


def test_an_identity_of_another_kind_or_role_leads_nowhere(fielded, mei, desk_of):  # noqa: F811
    """A number that names something else, in the hands of who may enter and of who may not."""
    _study, (row,) = fielded("paper", [mei])
    pages = (
        "study",
        "needs_study",
        "report",
        "report_run",
        "panel",
        "study_sample",
        "study_close",
        "fieldwork_calls",
    )
    addresses = [reverse(f"desk:{page}", args=[row.pk]) for page in pages]
    addresses.append(reverse("desk:results", args=[row.pk, "overview"]))
    desks = [desk_of(role) for role in (Role.ANALYST, Role.AGENT)]
    before = everything()
    for address in addresses:
        for desk in desks:
            told = {desk.get(address).status_code, desk.post(address, {"x": "1"}).status_code}
            assert told <= {302, 403, 404, 405}, (address, told)
    assert everything() == before


def test_a_matrix_of_two_hundred_rows_posted_is_no_answer(mei, client, now):
    """A document can't ask them (see test_document_rules); nor does a page that is sent with them keep one."""
    _invitation, token = invited(mei, now)
    rows = {f"service.r{n}": "5" for n in range(200)} | {"page": "ways", "go": "next", "service.speed": "5"}
    client.post(reverse("member:survey", args=[token]), rows)
    assert set(Answer.objects.values_list("item", flat=True)) <= {"service.speed"}


def test_bytes_of_zero_in_a_reason_or_a_token_do_no_harm(fielded, mei, desk_of):  # noqa: F811
    study, _rows = fielded("paper", [mei])
    analyst = desk_of(Role.ANALYST)
    launch = analyst.post(reverse("desk:study_launch", args=[study.pk]), {"reason": "a\x00b" * 50})
    made = analyst.post(
        reverse("desk:report_new"),
        {"about": f"survey:{study.survey.code}", "months": "3", "name": "x\x00", "token": "t\x00" * 10},
    )
    assert launch.status_code < 500
    assert made.status_code < 500
    assert not Report.objects.exists()
