"""The rooms Insight and Today at the desk."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.domains.insight.selectors import MEASURES
from hearten.doors.demo.write import write_demo
from hearten.doors.desk.insight.export import harmless, table_file
from tests.database import written_once


@pytest.fixture(scope="module")
def portfolio(django_db_setup, django_db_blocker, tmp_path_factory):
    """One demo insurer for all tests here; what a test changes goes with the test."""
    yield from written_once(
        django_db_blocker,
        lambda: write_demo(
            members=160, months=24, seed=5, until=date(2026, 11, 1), folder=tmp_path_factory.mktemp("demo"),
            now=datetime(2026, 11, 2, tzinfo=UTC),
        ),
    )  # fmt: skip


@pytest.fixture
def analyst(door, user_of):
    return door(user_of(Role.ANALYST))


def test_the_dashboard_shows_figures_intervals_and_charts_with_tables(portfolio, analyst):
    """X5: headline figures with their intervals, each chart with its sentence and its table."""
    page = analyst.get(reverse("desk:insight"), {"months": "120"}).content.decode()
    assert page.count("ht-stat-value") == 8
    assert page.count("data-chart=") == page.count("data-chart-table") == 7
    assert "多等一天的代价" in page
    assert "95%" in page


def test_filters_stay_in_the_address(portfolio, analyst):
    page = analyst.get(reverse("desk:insight"), {"months": "120", "channel": "app"}).content.decode()
    assert "/desk/insight/nps/?months=120&amp;channel=app" in page


ODD = (
    "months=x",
    "months=99999999999999999999",
    "channel=%27",
    "product=<script>",
    "by=nothing",
    "page=-1",
    "month=%00",
)


def test_each_figure_has_its_page(portfolio, analyst):
    for name in MEASURES:
        address = reverse("desk:insight_measure", args=[name])
        assert analyst.get(address, {"months": "120"}).status_code == 200, name


def test_odd_filters_fall_back_or_are_told(portfolio, analyst):
    for query in ODD:
        for name in ("insight", "insight_measure", "insight_rows"):
            address = reverse(f"desk:{name}", args=[] if name == "insight" else ["nps"])
            answer = analyst.get(f"{address}?{query}")
            told = name == "insight_rows" and query.startswith("month=")
            assert answer.status_code == (400 if told else 200), (address, query)
            assert "product=<script>" not in answer.content.decode()


def test_rows_and_files(portfolio, analyst):
    page = analyst.get(reverse("desk:insight_rows", args=["nps"]), {"months": "120"}).content.decode()
    assert "data-rows" in page
    for customer_name in User.objects.filter(role=Role.MEMBER).values_list("display_name", flat=True):
        assert customer_name not in page
    csv = analyst.get(reverse("desk:insight_export", args=["nps", "csv"]), {"months": "120"})
    lines = csv.content.decode("utf-8-sig").splitlines()
    xlsx = analyst.get(reverse("desk:insight_export", args=["nps", "xlsx"]), {"months": "120"})
    sheet = load_workbook(io.BytesIO(xlsx.content)).active
    assert len(lines) == sheet.max_row > 20
    assert analyst.get(reverse("desk:insight_export", args=["nps", "exe"])).status_code == 404


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 1", "-2", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "＝1+1", "\r\n=1"]
)
def test_no_cell_acts_as_a_formula(text):
    assert str(harmless(text)).startswith("'")
    sheet = load_workbook(io.BytesIO(table_file("xlsx", "t", ["a"], [[text]]).content)).active
    assert sheet["A2"].data_type != "f"


def test_ordinary_cells_stay_as_they_are():
    assert [harmless(v) for v in ("很方便", 5, -3, None, "a=b")] == ["很方便", 5, -3, None, "a=b"]


def test_single_answers_are_not_for_everyone(portfolio, door, user_of):
    marketer = door(user_of(Role.MARKETER))
    assert marketer.get(reverse("desk:insight")).status_code == 200
    for name in ("desk:insight_rows", "desk:insight_export"):
        arguments = ["nps"] if name == "desk:insight_rows" else ["nps", "csv"]
        assert marketer.get(reverse(name, args=arguments)).status_code == 403


def test_today_opens_for_everyone_at_the_desk(portfolio, user_of):
    for role in set(Role) - {Role.MEMBER, Role.PARTNER}:
        client = Client()
        client.force_login(user_of(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(reverse("desk:today"))
        assert answer.status_code == 200, role
        assert ("等待审核的理赔" in answer.content.decode()) == (role is Role.EXAMINER), role
