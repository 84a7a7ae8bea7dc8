"""The shop window: open to everyone, plain, and with a price at once (P1, P2, P7)."""

import html
import re

import pytest
from django.urls import reverse

from hearten.domains.products.selectors import list_versions
from tests.domains.products.test_pricing import PRODUCTS

CODES = [product.code for product in PRODUCTS]
FACTS = {
    "age": "38", "sex": "female", "region": "310000", "occupation_class": "1", "has_social_insurance": "yes",
    "choice_deductible": "1000000", "choice_limit": "200000000",
}  # fmt: skip


def words(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode())))


def test_a_stranger_sees_every_plan_with_its_price(client, language):
    page = words(client.get(reverse("member:shop")))
    for product in PRODUCTS:
        assert product.words[language[:2]]["name"] in page
    assert page.count("¥") == len(PRODUCTS)


def test_a_member_sees_prices_of_their_own(client, mei, member_of, door):
    """Mei, 38, pays 501 yuan a year: 41.75 a month. A person of thirty pays 27.33."""
    assert "¥27.33" in words(client.get(reverse("member:shop")))
    page = words(door(member_of(mei)).get(reverse("member:shop")))
    assert "¥41.75" in page
    assert "¥27.33" not in page


@pytest.mark.parametrize("code", CODES)
def test_cover_exclusions_steps_and_every_clause_stand_before_purchase(client, language, code):
    """P7: coverage and claim steps are shown before purchase; every clause has plain words and a figure."""
    product = next(product for product in PRODUCTS if product.code == code)
    page = words(client.get(reverse("member:product", args=[code])))
    document = product.words[language[:2]]
    for clause in document["clauses"]:
        assert clause["title"] in page
    for exclusion in document["exclusions"]:
        assert exclusion["text"] in page
    for step in document["claim_steps"]:
        assert step["text"] in page
    figures = re.findall(r"reading ease [\d]+ of 100" if language == "en" else r"平均每小句 [\d.]+ 字", page)
    assert len(figures) == 2 * len(document["clauses"])


def test_terms_have_their_tips(client, language):
    page = client.get(reverse("member:product", args=["million-medical"])).content.decode()
    word = "免赔额" if language == "zh-hans" else "deductible"
    assert re.search(
        rf'<button type="button" class="ht-term" data-tip>{word}</button><span class="ht-tip"',
        page,
        re.IGNORECASE,
    )


def test_the_price_follows_the_choices(client, language):
    address = reverse("member:price", args=["million-medical"])
    assert "¥41.75" in words(client.get(address, FACTS))
    none = words(client.get(address, FACTS | {"choice_deductible": "0"}))
    assert "¥108.41" in none  # 455.00 × 1.10 × 2.60 = 1301.30 → 1301 yuan, a twelfth of it
    assert "¥41.75" not in none
    assert "<html" not in client.get(address, FACTS).content.decode()


@pytest.mark.parametrize(
    ("change", "zh"),
    [
        ({"age": "66"}, "这款产品适合 0 到 65 周岁。"),
        ({"occupation_class": "6"}, "这款产品不接受第 6 类职业。"),
    ],
)
def test_who_cannot_buy_reads_why(client, change, zh):
    page = words(client.get(reverse("member:price", args=["million-medical"]), FACTS | change))
    assert zh in page
    assert "¥" not in page


@pytest.mark.parametrize(
    "change",
    [
        {"age": "-3"}, {"age": "9" * 400}, {"age": "三十"}, {"age": ""}, {"sex": "<script>alert(1)</script>"},
        {"region": "../../etc/passwd"}, {"choice_deductible": "1"}, {"choice_deductible": "1e6"}, {"choice_limit": "\u202e6"},
        {"has_social_insurance": "maybe"}, {"occupation_class": "0"}, {"age": "NaN"}, {"sex": "👩"}, {"age": "\x00"},
    ],
)  # fmt: skip
def test_hostile_facts_get_a_sentence_and_no_price(client, change):
    response = client.get(reverse("member:price", args=["million-medical"]), FACTS | change)
    assert response.status_code == 200
    page = response.content.decode()
    assert "ht-alert" in page
    assert "¥" not in page
    assert "<script>alert" not in page


def test_nothing_is_written_by_looking(client, django_assert_max_num_queries):
    before = [product.sha256 for product in list_versions()]
    with django_assert_max_num_queries(2) as queries:
        client.get(reverse("member:price", args=["million-medical"]), FACTS)
    assert all(query["sql"].startswith("SELECT") for query in queries.captured_queries)
    assert [product.sha256 for product in list_versions()] == before


@pytest.mark.parametrize("name", ["member:product", "member:price"])
def test_a_product_that_is_not_there(client, name):
    assert client.get(reverse(name, args=["pet-cover"])).status_code == 404


@pytest.mark.parametrize("name", ["member:shop", "member:product", "member:price"])
def test_the_window_takes_no_post(client, name):
    address = reverse(name, args=[] if name == "member:shop" else ["million-medical"])
    assert client.post(address).status_code == 405
