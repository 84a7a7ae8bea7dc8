"""Partners: taken over once, changed in their place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.partners.models import Organization, Practitioner
from hearten.domains.partners.selectors import organization_names, practitioner_names
from hearten.domains.partners.services import load_organizations, load_practitioners
from hearten.domains.partners.types import OrganizationFacts, PractitionerFacts
from hearten.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
HOSPITAL = OrganizationFacts(source="clinic", source_id="Organization/1", name="第一医院", city="上海")
DOCTOR = PractitionerFacts(source="clinic", source_id="Practitioner/1", name="Dr. Wang")


def test_loaded_once_and_changed_in_place(system, now):
    assert load_organizations(rows=[HOSPITAL], by=system, now=now).created == 1
    assert load_organizations(rows=[HOSPITAL], by=system, now=now).unchanged == 1
    kept = Organization.objects.get().pk
    assert load_organizations(rows=[replace(HOSPITAL, name="上海第一医院")], by=system, now=now).changed == 1
    assert (Organization.objects.get().pk, Organization.objects.get().name) == (kept, "上海第一医院")


def test_names_by_source(system, now):
    load_organizations(
        rows=[HOSPITAL, replace(HOSPITAL, source="other", name="别的医院")], by=system, now=now
    )
    load_practitioners(rows=[DOCTOR], by=system, now=now)
    assert organization_names("clinic", ["Organization/1", "Organization/2"]) == {
        "Organization/1": "第一医院"
    }
    assert practitioner_names("clinic", ["Practitioner/1"]) == {"Practitioner/1": "Dr. Wang"}


def test_only_who_may_import_loads(staff, now):
    for load, row in ((load_organizations, HOSPITAL), (load_practitioners, DOCTOR)):
        with pytest.raises(NotAllowed):
            load(rows=[row], by=staff(Role.MANAGER), now=now)
    assert not Organization.objects.exists()
    assert not Practitioner.objects.exists()
