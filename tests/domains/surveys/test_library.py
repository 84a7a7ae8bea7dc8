"""X1: everything in the library can be asked as it stands, in both languages, and passes our own wording check."""

from __future__ import annotations

import pytest

from hearten.domains.surveys.drafting import completeness, missing_before_asking
from hearten.domains.surveys.library import instrument, instruments
from hearten.domains.surveys.reading import compile_survey
from hearten.domains.surveys.selectors.wording import check_wording
from hearten.engines.wording.types import Severity

WANTED = {
    "post_claim", "post_purchase", "service_contact", "relationship", "servqual_health", "kano_needs", "health_plan",
    "complaint_follow_up", "app_use", "elderly",
}  # fmt: skip


def test_the_library_holds_what_is_promised():
    assert {one.code for one in instruments()} == WANTED


@pytest.mark.parametrize("code", sorted(WANTED))
def test_it_can_be_asked_and_says_where_it_comes_from(code):
    found = instrument(code)
    assert missing_before_asking(found.document) is None
    assert completeness(found.document).whole
    assert all((found.measures.zh, found.measures.en, found.scoring.zh, found.source.zh, found.source.en))
    hard = [f for f in check_wording(found.document).findings if f.severity is not Severity.HINT]
    assert not hard, [(f.kind.value, f.item, f.part, f.language) for f in hard]


@pytest.mark.parametrize("code", sorted(WANTED))
def test_the_minutes_it_promises_are_enough(code):
    found = instrument(code)
    assert check_wording(found.document).minutes <= found.document["minutes"]


def test_servqual_has_its_five_dimensions_and_twenty_two_pairs():
    survey = compile_survey(instrument("servqual_health").document)
    rows = [row for item in survey.items if item.kind == "servqual" for row in item.rows]
    sizes = {d: sum(row.dimension == d for row in rows) for d in dict.fromkeys(row.dimension for row in rows)}
    assert sizes == {"tangibles": 4, "reliability": 5, "responsiveness": 4, "assurance": 4, "empathy": 5}
    assert {option.code for option in survey.item("weights").options} == set(sizes)


def test_kano_asks_twelve_features_with_and_without():
    survey = compile_survey(instrument("kano_needs").document)
    keys = [field.key for item in survey.items if item.kind == "kano" for field in item.fields()]
    assert len(keys) == 24
    assert sum(key.endswith(".f") for key in keys) == 12
