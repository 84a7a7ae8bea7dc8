"""Reading the survey and trigger documents that ship with this release."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from hearten.domains.surveys.types import AskingRules, Item, ItemKind, Survey, Trigger, Words
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.text import N_

FOLDER = Path(__file__).parent / "documents"
SCHEMA = Path(__file__).parent / "schema.json"


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
def asking_rules() -> AskingRules:
    """When to ask about what, as triggers.yaml says."""
    plain = yaml.safe_load((FOLDER / "triggers.yaml").read_text())
    return AskingRules(
        cool_down=timedelta(days=plain["cool_down_days"]),
        triggers=tuple(
            Trigger(
                name=row["name"],
                moment=row["moment"],
                outcomes=tuple(row.get("outcomes", ())),
                survey=row["survey"],
                delay=timedelta(minutes=row["delay_minutes"]),
                fraction=float(row["fraction"]),
            )
            for row in plain["triggers"]
        ),
    )


def check_document(document: dict[str, Any]) -> None:
    """Raises Invalid saying where a survey document breaks the schema or asks one measure twice."""
    try:
        jsonschema.validate(document, _schema())
    except jsonschema.ValidationError as error:
        where = ".".join(str(part) for part in error.absolute_path) or "document"
        raise Invalid(
            N_("The survey document is wrong: %(reason)s"), field=where, reason=error.message[:200]
        ) from None
    codes = [item["code"] for item in document["items"]]
    measures = [item["kind"] for item in document["items"] if item["kind"] != ItemKind.TEXT]
    if len(set(codes)) < len(codes) or len(set(measures)) < len(measures):
        raise Invalid(
            N_("The survey document is wrong: %(reason)s"),
            field="items",
            reason="a code or a measure stands there twice",
        )


def compile_survey(document: dict[str, Any]) -> Survey:
    """A document as the frozen type that code works with."""
    return Survey(
        code=document["code"],
        version=document["version"],
        name=_words(document["name"]),
        about=_words(document["about"]),
        privacy_notice=_words(document["privacy_notice"]),
        thanks=_words(document["thanks"]),
        minutes=document["minutes"],
        expires_after=timedelta(days=document["expires_after_days"]),
        items=tuple(_item(item) for item in document["items"]),
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
def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text())
    return schema


def _item(plain: dict[str, Any]) -> Item:
    empty = {"zh": "", "en": ""}
    return Item(
        code=plain["code"],
        kind=ItemKind(plain["kind"]),
        text=_words(plain["text"]),
        low_label=_words(plain.get("low_label", empty)),
        high_label=_words(plain.get("high_label", empty)),
        required=plain.get("required", False),
        low_at_most=plain.get("low_at_most"),
    )


def _words(plain: dict[str, str]) -> Words:
    return Words(zh=plain["zh"], en=plain["en"])
