import pytest

from hearten.engines.rating import StepKind, compile_tariff, instalments, price_one
from hearten.kernel.errors import Invalid
from tests.engines.rating.examples import RATES
from tests.tables import table_rows

ROWS = table_rows("algorithms/pricing.md", "age")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['age']}-{row['sex']}-{row['health_grade']}")
def test_worked_table_holds(row):
    """P2: every figure of the page is what the engine says."""
    facts = {
        "age": int(row["age"]),
        "sex": row["sex"],
        "health_grade": row["health_grade"],
        "social_insurance": row["social_insurance"],
        "deductible": int(row["deductible"]),
    }
    tariff = compile_tariff(RATES)
    if row["base"].startswith("refused"):
        with pytest.raises(Invalid) as refusal:
            price_one(tariff, facts, loading_bp=int(row["loading_bp"]))
        assert f"refused: {refusal.value.field}" == row["base"]
        return
    price = price_one(tariff, facts, loading_bp=int(row["loading_bp"]))
    before_rounding = [step for step in price.steps if step.kind is not StepKind.ROUNDING][-1]
    months = instalments(price.total)
    assert [price.steps[0].amount, before_rounding.amount, price.total, months[0], months[-1]] == [
        int(row[name]) for name in ("base", "after factors", "total", "first month", "last month")
    ]
    assert sum(months) == price.total
    assert len(months) == 12
