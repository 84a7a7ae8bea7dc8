"""Every part in each state, in both languages: nothing is missing, nothing English is left in Chinese pages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from hearten.base.accounts.types import ROLE_PERMISSIONS, Actor, Role
from hearten.doors.components import nav
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.forms import add_error
from hearten.doors.components.glossary import TERMS
from hearten.doors.components.icons import PATHS
from hearten.doors.components.tones import TONE_ICONS, TONES, tone_of
from hearten.kernel.errors import Invalid
from hearten.kernel.ids import new_id

# Codes, units and names that Chinese pages write in Latin letters as well.
LATIN = {"App", "PDF", "MB", "English", "EN", "TOTP", "JSON", "Enter", "HC", "QXC", "CL", "WAD"}


class Text(HTMLParser):
    """What a reader hears and sees: text, labels, alternatives."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.duplicate: list[str] = []
        self.ids: set[str] = set()
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self._silent += tag in {"script", "style"}
        if identity := named.get("id"):
            if identity in self.ids:
                self.duplicate.append(identity)
            self.ids.add(identity)
        self.words += [named[a] for a in ("aria-label", "alt", "placeholder") if named.get(a)]

    def handle_endtag(self, tag):
        self._silent -= tag in {"script", "style"}

    def handle_data(self, data):
        if not self._silent and data.strip():
            self.words.append(data.strip())


def read(html: str) -> Text:
    parser = Text()
    parser.feed(html)
    return parser


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize("shell", ["member", "desk"])
def test_the_page_of_all_parts_speaks_chinese_only(client, settings, shell):
    settings.DEBUG = True
    html = client.get(f"/components/?shell={shell}").content.decode()
    found = {word for text in read(html).words for word in re.findall(r"[A-Za-z]{2,}", text)}
    # names of icons are shown as they are written in templates
    assert found - LATIN - set(PATHS) == set()
    assert 'lang="zh-Hans"' in html


@pytest.mark.parametrize("shell", ["member", "desk"])
def test_the_page_of_all_parts_speaks_english_completely(client, settings, shell):
    settings.DEBUG = True
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    html = client.get(f"/components/?shell={shell}").content.decode()
    assert 'lang="en"' in html
    chinese = [w for w in read(html).words if re.search(r"[\u4e00-\u9fff]", w)]
    assert set(chinese) <= {"简体中文", "梅雪", "中", "招商银行 ••8821", "工商银行 ••0417"}


def test_the_page_of_all_parts_is_not_there_in_production(client, settings):
    settings.DEBUG = False
    assert client.get("/components/").status_code == 404


def test_no_page_carries_a_script_or_handler_of_its_own(client, settings):
    """The content security policy lets only our files run."""
    settings.DEBUG = True
    html = client.get("/components/").content.decode()
    assert not re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html)
    assert not re.findall(r"\son[a-z]+=\"", html)


def test_money_takes_a_style_or_none():
    assert "¥1.00" in render('{% include "components/money.html" with amount=100 only %}')
    assert "+¥1.00" in render('{% include "components/money.html" with amount=100 style="signed" only %}')


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the card")
    cause = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    true = forms.BooleanField()


def test_a_field_ties_label_help_and_error_to_its_input():
    form = Sample({"name": ""})
    html = render("{% field form.name %}", form=form)
    assert '<label class="form-label" for="id_name">' in html
    described = re.search(r'aria-describedby="([^"]+)"', html).group(1).split()
    ids = read(html).ids
    assert described
    assert set(described) <= ids
    assert 'aria-invalid="true"' in html


def test_a_form_prints_itself_in_our_look():
    html = str(Sample({"name": ""}))
    assert "ht-form" in html
    assert html.count("ht-choice") == 3
    assert 'role="alert"' in html
    assert str(Sample()).count('role="alert"') == 0


def test_radios_keep_what_was_chosen_and_are_all_labelled():
    html = render("{% field form.cause %}", form=Sample({"name": "x", "cause": "b"}))
    assert re.search(r'value="b"[^>]*checked', html)
    assert set(re.findall(r'<label class="ht-choice" for="([^"]+)"', html)) == {"id_cause_0", "id_cause_1"}


def test_a_refusal_of_a_service_lands_at_its_field_in_the_readers_language():
    form = Sample({"name": "x", "cause": "a", "true": "on"})
    assert form.is_valid()
    with translation.override("zh-hans"):
        add_error(
            form,
            Invalid(
                "This is not a telephone number.", field="name", hint="Write digits, such as 13800000000."
            ),
        )
        add_error(form, Invalid("“%(text)s” is not an amount of money.", field="elsewhere", text="12x"))
    assert "13800000000" in form.errors["name"][0]
    assert not re.search(r"[A-Za-z]{3,}", form.errors["name"][0])
    assert "12x" in form.non_field_errors()[0]


@pytest.mark.parametrize(("part", "count"), [("csat", 5), ("effort", 7), ("nps", 11)])
def test_a_rating_scale_is_one_radio_group(part, count):
    """X1, X8: usable by keyboard and screen reader."""
    html = render(f'{{% include "components/{part}.html" with name="q" question="?" value="3" only %}}')
    assert html.count('type="radio"') == count
    assert html.count("checked") == 1
    assert re.search(r'value="3"\s+checked', re.sub(r' aria-describedby="[^"]*"', "", html))
    assert "<legend>?</legend>" in html
    described = set(re.findall(r'aria-describedby="([^"]+)"', html))
    assert described <= read(html).ids


def test_zero_can_be_chosen_on_the_scale_of_recommendation():
    html = render('{% include "components/nps.html" with name="q" question="?" value=0 only %}')
    assert re.search(r'value="0"[^>]*checked', html)
    unanswered = render('{% include "components/nps.html" with name="q" question="?" only %}')
    assert "checked" not in unanswered


def chart(**facts: object) -> Chart:
    given = {
        "title": "T",
        "sentence": "S",
        "kind": "bar",
        "categories": ["a", "b"],
        "series": [Series("n", [1.25, None], low=[1, None], high=[2, None])],
        "category_word": "C",
        "decimals": 1,
        "unit": "%",
    }
    return Chart(**(given | facts))


def test_a_chart_has_its_table_twin_and_sentence():
    html = render("{% chart chart %}", chart=chart(links=["/a", ""]))
    assert "S" in read(html).words
    assert '<a href="/a">a</a>' in html
    assert re.findall(r'<td class="ht-num">([^<]*)</td>', html) == ["1.3% (1.0 – 2.0)", "–"]
    spec = json.loads(re.search(r'data-chart="([^"]+)"', html).group(1).replace("&quot;", '"'))
    assert spec["series"][0]["values"] == [1.25, None]


def test_a_chart_takes_the_numbers_of_numpy_and_refuses_nothing():
    import numpy as np

    spec = json.loads(chart(series=[Series("n", [np.float64(1.5), np.int64(2)])]).spec)
    assert spec["series"][0]["values"] == [1.5, 2]


def test_a_chart_without_figures_says_so():
    empty = chart(series=[Series("n", [None, None])])
    assert empty.is_empty
    assert "ht-empty" in render("{% chart chart %}", chart=empty)
    assert "data-chart=" not in render("{% chart chart %}", chart=empty)


def test_a_scatter_has_a_table_of_its_points():
    cloud = chart(kind="scatter", points=[(1, 2, "p")], series=[], categories=[], x_word="X", y_word="Y")
    assert cloud.head == ["C", "X", "Y"]
    assert cloud.rows == [{"name": "p", "link": "", "cells": ["1.0%", "2.0%"]}]


def test_every_tone_has_a_sign_of_its_own():
    """Colour is never the only sign."""
    assert set(TONES.values()) <= set(TONE_ICONS)
    assert len(set(TONE_ICONS.values())) == len(TONE_ICONS)
    assert tone_of("never heard of") == "quiet"


@pytest.mark.parametrize("code", sorted(TERMS))
def test_every_term_is_explained_in_chinese(code):
    """P7: no jargon without its tip."""
    with translation.override("zh-hans"):
        html = render(f'{{% term "{code}" %}}')
    assert "popover" in html
    assert not [w for w in read(html).words if re.search(r"[A-Za-z]{3,}", w)]


def test_a_dialog_names_itself_and_text_is_escaped():
    html = render('{% dialog id="d" title=title %}{{ body }}{% enddialog %}', title="<b>", body="<i>")
    assert 'aria-labelledby="d-title"' in html
    assert "&lt;b&gt;" in html
    assert "&lt;i&gt;" in html
    assert "<b>" not in html


def test_sorting_and_paging_keep_the_filters():
    request = RequestFactory().get("/x/", {"q": "mei", "sort": "name", "page": "3"})
    link = render('{% load hearten %}{% sort_link "name" as s %}{{ s.url }} {{ s.aria }}', request=request)
    assert link == "?q=mei&amp;sort=-name ascending"
    assert render("{% page_link 4 %}", request=request) == "?q=mei&amp;sort=name&amp;page=4"


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.MEMBER, Role.PARTNER}])
def test_the_desk_shows_only_rooms_one_may_enter(role):
    """M2, M3."""
    actor = Actor(user_id=new_id(), role=role, permissions=ROLE_PERMISSIONS[role])
    shown = nav.places(nav.DESK_ROOMS, actor, "/desk/")
    assert {place.room.address for place in shown} == {
        room.address
        for room in nav.DESK_ROOMS
        if room.needs in ROLE_PERMISSIONS[role]
        and room.unless not in ROLE_PERMISSIONS[role]
        and nav.address_of(room.address)
    }


def test_keys_of_rooms_do_not_collide():
    """One person never sees two rooms under one key."""
    for role in Role:
        actor = Actor(user_id=new_id(), role=role, permissions=ROLE_PERMISSIONS[role])
        keys = [place.room.key for place in nav.places(nav.DESK_ROOMS, actor, "/desk/")]
        assert len(set(keys)) == len(keys), role


def test_one_place_is_here_the_closest():
    member = Actor(
        user_id=new_id(), role=Role.MEMBER, customer_id=new_id(), permissions=ROLE_PERMISSIONS[Role.MEMBER]
    )
    here = [
        place.room.address for place in nav.places(nav.MEMBER_TABS, member, "/app/me/consents/") if place.here
    ]
    assert here == ["member:me"]
    assert nav.places(nav.MEMBER_TABS, None, "/app/") == []
