"""Reading the survey and trigger documents, and compiling any survey document into the type that code works with."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from hearten.domains.surveys.document_order import check_order, consent_before
from hearten.domains.surveys.document_rules import check_meaning
from hearten.domains.surveys.questionnaire import (
    EMPTY,
    LONGEST_TEXT,
    SERVQUAL_POINTS,
    Item,
    ItemKind,
    Option,
    Page,
    Quota,
    Row,
    Sensitive,
    Survey,
    Words,
)
from hearten.domains.surveys.rules import compile_rules
from hearten.domains.surveys.types import AskingRules
from hearten.engines.questionnaire.conditions import Condition, compile_condition
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

FOLDER = Path(__file__).parent / "documents"
SCHEMA = Path(__file__).parent / "schema.json"
ONLY_PAGE = "main"
DEFAULT_MIB = 10
_DEFAULT_KINDS = ("image", "pdf")
# What the schema finds, by the rule that was broken.
_SCHEMA_SENTENCES = {
    "maxItems": N_("There are %(count)s here; we can take %(limit)s."),
    "minItems": N_("There are %(count)s here; at least %(limit)s are needed."),
    "maxLength": N_("This text has %(count)s characters; we can take %(limit)s."),
    "minLength": N_("This text is empty."),
    "pattern": N_("“%(given)s” is not a code: small letters, digits and _, at most 39, a letter first."),
    "enum": N_("“%(given)s” is none of: %(limit)s."),
    "required": N_("Something is missing here; needed are: %(limit)s."),
    "additionalProperties": N_("There is something here that we do not know: %(reason)s"),
}


def read_documents() -> list[dict[str, Any]]:
    """All survey documents of this release, oldest version first."""
    paths = sorted(FOLDER.glob("*/*.yaml"), key=lambda path: (path.parent.name, int(path.stem)))
    return [_read(path) for path in paths]


@cache
def latest_versions() -> dict[str, int]:
    """The newest version of each survey."""
    return {document["code"]: document["version"] for document in read_documents()}


def latest_document(code: str) -> dict[str, Any]:
    """The newest document of one survey. Raises NotFound."""
    version = latest_versions().get(code)
    if version is None:
        raise NotFound(N_("There is no survey called “%(code)s”."), code=code[:40])
    return _read(FOLDER / code / f"{version}.yaml")


@cache
def shipped_rules() -> dict[str, Any]:
    """The rules of asking that come with the release (triggers.yaml)."""
    rules: dict[str, Any] = yaml.safe_load((FOLDER / "triggers.yaml").read_text())
    return rules


def asking_rules() -> AskingRules:
    """When to ask about what, as triggers.yaml says."""
    return compile_rules(shipped_rules())


def check_document(document: Any) -> None:
    """Raises Invalid saying where (`field`, as `pages.0.items.2.rows`) and why a survey document can't be asked."""
    error = min(_validator().iter_errors(document), key=lambda found: len(found.path), default=None)
    if error is not None:
        raise _schema_sentence(error)
    if ("items" in document) == ("pages" in document):
        raise Invalid(
            N_("The survey needs either “items” (one page) or “pages”, and not both."), field="document"
        )
    check_meaning(document)
    check_order(document)


def compile_survey(document: dict[str, Any]) -> Survey:
    """A checked document as the frozen type that code works with."""
    pages = document.get("pages") or [{"code": ONLY_PAGE, "items": document["items"]}]
    consents = consent_before(document)
    return Survey(
        code=document["code"],
        version=document["version"],
        name=_words(document["name"]),
        about=_words(document["about"]),
        privacy_notice=_words(document["privacy_notice"]),
        thanks=_words(document["thanks"]),
        minutes=document["minutes"],
        expires_after=timedelta(days=document["expires_after_days"]),
        pages=tuple(_page(page, consents) for page in pages),
        shuffle_pages=tuple(tuple(group) for group in document.get("shuffle_pages", ())),
        quotas=tuple(_quota(quota) for quota in document.get("quotas", ())),
    )


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text())
    check_document(document)
    if (path.parent.name, path.stem) != (document["code"], str(document["version"])):
        raise Invalid(
            N_("The survey document is wrong: %(reason)s"),
            field="code",
            reason=f"{path.parent.name}/{path.name} holds {document['code']} {document['version']}",
        )
    return document


@cache
def _validator() -> Any:
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


def _schema_sentence(error: Any) -> Invalid:
    """What the schema found, as a sentence of ours with its place."""
    where = ".".join(str(part) for part in error.absolute_path) or "document"
    limit = error.validator_value
    return Invalid(
        _SCHEMA_SENTENCES.get(error.validator, N_("The survey document is wrong: %(reason)s")),
        field=where,
        count=len(error.instance) if isinstance(error.instance, str | list | dict) else 0,
        limit=", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)[:80],
        given=str(error.instance)[:40],
        reason=error.message[:200],
    )


def _page(plain: dict[str, Any], consents: dict[str, str]) -> Page:
    return Page(
        code=plain["code"],
        items=tuple(_item(item, consents.get(item["code"], "")) for item in plain["items"]),
        title=_words(plain.get("title")),
        show_if=_condition(plain),
        shuffle=plain.get("shuffle", False),
    )


def _item(plain: dict[str, Any], consent: str) -> Item:
    kind = ItemKind(plain["kind"])
    is_file = kind is ItemKind.FILE
    return Item(
        code=plain["code"],
        kind=kind,
        text=_words(plain["text"]),
        low_label=_words(plain.get("low_label")),
        high_label=_words(plain.get("high_label")),
        required=plain.get("required", False),
        low_at_most=plain.get("low_at_most"),
        help=_words(plain.get("help")),
        show_if=_condition(plain),
        sensitive=Sensitive(plain["sensitive"]) if "sensitive" in plain else None,
        consent=consent,
        dont_know=plain.get("dont_know", False),
        options=tuple(_option(option) for option in plain.get("options", ())),
        rows=tuple(_row(row) for row in plain.get("rows", ())),
        tasks=tuple(tuple(task) for task in plain.get("tasks", ())),
        lowest=plain.get("lowest", 1),
        points=plain.get("points", SERVQUAL_POINTS if kind is ItemKind.SERVQUAL else 0),
        shuffle=plain.get("shuffle", False),
        at_least=plain.get("at_least"),
        at_most=plain.get("at_most"),
        minimum=plain.get("minimum"),
        maximum=plain.get("maximum"),
        decimals=plain.get("decimals", 0),
        unit=_words(plain.get("unit")),
        earliest=_day(plain, "earliest"),
        latest=_day(plain, "latest"),
        longest=plain.get("longest", LONGEST_TEXT),
        file_kinds=tuple(plain.get("kinds", _DEFAULT_KINDS if is_file else ())),
        most_mib=plain.get("most_mib", DEFAULT_MIB if is_file else 0),
    )


def _option(plain: dict[str, Any]) -> Option:
    marks = {mark: plain.get(mark, False) for mark in ("other", "exclusive", "fixed")}
    return Option(code=plain["code"], text=_words(plain["text"]), **marks)


def _row(plain: dict[str, Any]) -> Row:
    texts = ("text", "functional", "dysfunctional", "expectation", "perception")
    return Row(
        code=plain["code"],
        dimension=plain.get("dimension", ""),
        **{name: _words(plain.get(name)) for name in texts},
    )


def _quota(plain: dict[str, Any]) -> Quota:
    return Quota(
        code=plain["code"],
        name=_words(plain["name"]),
        when=compile_condition(plain["when"], where="when"),
        limit=plain["limit"],
    )


def _condition(plain: dict[str, Any]) -> Condition | None:
    return compile_condition(plain["show_if"]) if "show_if" in plain else None


def _day(plain: dict[str, Any], key: str) -> date | None:
    return date.fromisoformat(plain[key]) if key in plain else None


def _words(plain: dict[str, str] | None) -> Words:
    return Words(zh=plain["zh"], en=plain["en"]) if plain else EMPTY
