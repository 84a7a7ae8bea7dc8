"""Keys are made at the desk, shown once and revoked; direct settlement names an account; a table is handed in."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.base.imports.models import ImportRun
from hearten.base.ledger.models import LedgerEntry
from hearten.base.plumbing.testing import run_jobs
from hearten.domains.claims.models import Claim
from hearten.domains.partners.models import ApiKey, DirectSettlement
from hearten.domains.partners.selectors.exchange import settlement_account
from tests.doors.api.tables.test_hospital_claims import as_csv, row
from tests.factories.claims import given_policy
from tests.factories.hospitals import System, given_hospital

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(db, now):
    return given_hospital(now)


@pytest.fixture
def desk(door, user_of):
    return door(user_of(Role.ADMINISTRATOR))


def test_a_key_is_shown_once_works_and_is_revoked(desk, hospital):
    page = reverse("desk:partner", args=[hospital.pk])
    made = desk.post(
        reverse("desk:partner_key", args=[hospital.pk]), {"name": "HIS", "scopes": ["claims.read"]}
    )
    secret = re.search(r"hk_[\w-]{43}", made.content.decode()).group()
    assert "no-store" in made.headers["Cache-Control"]
    assert secret not in desk.get(page).content.decode()
    his = System(secret)
    assert his.get("/fhir/ClaimResponse?identifier=x").status_code == 200
    shown = desk.get(page).content.decode()
    assert "claim_response_search" in shown
    assert "…" + secret[-4:] in shown
    desk.post(reverse("desk:partner_key_revoke", args=[ApiKey.objects.get().pk]))
    assert his.get("/fhir/ClaimResponse?identifier=x").status_code == 401
    kinds = (
        LedgerEntry.objects.filter(subject_id=hospital.pk).order_by("sequence").values_list("kind", flat=True)
    )
    assert list(kinds) == ["partners.key_made", "partners.key_revoked"]


@pytest.mark.parametrize("given", [{}, {"name": "HIS"}, {"name": "HIS", "scopes": ["everything"]}])
def test_a_key_without_name_or_right_is_not_made(desk, hospital, given):
    assert desk.post(reverse("desk:partner_key", args=[hospital.pk]), given).status_code == 422
    assert not ApiKey.objects.exists()


def test_direct_settlement_is_agreed_and_ended(desk, hospital):
    address = reverse("desk:partner_settlement", args=[hospital.pk])
    assert desk.post(address, {"holder": "市一医院", "account": "12"}).status_code == 422
    assert not DirectSettlement.objects.exists()
    assert desk.post(address, {"holder": "市一医院", "account": "6222 0200 0000 0000 777"}).status_code == 302
    assert settlement_account(hospital.pk).account == "6222020000000000777"
    shown = desk.get(reverse("desk:partner", args=[hospital.pk])).content.decode()
    assert "0777" in shown
    assert "6222020000000000777" not in shown
    desk.post(reverse("desk:partner_settlement_end", args=[hospital.pk]))
    assert settlement_account(hospital.pk) is None


def test_a_table_is_handed_in_for_a_hospital(desk, hospital, mei, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from hearten.kernel.clock import utc_now

    settings.MEDIA_ROOT = tmp_path
    now = utc_now()
    day = now.date().isoformat()
    policy = given_policy(mei, now, inception=now.date().replace(day=1))
    file = SimpleUploadedFile("claims.csv", as_csv(row(policy, service_date=day)))
    assert desk.post(reverse("desk:partner_table", args=[hospital.pk]), {"file": file}).status_code == 302
    run_jobs()
    run = ImportRun.objects.get()
    assert (run.state, Claim.objects.count()) == ("done", 1), run.failure
    assert "claims.csv" in desk.get(reverse("desk:partner", args=[hospital.pk])).content.decode()


def test_the_list_finds_by_name(desk, hospital, now):
    given_hospital(now, "二医院", "h2")
    shown = desk.get(reverse("desk:partners"), {"q": "市一"}).content.decode()
    assert "市一医院" in shown
    assert "二医院" not in shown
