"""How do the rows of bills come to a claim? From what was read off a bill, or from what a hospital sent; many claims at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from hearten.base.vault.services import keys_at_hand
from hearten.domains.claims.models import Claim, ClaimItem, ClaimLine, Reading
from hearten.domains.claims.types import ItemFacts, ItemKind, LineFacts
from hearten.domains.terminology.selectors import match_drug, match_service
from hearten.kernel.errors import Invalid
from hearten.kernel.text import N_

MOST_ITEMS = 2000
LONGEST_NAME = 200
# Tried in this order: “手术室费” is no operation, “麻醉药” is a medicine only by its code.
_KIND_WORDS: Sequence[tuple[ItemKind, str]] = (
    (ItemKind.OPERATING_ROOM, "手术室"),
    (ItemKind.ANAESTHESIA, "麻醉"),
    (ItemKind.BED, "床位|病房|房费|单人间|套间"),
    (ItemKind.DRUG, "药费|西药|中药|中成药|饮片|注射液|注射用|胶囊|颗粒|口服液|缓释|片$|丸$|软膏|滴眼液"),
    (ItemKind.SURGERY, "手术|切除|成形术|吻合术|移植术|术$"),
    (ItemKind.TEST, "化验|检验|测定|培养|血常规|尿常规"),
    (ItemKind.EXAMINATION, "检查|CT|磁共振|超声|造影|X线|心电|内镜"),
    (ItemKind.CONSULTATION, "诊察|诊查|挂号|诊疗"),
    (ItemKind.NURSING, "护理"),
    (ItemKind.MATERIAL, "材料|耗材|敷料|导管"),
    (ItemKind.TREATMENT, "治疗|康复|训练|理疗|输液|注射"),
)


@transaction.atomic
def save_items(*, items: Mapping[Claim, Sequence[ItemFacts]]) -> int:
    """Keep the rows of many claims' bills, instead of those kept before. Returns how many.

    Raises Invalid naming the row (`items.3.amount`) that can't be right; then nothing is written.
    """
    rows = [row for claim, facts in items.items() for row in _rows(claim, facts)]
    ClaimItem.objects.filter(claim__in=list(items)).delete()
    with keys_at_hand({claim.customer_id for claim in items}):
        ClaimItem.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def item_facts(read: Iterable[Mapping[str, Any]], *, day: date, line_position: int = 1) -> list[ItemFacts]:
    """What was read off a bill (`name`, `amount_minor`, and `quantity`, `unit_price_minor` where printed) as rows of a claim.

    A name that a catalogue knows brings its code along.
    """
    return [_fact(row, day, line_position) for row in read if str(row.get("name", "")).strip()]


@transaction.atomic
def refresh_items(claim: Claim) -> int:
    """The rows of the claim's confirmed bills, each with the expense that came of it. Returns how many.

    An expense that the member typed in or changed since has no rows: nobody has read its bill.
    """
    confirmed = Reading.objects.filter(claim=claim, confirmed_at__isnull=False).order_by("queued_at", "pk")
    lines = {line.position: line for line in ClaimLine.objects.filter(claim=claim).order_by("position")}
    waiting = {position: as_plain(line) for position, line in lines.items()}
    facts: list[ItemFacts] = []
    for reading in confirmed:
        mine = (reading.confirmed or {}).get("line")
        position = next((place for place, line in waiting.items() if line == mine), None)
        if position is not None:
            del waiting[position]
            day = lines[position].service_date
            facts += item_facts(reading.items or (), day=day, line_position=position)
    return save_items(items={claim: facts})


def as_plain(line: LineFacts | ClaimLine) -> dict[str, Any]:
    """An expense as plain values, to know it again."""
    return {
        "category": line.category,
        "service_date": line.service_date.isoformat(),
        "provider": line.provider,
        "billed_minor": line.billed_minor,
        "social_fund_paid_minor": line.social_fund_paid_minor,
        "out_of_catalogue_minor": line.out_of_catalogue_minor,
        "class_self_paid_minor": line.class_self_paid_minor,
    }


def kind_of(name: str, code: str = "") -> ItemKind:
    """What a row of a bill is, by its code or the words of its name."""
    if re.fullmatch(r"[XZ][A-Z0-9]{10,}", code):
        return ItemKind.DRUG
    return next((kind for kind, words in _KIND_WORDS if re.search(words, name)), ItemKind.OTHER)


def _fact(row: Mapping[str, Any], day: date, line_position: int) -> ItemFacts:
    name = str(row["name"]).strip()
    drug = match_drug(name)
    match = drug or match_service(name)
    code = str(row.get("code") or (match.code if match else ""))
    return ItemFacts(
        name=name,
        amount_minor=int(row["amount_minor"]),
        day=row.get("day") or day,
        line_position=line_position,
        kind=ItemKind.DRUG if drug else kind_of(name, code),
        code=code,
        system=str(row.get("system") or (match.system if match else "")),
        quantity_milli=_milli(row.get("quantity")),
        unit_price_minor=int(row.get("unit_price_minor") or 0),
        detail=bool(row.get("detail")),
    )


def _milli(quantity: Any) -> int:
    """The printed quantity in thousandths (“2盒” is two); one where none is printed."""
    found = re.search(r"\d{1,9}(?:\.\d{1,3})?", str(quantity or ""))
    if not found:
        return 1000
    whole, _, rest = found.group().partition(".")
    return int(whole) * 1000 + int(rest.ljust(3, "0") or 0)


def _rows(claim: Claim, facts: Sequence[ItemFacts]) -> list[ClaimItem]:
    if len(facts) > MOST_ITEMS:
        raise Invalid(
            N_("A claim takes at most %(most)d rows of bills."),
            field="items",
            hint=N_("Make a second claim."),
            most=MOST_ITEMS,
        )
    return [_row(claim, place, fact) for place, fact in enumerate(facts, start=1)]


def _row(claim: Claim, place: int, fact: ItemFacts) -> ClaimItem:
    if not fact.name.strip() or len(fact.name) > LONGEST_NAME:
        raise Invalid(
            N_("A row of a bill has a name of at most 200 characters."), field=f"items.{place}.name"
        )
    if fact.amount_minor < 0 or fact.quantity_milli < 0 or fact.unit_price_minor < 0:
        raise Invalid(N_("An amount can't be negative."), field=f"items.{place}.amount")
    return ClaimItem(
        customer_id=claim.customer_id,
        claim=claim,
        line_position=fact.line_position,
        position=place,
        kind=fact.kind or kind_of(fact.name, fact.code),
        name=fact.name.strip(),
        code=fact.code or None,
        system=fact.system,
        day=fact.day,
        quantity_milli=fact.quantity_milli,
        unit_price_minor=fact.unit_price_minor,
        amount_minor=fact.amount_minor,
        detail=fact.detail,
    )
