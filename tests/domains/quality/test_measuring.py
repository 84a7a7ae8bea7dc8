"""X6: the fifteen indicators from real rows, hidden where they could tell who somebody is, the same when measured twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import yaml
from jsonschema import ValidationError

from hearten.base.accounts.types import Role
from hearten.domains.quality.index_book import index_book, read_book
from hearten.domains.quality.models import IndicatorValue
from hearten.domains.quality.selectors import course_for, groups_for, index_for, last_measured_month
from hearten.domains.quality.selectors.documents import measured_from_documents
from hearten.domains.quality.selectors.records import RECORDS
from hearten.domains.quality.services import measure_index
from hearten.domains.quality.types import Aspect, Grouping, Measuring, Standing
from hearten.domains.surveys.services import load_documents, load_responses
from hearten.domains.surveys.types import PastResponse
from hearten.kernel.errors import Invalid, NotAllowed, NotFound
from tests.domains.quality.conftest import OCTOBER


def figure(code, month=OCTOBER, grouping="", key=""):
    return IndicatorValue.objects.get(indicator=code, month=month, grouping=grouping, key=key)


def test_the_index_is_five_dimensions_of_three():
    book = index_book()
    assert len(book.indicators) == 15
    assert all(len(book.of(aspect)) == 3 for aspect in Aspect)
    measured = {
        row.code for row in book.indicators if row.measuring not in {Measuring.COUNTED, Measuring.SCORED}
    }
    assert measured <= set(RECORDS)


@pytest.mark.parametrize(
    ("field", "value"), [("source", "guess"), ("target", "high"), ("floor", 0.9), ("code", "Not A Code")]
)
def test_a_document_that_makes_no_sense_is_refused(field, value):
    from hearten.domains.quality.index_book import _FOLDER

    document = yaml.safe_load((_FOLDER / "index.yaml").read_text())
    document["indicators"][0][field] = value
    with pytest.raises((ValidationError, ValueError)):
        read_book(document)


def test_figures_of_real_rows(claims, complaint, people, system, now):
    load_documents(by=system, now=now)
    load_responses(
        rows=[
            PastResponse(
                customer_id=person.pk, survey_code="post_claim", effort=4 + i % 3,
                invited_at=now - timedelta(days=9), answered_at=now - timedelta(days=8),
            )
            for i, person in enumerate(people)
        ],
        now=now,
    )  # fmt: skip
    measure_index(months=2, by=system, now=now)
    online = figure("online_share")
    assert (online.value, online.n) == (pytest.approx(6 / 7), 7)
    assert online.low < 6 / 7 < online.high
    turnaround = figure("claim_turnaround")
    assert turnaround.value == pytest.approx(4)
    assert turnaround.upper_tenth == pytest.approx(6.4)
    assert turnaround.low < 4 < turnaround.high
    complaints = figure("complaint_rate")
    assert (complaints.value, complaints.n) == (pytest.approx(1000 / 7), 7)
    assert figure("decisions_stand").value == 1
    assert figure("ease").value == pytest.approx(sum(4 + i % 3 for i in range(7)) / 7)
    view = index_for(system, OCTOBER)
    rows = {row.indicator.code: row for row in view.rows}
    assert rows["claim_turnaround"].points.value == pytest.approx(75)
    assert rows["claim_turnaround"].standing is Standing.BETWEEN
    assert rows["complaint_rate"].standing is Standing.POOR
    assert rows["hotline_and_chat"].standing is Standing.UNKNOWN
    assert last_measured_month(system) == date(2026, 11, 1)


def test_few_people_stay_hidden(claims, complaint, system, now):
    """One case stands behind the first response, one paper claim behind a channel: neither may be told, nor told apart."""
    measure_index(months=1, until=OCTOBER, by=system, now=now)
    response = figure("first_response")
    assert response.hidden
    assert response.value is response.n is response.low is None
    by_channel = {f.key: f for f in groups_for(system, "claim_turnaround", Grouping.CHANNEL, OCTOBER)}
    assert by_channel["paper"].hidden
    assert by_channel["app"].hidden  # seven less six would be the one
    assert not figure("claim_turnaround").hidden


def test_measuring_twice_is_once_and_what_is_gone_goes(claims, system, now):
    first = measure_index(months=2, by=system, now=now)
    assert first == IndicatorValue.objects.count() > 0
    later = now + timedelta(hours=1)
    assert measure_index(months=2, by=system, now=later) == first == IndicatorValue.objects.count()
    type(claims[0]).objects.update(channel="web")
    measure_index(months=2, by=system, now=later + timedelta(hours=1))
    keys = IndicatorValue.objects.filter(indicator="online_share", grouping="channel").values_list(
        "key", flat=True
    )
    assert set(keys) == {"web"}


def test_plain_explanations_are_counted_by_product(db, now):
    from tests.factories.claims import given_products

    given_products(now)
    figures = measured_from_documents([OCTOBER, date(2020, 1, 1)])
    whole = [f for f in figures if f.grouping is Grouping.WHOLE]
    assert [f.month for f in whole] == [OCTOBER]  # nothing was on sale in 2020
    assert 0 < whole[0].value <= 1
    assert whole[0].n == sum(f.n for f in figures if f.grouping is Grouping.PRODUCT)


def test_a_course_says_whether_it_moved(db, system, now):
    months = [date(2025, month, 1) for month in range(1, 13)]
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            month=month, indicator="claim_turnaround", value=12.0 - i, low=11.0 - i, high=13.0 - i, n=50,
            measured_at=now,
        )
        for i, month in enumerate(months)
    )  # fmt: skip
    course = course_for(system, "claim_turnaround", months[-1])
    assert course.trend is not None
    assert course.trend.p < 0.001
    assert course.trend.slope.value == pytest.approx(-1)
    with pytest.raises(NotFound):
        course_for(system, "nothing", months[-1])


def test_who_may_not_look_measures_nothing(staff, system, now, db):
    with pytest.raises(NotAllowed):
        measure_index(months=1, by=staff(Role.EXAMINER), now=now)
    with pytest.raises(Invalid):
        measure_index(months=0, by=system, now=now)
    assert not IndicatorValue.objects.exists()
