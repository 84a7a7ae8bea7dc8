"""What open answers speak of: topics with share and feeling, what rises, quotes, single answers, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from hearten.base.accounts.access import actor_of, requires
from hearten.base.accounts.types import Permission
from hearten.domains.research import services
from hearten.domains.research.selectors.topics import (
    MOST_EXPORTED,
    PAGE,
    AnswerWithLabel,
    TextFilter,
    TopicShare,
    count_topics_for,
    feelings_for,
    get_label_for,
    list_labels_for,
    months_for,
    quotes_for,
    rising_for,
    themes_for,
)
from hearten.doors.components.charts import Chart, Series
from hearten.doors.components.forms import add_error
from hearten.doors.desk.insight.export import KINDS, table_file
from hearten.doors.desk.research.forms import SENTIMENT_LABELS, LabelForm, TextForm, topic_word
from hearten.doors.desk.research.studies import BAD_INPUT, surveys_of, tabs
from hearten.engines.opentext.emerging import Rise
from hearten.engines.opentext.urgent import URGENT_LABELS
from hearten.kernel.clock import utc_now
from hearten.kernel.errors import Invalid

_TOP = 5
_TONES: dict[str, Any] = {"negative": "bad", "neutral": "quiet", "positive": "good"}


@requires(Permission.INSIGHT_VIEW)
@require_GET
def texts(request: HttpRequest) -> HttpResponse:
    """Topics with share and feeling, their course, what rises; for those who may, quotes and new themes."""
    actor = actor_of(request)
    form = TextForm(request.GET or None, surveys=surveys_of(actor))
    wanted = form.filters()
    total, shares = count_topics_for(actor, wanted)
    may_read = actor.can(Permission.INSIGHT_ROWS)
    rising = rising_for(actor, wanted, phrases=may_read)
    feelings = feelings_for(actor, wanted)
    context = {
        "tabs": tabs("texts"),
        "form": form,
        "total": total,
        "feelings": [
            {"word": _(SENTIMENT_LABELS[side]), "n": feelings[side], "tone": _TONES[side]}
            for side in SENTIMENT_LABELS
        ],
        "share_chart": _share_chart(shares, form.query()),
        "course_chart": _course_chart(actor_of(request), wanted, shares),
        "rising_topics": [_rise(rise, topic_word(rise.name)) for rise in rising.topics],
        "rising_phrases": [_rise(rise, rise.name) for rise in rising.phrases],
        "month": rising.month,
        "quotes": quotes_for(actor, wanted) if may_read else [],
        "themes": [
            {"words": " · ".join(theme.words), "n": len(theme.texts), "quotes": quotes}
            for theme, quotes in (themes_for(actor, wanted) if may_read else [])
        ],
        "few": [topic_word(share.code) for share in shares if share.hidden],
        "may_read": may_read,
        "query": urlencode(form.query()),
    }
    return render(request, "desk/research/texts.html", context)


@requires(Permission.INSIGHT_VIEW, Permission.INSIGHT_ROWS)
@require_GET
def text_answers(request: HttpRequest) -> HttpResponse:
    """Single answers with their labels."""
    actor = actor_of(request)
    form = TextForm(request.GET or None, surveys=surveys_of(actor))
    given = request.GET.get("page", "1")
    number = max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 6 else 1  # noqa: PLR2004
    count, rows = list_labels_for(actor, form.filters(), offset=(number - 1) * PAGE)
    surveys = surveys_of(actor)
    context = {
        "form": form,
        "page": Paginator(range(count), PAGE).get_page(number) if count else None,
        "rows": [_answer(row, surveys) for row in rows],
        "query": urlencode(form.query()),
        "may_correct": actor.can(Permission.RESEARCH_EDIT),
    }
    return render(request, "desk/research/answers.html", context)


@requires(Permission.INSIGHT_VIEW, Permission.INSIGHT_ROWS)
@require_GET
def text_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The same answers as a file for a spreadsheet."""
    if kind not in KINDS:
        raise Http404
    actor = actor_of(request)
    form = TextForm(request.GET or None, surveys=surveys_of(actor))
    _count, rows = list_labels_for(actor, form.filters(), limit=MOST_EXPORTED)
    head = [
        _("Day"),
        _("Survey"),
        _("Feeling"),
        _("Topics"),
        _("Urgent"),
        _("Corrected"),
        _("In their own words"),
    ]
    table = [
        [
            row.label.submitted_at.date().isoformat(),
            row.label.survey_code,
            _(SENTIMENT_LABELS[row.label.sentiment]),  # type: ignore[index]
            "; ".join(topic_word(topic["code"]) for topic in row.label.topics),
            "; ".join(_(URGENT_LABELS[mark]) for mark in row.label.urgent),
            _("Yes") if row.label.corrected_at else "",
            row.words,
        ]
        for row in rows
    ]
    return table_file(kind, "open-answers", head, table)


@requires(Permission.RESEARCH_EDIT, Permission.INSIGHT_ROWS)
@require_http_methods(["GET", "HEAD", "POST"])
def text_answer(request: HttpRequest, label_id: UUID) -> HttpResponse:
    """One answer, and the form that corrects its label."""
    actor = actor_of(request)
    found = get_label_for(actor, label_id)
    topics = [topic["code"] for topic in found.label.topics]
    form = LabelForm(request.POST or None, initial={"sentiment": found.label.sentiment, "topics": topics})
    status = 200
    if request.method == "POST":
        status = BAD_INPUT
        if form.is_valid():
            try:
                services.correct_label(label_id=label_id, by=actor, now=utc_now(), **form.cleaned_data)
            except Invalid as error:
                add_error(form, error)
            else:
                messages.success(request, _("Corrected. The machine learns from it tonight."))
                return HttpResponseRedirect(reverse("desk:text_answers"))
    machine = found.label.machine
    side = machine["sentiment"]
    context = {
        "answer": _answer(found, surveys_of(actor)),
        "form": form,
        "machine": {
            "sentiment": _(SENTIMENT_LABELS[side]),
            "confidence": round(100 * machine["confidence"]),
            "topics": [
                {"word": topic_word(t["code"]), "sure": round(100 * t["probability"])}
                for t in machine["topics"]
            ],
        },
    }
    return render(request, "desk/research/answer.html", context, status=status)


def _answer(row: AnswerWithLabel, surveys: Mapping[str, str]) -> dict[str, Any]:
    label = row.label
    return {
        "id": label.pk,
        "words": row.words,
        "day": label.submitted_at,
        "survey": surveys.get(label.survey_code, label.survey_code),
        "sentiment": _(SENTIMENT_LABELS[label.sentiment]),  # type: ignore[index]
        "tone": _TONES[label.sentiment],
        "topics": [
            {"word": topic_word(topic["code"]), "tone": _TONES[topic["sentiment"]]} for topic in label.topics
        ],
        "urgent": [_(URGENT_LABELS[mark]) for mark in label.urgent],
        "corrected_by": label.corrected_by,
        "corrected_at": label.corrected_at,
    }


def _share_chart(shares: list[TopicShare], query: dict[str, str]) -> Chart:
    shown = [share for share in shares if not share.hidden]
    names = [topic_word(share.code) for share in shown]
    first = (
        _("Most often about: %(topic)s, in %(share)s of 100 answers.")
        % {"topic": names[0], "share": round(100 * (shown[0].share or 0))}
        if shown
        else _("There is too little to say yet.")
    )
    series = [
        Series(_(SENTIMENT_LABELS[side]), [share.feelings[i] for share in shown], tone=_TONES[side])
        for i, side in enumerate(SENTIMENT_LABELS)
    ]
    rest = [(share.n or 0) - sum(n or 0 for n in share.feelings) for share in shown]
    if any(rest):
        series.append(Series(_("Feeling not shown: few people"), rest, tone="info"))
    address = reverse("desk:texts")
    return Chart(
        title=_("Topics and how people feel about them"),
        sentence=first,
        kind="stacked_row",
        categories=names,
        series=series,
        category_word=_("Topic"),
        height=max(220, 34 * len(shown) + 80),
        links=[f"{address}?{urlencode({**query, 'topic': share.code})}" for share in shown],
    )


def _course_chart(actor: Any, wanted: TextFilter, shares: list[TopicShare]) -> Chart:
    codes = [share.code for share in shares if not share.hidden][:_TOP]
    course = months_for(actor, wanted, codes)
    return Chart(
        title=_("Share of answers month by month"),
        sentence=_(
            "Of 100 answers of a month, so many speak of the topic; months with few answers are left out."
        ),
        kind="line",
        categories=[month.strftime("%Y-%m") for month in course.months],
        series=[Series(topic_word(code), course.shares[code]) for code in codes],
        unit="%",
        category_word=_("Month"),
        minimum=0,
    )


def _rise(rise: Rise, word: str) -> dict[str, Any]:
    return {
        "word": word,
        "now": f"{100 * rise.share_now:.0f}%",
        "before": f"{100 * rise.share_before:.0f}%",
        "n": rise.now,
        "q": f"{rise.q:.3f}" if rise.q >= 0.001 else "< 0.001",  # noqa: PLR2004
    }
