"""The words of our templates. They are builtins: no page has to load them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from hearten.base.accounts.types import Permission
from hearten.domains.products.words import REGION_LABELS
from hearten.doors.components import formats, nav, tones
from hearten.doors.components.charts import Chart
from hearten.doors.components.forms import kind_of, styled
from hearten.doors.components.glossary import TERMS
from hearten.doors.components.icons import MARK, face_svg, icon_svg

register = template.Library()

register.filter("money", formats.money_text)
register.filter("number", formats.number_text)
register.filter("percent", formats.percent_text)
register.filter("bp", formats.basis_points_text)
register.filter("day", formats.day_text)
register.filter("moment", formats.moment_text)
register.filter("clock", formats.clock_text)
register.filter("ago", formats.ago_text)
register.filter("duration", formats.duration_text)
register.filter("tone", tones.tone_of)


@register.filter
def label(value: object, labels: Mapping[Any, str] | None = None) -> str:
    """The word for a value in the reader's language: looked up in `labels` when given, then translated."""
    word = str(labels.get(value, value)) if labels else str(value if value is not None else "")
    return gettext(word) if word else ""


@register.filter
def region(code: str) -> str:
    """310115 → Shanghai: the region of the first level, in the reader's language; a code nobody knows as it is."""
    return label(REGION_LABELS.get(f"{code[:2]}0000", code)) if code else ""


@register.filter
def get(mapping: Mapping[Any, Any], key: object) -> Any:
    """mapping[key], or nothing."""
    return mapping.get(key) if mapping else None


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """{% icon "home" %}: decoration; with label= it has a meaning of its own."""
    return icon_svg(name, label=label, css=css)


@register.simple_tag
def face(value: int) -> SafeString:
    return face_svg(value)


@register.simple_tag
def mark() -> SafeString:
    """Our mark: a flame kept in a heart."""
    return MARK


@register.simple_tag
def badge(state: object, word: str = "", tone: str = "") -> SafeString:
    """{% badge claim.state "已支付" %}: the state in words, with a tint and a sign."""
    tone = tone or tones.tone_of(state)
    return format_html(
        '<span class="ht-badge" data-tone="{}">{}{}</span>',
        tone,
        icon_svg(tones.TONE_ICONS.get(tone, "minus")),
        word or label(state),
    )


@register.inclusion_tag("components/term.html")
def term(code: str, word: str = "") -> dict[str, Any]:
    """{% term "deductible" %}: the word, with its plain explanation one tap away (P7)."""
    found = TERMS[code]
    return {"code": code, "word": word or gettext(found.word), "title": found.word, "meaning": found.meaning}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, **extra: Any) -> dict[str, Any]:
    """{% field form.amount %}: label, help, widget, error; extra: label=, help=, prefix=."""
    return {"field": bound, **extra}


@register.inclusion_tag("components/form.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """{% fields form %}: what is wrong on top, then every field."""
    return {"form": form}


@register.filter
def field_kind(bound: BoundField) -> str:
    return kind_of(bound)


@register.filter
def widget(bound: BoundField) -> str:
    return styled(bound)


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    return {"chart": chart}


@register.simple_block_tag
def card(
    content: str, *, title: str = "", sub: str = "", link: str = "", link_word: str = "", css: str = ""
) -> SafeString:
    """{% card title=… %}…{% endcard %}: a surface with a heading; link= leads on from the heading."""
    more = format_html('<a href="{}">{}</a>', link, link_word) if link else ""
    below = format_html('<p class="ht-small mb-0">{}</p>', sub) if sub else ""
    head = (
        format_html(
            '<div class="card-header"><div><h2 class="card-title">{}</h2>{}</div>{}</div>', title, below, more
        )
        if title
        else ""
    )
    return format_html(
        '<section class="card {}">{}<div class="card-body">{}</div></section>', css, head, content
    )


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002 -- the HTML word
    """{% dialog id="confirm" title=… %}…{% enddialog %}, opened by <button data-dialog="confirm">."""
    return format_html(
        '<dialog class="ht-dialog" id="{0}" aria-labelledby="{0}-title"><header><h2 id="{0}-title">{1}</h2>'
        '<button type="button" class="ht-close" data-dialog-close aria-label="{2}">{3}</button></header>'
        "<div>{4}</div></dialog>",
        id,
        title,
        gettext("Close"),
        icon_svg("close"),
        content,
    )


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """{% capture as title %}…{% endcapture %}: rendered once, used twice."""
    return SafeString(content.strip())


@register.simple_tag(takes_context=True)
def member_tabs(context: Context) -> list[nav.Place]:
    request: HttpRequest | None = context.get("request")
    return nav.places(nav.MEMBER_TABS, nav.actor_or_none(request), request.path if request else "")


@register.simple_tag(takes_context=True)
def desk_rooms(context: Context) -> list[nav.Place]:
    request: HttpRequest | None = context.get("request")
    return nav.places(nav.DESK_ROOMS, nav.actor_or_none(request), request.path if request else "")


@register.simple_tag
def address(name: str) -> str:
    """The address behind a URL name, or nothing when that room is not there."""
    return nav.address_of(name)


@register.simple_tag
def html_lang() -> str:
    """The page's language as HTML names it."""
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


@register.simple_tag
def other_language() -> dict[str, str]:
    """The language to offer for switching: its code and its own name."""
    here = get_language() or ""
    return next({"code": code, "name": name} for code, name in settings.LANGUAGES if code != here)


@register.simple_tag(takes_context=True)
def large_type(context: Context) -> bool:
    """Whether this reader asked for large type: the account says so, or the cookie of a stranger."""
    request: HttpRequest | None = context.get("request")
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return bool(user.large_type)
    return bool(request and request.COOKIES.get("type") == "large")


@register.simple_tag(takes_context=True)
def sort_link(context: Context, column: str) -> dict[str, str]:
    """Where a click on this column's head leads, and what aria-sort says now (?sort=column or ?sort=-column)."""
    request: HttpRequest = context["request"]
    now = request.GET.get("sort", "")
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{column}" if now == column else column
    aria = "ascending" if now == column else "descending" if now == f"-{column}" else "none"
    return {
        "url": f"?{query.urlencode()}",
        "aria": aria,
        "icon": {"ascending": "up", "descending": "down"}.get(aria, "sort"),
    }


@register.simple_tag(takes_context=True)
def page_link(context: Context, number: int) -> str:
    """The address of another page of the same list, keeping filters and order."""
    query = context["request"].GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"


@register.filter
def shown_pages(page: Page) -> list[int | str]:
    """The page numbers to offer: near this one, and both ends."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.simple_tag
def csat_words() -> list[tuple[int, str]]:
    """The five answers of a satisfaction question, from worst to best; long words may break at their soft hyphen."""
    return [
        (1, gettext("Very dis\u00adsatisfied")),
        (2, gettext("Dis\u00adsatisfied")),
        (3, gettext("Neither")),
        (4, gettext("Satisfied")),
        (5, gettext("Very satisfied")),
    ]


@register.filter
def account_shell(request: HttpRequest) -> str:
    """Which shell holds the pages of one's own account: the desk for staff, the app for members."""
    actor = nav.actor_or_none(request)
    return "desk/base.html" if actor and actor.can(Permission.DESK_ENTER) else "member/base.html"
