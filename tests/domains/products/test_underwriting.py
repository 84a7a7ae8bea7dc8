import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.domains.products.selectors import underwrite
from hearten.engines.underwriting import Decision
from hearten.kernel.errors import Invalid
from tests.domains.products.test_pricing import BY_CODE, MEI, PRODUCTS

WELL = {
    "height_cm": "165", "weight_kg": "56", "smokes": "no", "exercises": "yes", "systolic": "118",
    "serious_illness": ["none"], "common_conditions": ["none"], "hospital_two_years": "no", "abnormal_finding": "no",
    "visits_last_year": "4", "parent_cancer": "no", "other_cover": "0", "monthly_income_yuan": "12000",
    "employment": "employed", "sick_days": "2", "unable_now": "no", "other_accident_cover": "0", "needs_help": "no",
    "memory": "no", "second_account": "no",
}  # fmt: skip


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_a_healthy_person_is_accepted_at_once(product):
    """S1: policy in hand in minutes."""
    found = underwrite(product, MEI, WELL)
    assert (found.decision, found.loading_bp, found.exclusions) == (Decision.ACCEPT, 0, ())
    if "grading" in product.document["underwriting"]:
        assert found.health_grade == "preferred"
        assert {point.code for point in found.grade_points} == {"exercise", "healthy_weight", "no_smoking"}


@pytest.mark.parametrize(
    ("code", "change", "decision", "rules"),
    [
        ("million-medical", {"common_conditions": ["hypertension"], "systolic": "138"}, "load", {"hypertension"}),
        ("million-medical", {"common_conditions": ["hypertension"], "systolic": "165"}, "refer", {"high_pressure"}),
        ("million-medical", {"common_conditions": ["thyroid_nodule"]}, "exclude", {"thyroid_nodule"}),
        ("million-medical", {"common_conditions": ["thyroid_nodule", "back"]}, "exclude", {"thyroid_nodule", "back"}),
        ("million-medical", {"common_conditions": ["hypertension", "diabetes"]}, "refer",
         {"hypertension", "diabetes", "hypertension_and_diabetes"}),
        ("million-medical", {"serious_illness": ["cancer"]}, "refer", {"serious_illness"}),
        ("million-medical", {"serious_illness": ["none", "cancer"]}, "refer", {"contradiction"}),
        ("million-medical", {"hospital_two_years": "yes", "hospital_reason": "infection_healed"}, "accept", {"hospital_healed"}),
        ("million-medical", {"hospital_two_years": "yes", "hospital_reason": "other"}, "refer", {"hospital_other"}),
        ("million-medical", {"weight_kg": "100"}, "refer", {"very_heavy"}),
        ("daily-outpatient", {"visits_last_year": "21"}, "load", {"many_visits"}),
        ("critical-illness", {"parent_cancer": "yes"}, "load", {"family_cancer"}),
        ("critical-illness", {"other_cover": "201"}, "refer", {"large_total"}),
        ("income-protection", {"monthly_income_yuan": "6250"}, "accept", set()),
        ("income-protection", {"monthly_income_yuan": "6249"}, "refer", {"over_income"}),
        ("income-protection", {"monthly_income_yuan": "0"}, "refer", {"over_income"}),
        ("income-protection", {"common_conditions": ["back"]}, "exclude", {"back"}),
    ],
)  # fmt: skip
def test_decisions_with_their_reasons(code, change, decision, rules):
    product = BY_CODE[code]
    found = underwrite(product, MEI, WELL | change)
    assert (found.decision.value, {reason.rule for reason in found.reasons}) == (decision, rules)
    assert all(reason.text["zh"] and reason.text["en"] for reason in found.reasons)
    clauses = {clause["number"] for clause in product.document["clauses"]}
    assert {exclusion.clause for exclusion in found.exclusions} <= clauses


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_each_question_must_be_answered(product):
    for question in product.questions:
        if question.after:
            continue
        with pytest.raises(Invalid) as refusal:
            underwrite(product, MEI, {code: answer for code, answer in WELL.items() if code != question.code})
        assert refusal.value.field == question.code


def test_a_genetic_result_has_no_effect():
    """P4: genetic data is never priced."""
    product = BY_CODE["critical-illness"]
    assert underwrite(product, MEI, WELL | {"gene_brca1": "yes"}) == underwrite(product, MEI, WELL)


@given(data=st.data(), product=st.sampled_from(PRODUCTS))
def test_any_declaration_is_decided_and_never_refused(data, product):
    answers = {}
    for question in product.questions:
        if question.after and answers.get(question.after) != question.equals:
            continue
        answers[question.code] = data.draw(
            {
                "yes_no": st.booleans(),
                "number": st.integers(question.least, question.greatest),
                "choice": st.sampled_from(question.options or ("",)),
                "choices": st.lists(st.sampled_from(question.options or ("",)), min_size=1, unique=True),
            }[question.kind.value]
        )
    found = underwrite(product, MEI, answers)
    assert found == underwrite(product, MEI, dict(reversed(answers.items())))
    assert found.decision.value in {"accept", "load", "exclude", "refer"}
    assert found.reasons or found.decision is Decision.ACCEPT
