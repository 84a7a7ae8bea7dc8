"""The documents we sell by, and what is said of one that can't be sold by."""

import copy
import itertools
import re

import pytest
import yaml

from hearten.domains.products.checks import check_document
from hearten.domains.products.selectors import glossary
from hearten.domains.products.services.loading import DOCUMENTS, digest_of
from hearten.engines.costsharing import compile_rules

PATHS = sorted(DOCUMENTS.glob("*/*.yaml"))
TERMS = frozenset(glossary("en"))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture
def document():
    return read(DOCUMENTS / "million-medical" / "2026.1.yaml")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_our_documents_have_no_problem(path):
    assert [str(problem) for problem in check_document(read(path), TERMS)] == []


def test_a_product_for_every_family_and_an_older_version():
    assert sorted((path.parent.name, path.stem) for path in PATHS) == [
        ("accident-disability", "2026.1"),
        ("accident-medical", "2026.1"),
        ("city-plan", "2026.1"),
        ("critical-illness", "2022.1"),
        ("daily-outpatient", "2022.1"),
        ("family-doctor", "2026.1"),
        ("health-account", "2026.1"),
        ("hospital-cash", "2026.1"),
        ("income-protection", "2022.1"),
        ("long-term-care", "2026.1"),
        ("million-medical", "2022.1"),
        ("million-medical", "2026.1"),
        ("student-medical", "2026.1"),
    ]


def texts(value, where=""):
    if isinstance(value, dict) and set(value) == {"zh", "en"}:
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(item, f"{where}.{key}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from texts(item, f"{where}[{i}]")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_chinese_is_chinese_and_english_is_english(path):
    """P7: both languages are whole; 医保 is the one Chinese word English keeps."""
    for where, text in texts(read(path)):
        assert re.search(r"[\u4e00-\u9fff]", text["zh"]), where
        assert not re.search(r"[\u4e00-\u9fff]", text["en"].replace("医保", "")), where


@pytest.mark.parametrize(
    ("mend", "where"),
    [
        (lambda d: d.pop("line"), "document"),
        (lambda d: d.update(colour="red"), "document"),
        (lambda d: d.update(line="pets"), "line"),
        (lambda d: d["name"].pop("en"), "name"),
        (lambda d: d.update(cooling_off_days=10), "cooling_off_days"),
        (lambda d: d.update(effective_from="2026-02-30"), "effective_from"),
        (lambda d: d["rates"]["base"]["female"].pop(), "rates.base.female"),
        (lambda d: d["rates"]["base"].update(until=79), "rates.base"),
        (lambda d: d["rates"]["factors"][1]["rates"].pop("4"), "rates.factors[1].rates"),
        (lambda d: d["rates"]["factors"][1].update(by="star_sign"), "rates.factors[1].by"),
        (lambda d: d["rates"]["factors"][0]["rates"].update(high=0), "rates.factors[0].rates"),
        (lambda d: d["choices"][0].update(default=7), "choices[0].default"),
        (lambda d: d["choices"][0]["options"][0].update(value="x"), "choices[0].options"),
        (lambda d: d["benefits"]["deductible"].update(amount="$excess"), "benefits.deductible.amount"),
        (lambda d: d["benefits"]["waiting"].update(clause="9.9"), "benefits.waiting.clause"),
        (lambda d: d["benefits"]["categories"]["inpatient"].update(rate_settled=0.8), "benefits.categories.inpatient.rate_settled"),
        (lambda d: d["underwriting"]["rules"][0].update(then="refuse"), "underwriting.rules[0].then"),
        (lambda d: d["underwriting"]["rules"][0].update(when={"fact": "star_sign", "is": 1}), "underwriting.rules[0].when"),
        (lambda d: d["underwriting"]["rules"][0].update(when={"fact": "age", "over": 1}), "underwriting.rules[0].when"),
        (lambda d: d["underwriting"]["rules"][0].update(then="load"), "underwriting.rules[0]"),
        (lambda d: d["underwriting"]["grading"]["grades"][-1].update(up_to=9), "underwriting.grading.grades"),
        (lambda d: d["declaration"]["questions"][3].update(after="later"), "declaration.questions[3].after"),
        (lambda d: d["declaration"]["questions"][0].pop("greatest"), "declaration.questions[0]"),
        (lambda d: d["clauses"][1].update(number="1.1"), "clauses"),
        (lambda d: [c.pop("highlight", None) for c in d["clauses"] if c["number"] == "3.1"], "clauses[12]"),
        (lambda d: d["glossary"].append("moonshine"), "glossary[20]"),
        (lambda d: d["rates"]["factors"][3]["rates"].update({True: 10000}), "rates.factors[3].rates.True"),
    ],
)  # fmt: skip
def test_a_bad_document_says_where_and_how_to_mend_it(document, mend, where):
    mend(document)
    problems = check_document(document, TERMS)
    assert where in [problem.where for problem in problems]
    assert all(problem.what and problem.how for problem in problems)


@pytest.mark.parametrize("junk", [None, [], "text", 3, {}, {"code": None}, {"rates": {"base": []}}])
def test_junk_is_answered_not_crashed_on(junk):
    assert check_document(junk)


def test_digest_depends_on_content_not_on_layout(document):
    reordered = dict(reversed(copy.deepcopy(document).items()))
    assert digest_of(reordered) == digest_of(document)
    document["name"]["zh"] += "。"
    assert digest_of(reordered) != digest_of(document)


def test_glossary_has_no_double_and_both_languages():
    zh, en = glossary("zh-hans"), glossary("en")
    assert list(zh) == list(en)
    assert len(zh) >= 60
    for terms in (zh, en):
        forms = [form.lower() for term in terms.values() for form in (term.name, *term.also)]
        assert len(forms) == len(set(forms))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_benefits_compute_for_every_combination_of_choices(path):
    """P1, P2: whatever a customer chooses, the rules of the claim can be worked out."""
    document = read(path)
    offered = [[(c["code"], o["value"]) for o in c["options"]] for c in document["choices"]]
    for chosen in itertools.product(*offered):
        rules = compile_rules(document["benefits"], dict(chosen))
        assert rules.waiting.illness_days == document["benefits"]["waiting"]["illness_days"]
