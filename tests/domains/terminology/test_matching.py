"""What a text means: names in brackets, codes in short, memory that forgets when the tables change (L2, L4)."""

from __future__ import annotations

import pytest

from hearten.base.accounts.types import Role
from hearten.domains.terminology import selectors
from hearten.domains.terminology.models import CodeSystem
from hearten.domains.terminology.selectors.memory import forget
from hearten.domains.terminology.services import Origin, load_facts
from hearten.domains.terminology.types import ConceptFacts, RuleCodeFacts, System
from hearten.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
ORIGIN = Origin(publisher="nhsa", file="t.xlsx", sha256="0" * 64)
DIAGNOSES = {
    "J00.x00": "急性鼻咽炎［感冒］",
    "J20.900": "急性支气管炎",
    "J20.901": "急性化脓性支气管炎",
    "I10.x00x002": "高血压",
}


@pytest.fixture(autouse=True)
def _fresh_memory():
    forget()
    yield
    forget()


@pytest.fixture
def diagnoses(system, now):
    rows = [ConceptFacts(system=System.ICD10, code=code, display=name) for code, name in DIAGNOSES.items()]
    return load_facts(rows=rows, origin=ORIGIN, by=system, now=now)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("感冒", ["J00.x00"]),
        (" 急性支气管炎 ", ["J20.900", "J20.901"]),
        ("j20.9", ["J20.900", "J20.901"]),
        ("I10.X00X002", ["I10.x00x002"]),
        ("骨折", []),
        ("", []),
        ("S99.9", []),
    ],
)
def test_a_diagnosis_is_found_by_its_words_or_its_code(diagnoses, text, codes):
    found = selectors.find_diagnosis(text)
    assert [one.code for one in found][: len(codes)] == codes
    assert bool(found) == bool(codes)
    assert all(0 < one.score <= 1 for one in found)


def test_a_bills_row_is_matched_only_when_it_is_clear(system, now):
    drug = ConceptFacts(system=System.DRUG, code="XA01", display="阿莫西林胶囊")
    load_facts(rows=[drug], origin=ORIGIN, by=system, now=now)
    assert selectors.match_drug("阿莫西林胶囊").code == "XA01"
    assert selectors.match_drug("阿莫西林克拉维酸钾颗粒") is None
    assert selectors.match_service("阿莫西林胶囊") is None


def test_what_changed_is_known_at_once_and_unchanged_tables_are_not_read_again(
    diagnoses, system, now, django_assert_num_queries
):
    assert selectors.find_diagnosis("骨折") == []
    with django_assert_num_queries(0):
        selectors.find_diagnosis("骨折")
    fresh = ConceptFacts(system=System.ICD10, code="S52.500", display="桡骨下端骨折")
    load_facts(rows=[fresh], origin=ORIGIN, by=system, now=now)
    assert selectors.find_diagnosis("桡骨下端骨折")[0].code == "S52.500"
    assert CodeSystem.objects.get().uri == "http://hl7.org/fhir/sid/icd-10"


def test_twice_is_once_and_only_who_may_import_imports(diagnoses, system, now, staff):
    assert (diagnoses.created, diagnoses.changed, diagnoses.unchanged) == (4, 0, 0)
    rows = [ConceptFacts(system=System.ICD10, code=code, display=name) for code, name in DIAGNOSES.items()]
    again = load_facts(rows=rows, origin=ORIGIN, by=system, now=now)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 4)
    with pytest.raises(NotAllowed):
        load_facts(rows=rows, origin=ORIGIN, by=staff(Role.EXAMINER), now=now)
    with pytest.raises(KeyError):
        load_facts(rows=[RuleCodeFacts(kind="sex", name="没有", code="X")], origin=ORIGIN, by=system, now=now)
