import shutil
from datetime import date

import pytest
import yaml
from django.db import IntegrityError, transaction

from hearten.base.accounts.types import Role
from hearten.domains.products.models import ProductVersion
from hearten.domains.products.selectors import get_product, get_version, list_products, list_versions
from hearten.domains.products.services import load_documents
from hearten.domains.products.services.loading import DOCUMENTS
from hearten.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

TODAY = date(2026, 11, 2)
VERSIONS = len(list(DOCUMENTS.glob("*/*.yaml")))


@pytest.fixture
def folder(tmp_path):
    """A copy of the documents that a test may change."""
    return shutil.copytree(DOCUMENTS, tmp_path / "documents")


def change(path, **facts):
    document = yaml.safe_load(path.read_text(encoding="utf-8")) | facts
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), encoding="utf-8")


def test_loading_twice_is_loading_once(products, system, now):
    assert len(products.loaded) == VERSIONS
    rows = list(ProductVersion.objects.values_list("pk", "sha256", "loaded_at"))
    again = load_documents(by=system, now=now)
    assert (again.loaded, len(again.unchanged)) == ((), VERSIONS)
    assert list(ProductVersion.objects.values_list("pk", "sha256", "loaded_at")) == rows


def test_a_published_document_may_be_laid_out_anew_but_not_changed(products, folder, system, now):
    path = folder / "income-protection" / "2022.1.yaml"
    change(path)
    assert load_documents(by=system, now=now, folder=folder).loaded == ()
    change(path, cooling_off_days=20)
    with pytest.raises(Conflict, match=r"income-protection 2022\.1 is published"):
        load_documents(by=system, now=now, folder=folder)
    assert get_version("income-protection", "2022.1").document["cooling_off_days"] == 15


def test_nothing_is_published_when_one_document_is_bad(db, folder, system, now):
    change(folder / "million-medical" / "2026.1.yaml", line="pets")
    with pytest.raises(Invalid, match=r"million-medical/2026\.1\.yaml has 1 problems.*line"):
        load_documents(by=system, now=now, folder=folder)
    assert not ProductVersion.objects.exists()


@pytest.mark.parametrize("text", ["{", "- a\n- b", "", "code: x\ncode: [", "\x00"])
def test_a_file_that_is_no_document_is_answered(db, folder, system, now, text):
    (folder / "million-medical" / "2026.1.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Invalid, match=r"million-medical/2026\.1\.yaml"):
        load_documents(by=system, now=now, folder=folder)
    assert not ProductVersion.objects.exists()


def test_a_document_lies_under_its_own_name(db, folder, system, now):
    (folder / "million-medical" / "2026.1.yaml").rename(folder / "million-medical" / "2027.1.yaml")
    with pytest.raises(Invalid, match=r"calls itself million-medical 2026\.1"):
        load_documents(by=system, now=now, folder=folder)


def test_only_product_people_publish(db, staff, now):
    with pytest.raises(NotAllowed):
        load_documents(by=staff(Role.EXAMINER), now=now)
    assert not ProductVersion.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda rows: rows.update(document={"rates": "cheaper"}),
        lambda rows: rows.update(effective_from=date(2020, 1, 1)),
        lambda rows: rows.delete(),
    ],
    ids=["document", "first day", "removal"],
)
def test_the_database_refuses_to_change_what_is_published(products, act):
    rows = ProductVersion.objects.filter(code="million-medical")
    before = sorted(rows.values_list("version", "sha256", "effective_from"))
    with pytest.raises(IntegrityError, match="neither changed nor removed"), transaction.atomic():
        act(rows)
    assert sorted(rows.values_list("version", "sha256", "effective_from")) == before


def test_the_day_chooses_the_version(products):
    assert get_product("million-medical", date(2025, 12, 31)).version == "2022.1"
    assert get_product("million-medical", date(2026, 1, 1)).version == "2026.1"
    with pytest.raises(NotFound):
        get_product("million-medical", date(2021, 12, 31))
    with pytest.raises(NotFound):
        get_product("pet-cover", TODAY)
    with pytest.raises(NotFound):
        get_version("million-medical", "1999.1")


def test_lists_hold_one_version_of_each_product(products, django_assert_num_queries):
    list_products(TODAY)
    with django_assert_num_queries(1):
        found = list_products(TODAY)
    assert [(p.code, p.version) for p in found] == [
        ("city-plan", "2026.1"),
        ("million-medical", "2026.1"),
        ("family-doctor", "2026.1"),
        ("student-medical", "2026.1"),
        ("daily-outpatient", "2022.1"),
        ("health-account", "2026.1"),
        ("hospital-cash", "2026.1"),
        ("critical-illness", "2022.1"),
        ("income-protection", "2022.1"),
        ("long-term-care", "2026.1"),
        ("accident-disability", "2026.1"),
        ("accident-medical", "2026.1"),
    ]
    assert list_products(date(2021, 1, 1)) == []
    assert [p.version for p in list_versions("million-medical")] == ["2026.1", "2022.1"]
