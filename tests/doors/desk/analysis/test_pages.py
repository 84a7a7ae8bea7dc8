"""X5–X7, X10 at the desk: what was put into the answers stands on the pages, filters stay in the address, rights hold."""

from __future__ import annotations

import csv
import io

import pytest
from django.urls import reverse

from hearten.base.accounts.types import Role
from hearten.domains.surveys.models import ResponseFlag
from hearten.doors.demo.opinions import CLASSES, DRIVERS, IMPORTANCE
from hearten.doors.desk.analysis.views import PAGES


def _page(client, study, page, **query):
    return client.get(reverse("desk:results", args=[study.pk, page]), query)


def test_drivers_stand_in_the_order_they_were_planted(ana, planted):
    study = planted("relationship", 160)
    page = _page(ana, study, "drivers", flagged="without_flagged", outcome="nps")
    assert page.status_code == 200
    keys = [one.key.removeprefix("drivers.") for one in page.context["found"].drivers]
    assert keys[:3] == list(DRIVERS)[:3]
    told = _page(ana, study, "overview").content.decode()
    assert "理赔" in told
    for name in ("questions", "segments", "structure", "compare"):
        assert _page(ana, study, name).status_code == 200
        across = ana.get(reverse("desk:survey_results", args=["relationship", name]))
        assert across.status_code == 200


def test_wishes_fall_into_their_classes_and_weigh_as_planted(ana, planted):
    study = planted("kano_needs", 150)
    page = _page(ana, study, "needs", flagged="without_flagged")
    table = page.context["tables"]["kano"]["table"]
    keys = [item.rows for item in page.context["asked"].frame.items if item.kind == "kano"]
    found = dict(
        zip([row.code for rows in keys for row in rows], [row[1] for row in table.rows], strict=True)
    )
    assert found == CLASSES
    weighed = page.context["tables"]["maxdiff-1"]["table"].rows
    assert weighed[0][1] > weighed[-1][1]
    best = next(item for item in page.context["asked"].frame.items if item.kind == "maxdiff")
    assert weighed[0][0] == best.option(max(IMPORTANCE, key=IMPORTANCE.get)).text.zh


def test_the_widest_gap_is_told(ana, planted):
    study = planted("servqual_health", 100)
    page = _page(ana, study, "service", flagged="without_flagged")
    assert "响应性" in page.context["radar"].sentence
    rows = page.context["tables"]["dimensions"]["table"].rows
    assert min(rows, key=lambda row: row[4])[0] == "响应性"


def test_filters_stay_in_every_address(ana, planted):
    study = planted("relationship", 60)
    query = {"product": "million-medical", "weighting": "none", "flagged": "all"}
    page = _page(ana, study, "drivers", **query, outcome="nps")
    for tab in page.context["tabs"]:
        assert all(f"{name}={value}" in tab["url"] for name, value in query.items())
    (_, address) = page.context["tables"]["drivers"]["files"][0]
    assert "outcome=nps" in address
    text = ana.get(address).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 1 + len(page.context["found"].drivers)
    assert '<input type="hidden" name="outcome" value="nps">' in page.content.decode()
    workbook = ana.get(address.replace(".csv", ".xlsx"))
    assert workbook["Content-Type"].startswith("application/vnd.openxml")


@pytest.mark.parametrize("query", [
    {"product": "rare"},  # three people
    {"product": "million-medical"},  # hidden with them, as their difference to all would tell
    {"product": "rare", "weighting": "none", "flagged": "all"},
])  # fmt: skip
def test_small_groups_leave_by_no_page_and_no_file(ana, planted, query):
    study = planted("relationship", 33, few=3)
    # The form offers no such filter; an address may still name it.
    for name in PAGES:
        page = _page(ana, study, name, **query)
        assert page.status_code == 200
        shown = page.context["asked"].frame
        assert not shown.question.groups or len(shown) == 0 or len(shown) >= 5
        assert "rare" not in dict(page.context["form"].fields["product"].choices)
    compared = _page(ana, study, "compare", by="product").context["tables"]["groups"]["table"]
    hidden = [row for row in compared.rows if row[1] is None]
    assert len(hidden) == 2
    assert all(value in (None, "") for row in hidden for value in row[1:])


def test_what_is_not_there_is_not_found(ana, planted):
    study = planted("kano_needs", 12)
    assert _page(ana, study, "nowhere").status_code == 404
    assert (
        "不" in _page(ana, study, "service").context["refused"]
        or _page(ana, study, "service").context["refused"]
    )
    file = reverse("desk:results_table", args=[study.pk, "needs", "kano", "exe"])
    assert ana.get(file).status_code == 404
    assert ana.get(reverse("desk:survey_results", args=["nothing", "overview"])).status_code == 404


def test_a_person_sets_answers_aside_and_takes_it_back(ana, planted, door, user_of):
    study = planted("relationship", 120)
    flags = list(ResponseFlag.objects.filter(kind="speeding"))
    assert len({flag.response_id for flag in flags}) >= 5
    back = reverse("desk:results", args=[study.pk, "quality"])
    given = {"flags": [flag.pk for flag in flags], "judgement": "set_aside", "back": back}
    for role in (Role.MARKETER, Role.MANAGER):
        assert door(user_of(role)).post(reverse("desk:answers_judge"), given).status_code == 403
    assert not ResponseFlag.objects.exclude(judged="").exists()
    before = len(_page(ana, study, "overview").context["asked"].frame)
    answer = ana.post(reverse("desk:answers_judge"), given)
    assert (answer.status_code, answer.url) == (302, back)
    assert len(_page(ana, study, "overview").context["asked"].frame) == before - len(flags)
    outside = ana.post(
        reverse("desk:answers_judge"), given | {"judgement": "", "back": "https://evil.example/"}
    )
    assert outside.url == reverse("desk:studies")
    assert len(_page(ana, study, "overview").context["asked"].frame) == before


def test_single_answers_are_for_those_who_may_read_them(planted, door, user_of):
    study = planted("relationship", 40)
    marketer = door(user_of(Role.MARKETER))
    assert _page(marketer, study, "overview").status_code == 200
    assert _page(marketer, study, "words").status_code == 404
    quality = _page(marketer, study, "quality")
    assert quality.context["flags_page"] is None
    assert 'name="flags"' not in quality.content.decode()
