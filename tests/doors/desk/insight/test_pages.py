"""The rooms Insight, Today and Settings at the desk."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hearten.base.accounts.models import User
from hearten.base.accounts.types import Role
from hearten.base.ledger.models import LedgerEntry
from hearten.domains.insight.selectors import MEASURES
from hearten.doors.desk.insight.export import harmless, table_file


@pytest.fixture
def portfolio(db, tmp_path):
    from hearten.doors.demo.write import write_demo

    return write_demo(
        members=160,
        months=24,
        seed=5,
        until=date(2026, 11, 1),
        folder=tmp_path,
        now=datetime(2026, 11, 2, tzinfo=UTC),
    )


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


def test_an_empty_database_says_so(analyst):
    page = analyst.get(reverse("desk:insight"))
    assert page.status_code == 200
    assert "还没有可统计的内容" in page.content.decode()


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


class TestSettings:
    """M3: accounts of staff are opened and closed by who may, and the ledger knows."""

    def test_open_and_close(self, door, user_of):
        admin = door(user_of(Role.ADMINISTRATOR))
        form = {
            "display_name": "何新",
            "email": "New@staff.example",
            "role": "examiner",
            "language": "zh-hans",
        }
        answer = admin.post(reverse("desk:settings_user_new"), form)
        made = User.objects.get(email="new@staff.example")
        assert answer.url == reverse("desk:settings_user", args=[made.pk])
        assert not made.has_usable_password()
        admin.post(answer.url, {"active": "0"})
        made.refresh_from_db()
        assert not made.is_active
        kinds = list(
            LedgerEntry.objects.filter(subject_id=made.pk).order_by("sequence").values_list("kind", flat=True)
        )
        assert kinds == ["accounts.staff_opened", "accounts.staff_closed"]

    def test_bad_input_is_told_and_opens_nothing(self, door, user_of):
        admin, before = door(user_of(Role.ADMINISTRATOR)), User.objects.count()
        good = {
            "display_name": "何新",
            "email": "new@staff.example",
            "role": "examiner",
            "language": "zh-hans",
        }
        for change in (
            {"role": "member"},
            {"role": "emperor"},
            {"email": "x"},
            {"display_name": ""},
            {"email": "administrator@staff.example"},
        ):
            assert admin.post(reverse("desk:settings_user_new"), good | change).status_code == 422
        assert User.objects.count() == before

    def test_nobody_closes_their_own(self, door, user_of):
        me = user_of(Role.ADMINISTRATOR)
        answer = door(me).post(reverse("desk:settings_user", args=[me.pk]), {"active": "0"})
        me.refresh_from_db()
        assert (answer.status_code, me.is_active) == (409, True)

    def test_a_manager_sees_but_changes_nothing(self, door, user_of):
        other, manager = user_of(Role.EXAMINER), door(user_of(Role.MANAGER))
        assert manager.get(reverse("desk:settings")).status_code == 200
        assert manager.get(reverse("desk:settings_access")).status_code == 200
        assert manager.get(reverse("desk:settings_user_new")).status_code == 403
        manager.post(reverse("desk:settings_user", args=[other.pk]), {"active": "0"})
        other.refresh_from_db()
        assert other.is_active
        assert not LedgerEntry.objects.exists()

    def test_members_are_not_staff(self, door, user_of, member_of, mei):
        user = member_of(mei)
        assert (
            door(user_of(Role.ADMINISTRATOR)).get(reverse("desk:settings_user", args=[user.pk])).status_code
            == 404
        )
