"""Products at the desk: versions, clauses, rules, a price tester, what changed (P1, P2, P7)."""

import html
import re

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from tests.domains.products.test_pricing import PRODUCTS

TABS = ["overview", "clauses", "rules", "price", "changes"]


def words(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def manager(door, user_of):
    return door(user_of(Role.MANAGER))


def test_every_version_is_listed(manager, language):
    page = words(manager.get(reverse("desk:products")))
    assert page.count("2026.1") == 9
    assert page.count("2022.1") == 4


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("code", sorted(product.code for product in PRODUCTS))
def test_every_part_of_every_product_can_be_read(manager, language, code, tab):
    response = manager.get(reverse("desk:product", args=[code]), {"tab": tab})
    assert response.status_code == 200
    assert "{'zh'" not in words(response)


def test_rates_are_a_chart_with_its_table(manager):
    page = manager.get(reverse("desk:product", args=["million-medical"])).content.decode()
    assert "data-chart=" in page
    assert re.search(r'<th scope="row">38</th><td class="ht-num">455</td><td class="ht-num">428</td>', page)


def test_the_version_asked_for_is_shown(manager):
    page = words(
        manager.get(
            reverse("desk:product", args=["million-medical"]), {"version": "2022.1", "tab": "clauses"}
        )
    )
    assert "一年最多 2 万元" in page
    assert (
        manager.get(reverse("desk:product", args=["million-medical"]), {"version": "1999.1"}).status_code
        == 404
    )


def test_what_changed_names_the_places(manager):
    page = words(manager.get(reverse("desk:product", args=["million-medical"]), {"tab": "changes"}))
    for place in (
        "benefits.categories.pre_post_hospital.sub_limit",
        "clauses[2.3.4].plain",
        "rates.base.female",
    ):
        assert place in page
    assert "clauses[2.1].text" not in page


def test_the_tester_loads_and_grades(manager):
    """455.00 × 1.25 × 1.10 = 625.63, with 20 % more 750.76 → 751 yuan."""
    facts = {
        "version": "2026.1", "age": "38", "sex": "female", "region": "310000", "occupation_class": "1",
        "has_social_insurance": "yes", "choice_deductible": "1000000", "choice_limit": "200000000",
        "health_grade": "elevated", "loading_percent": "20",
    }  # fmt: skip
    address = reverse("desk:product_price", args=["million-medical"])
    assert "¥751.00" in words(manager.get(address, facts))
    assert "ht-alert" in manager.get(address, facts | {"loading_percent": "301"}).content.decode()


@pytest.mark.parametrize("name", ["desk:products", "desk:product", "desk:product_price"])
def test_members_and_strangers_stay_out(client, door, mei, member_of, name):
    address = reverse(name, args=[] if name == "desk:products" else ["million-medical"])
    assert client.get(address).status_code == 302
    assert door(member_of(mei)).get(address).status_code == 403
