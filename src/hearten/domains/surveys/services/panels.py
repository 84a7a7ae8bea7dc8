"""How are the same people asked again over time: who joins a panel, who leaves, and who takes their place?"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.base.accounts.types import Actor, Permission
from hearten.base.ledger.services import append
from hearten.base.rows import insert_rows
from hearten.domains.customers.models import Customer
from hearten.domains.surveys.field_types import PANEL_CHANGED, Left, Stage, StudyState
from hearten.domains.surveys.models import Invitation, Panel, PanelMember, Study
from hearten.domains.surveys.sample_types import Variable
from hearten.domains.surveys.selectors.frame import frame_for, stratum_codes
from hearten.domains.surveys.services.asking_room import agreed_to_surveys
from hearten.domains.surveys.services.studies import Drawn, StratumPlan, keep_sample, make_study
from hearten.domains.surveys.types import InvitationState
from hearten.kernel.errors import Conflict, Invalid, NotFound
from hearten.kernel.ids import new_id
from hearten.kernel.text import N_

# Who lets so many waves pass unanswered is taken to have left.
SILENT_WAVES = 2
_GROUPED_BY = (Variable.SEX, Variable.AGE_BAND)


@transaction.atomic
def make_panel(*, name: str, about: str, size: int, by: Actor, now: datetime, most_waves: int = 12) -> Panel:
    """A new, empty panel. Raises Invalid for an empty name or a size below 1."""
    by.require(Permission.SURVEYS_FIELD)
    text = " ".join(name.split())[:120]
    if not text or size < 1 or most_waves < 1:
        raise Invalid(
            N_("A panel needs a name and a size of at least 1."), field="name" if not text else "size"
        )
    panel = Panel.objects.create(
        name=text, about=about.strip(), size=size, most_waves=most_waves, created_at=now, created_by=by.label
    )
    _note(panel, by=by, now=now, facts={"size": size})
    return panel


@transaction.atomic
def join_panel(
    *, panel_id: UUID, rows: Sequence[tuple[UUID, str]], by: Actor, now: datetime, first_wave: int = 1
) -> int:
    """Take people (customer, stratum) into a panel; who is or was in it, or has not agreed to being asked, is left out.

    Returns how many came in.
    """
    by.require(Permission.SURVEYS_FIELD)
    panel = _locked(panel_id)
    ids = {customer_id for customer_id, _ in rows}
    agreed = agreed_to_surveys(ids)
    known = set(
        PanelMember.objects.filter(panel=panel, customer_id__in=ids).values_list("customer_id", flat=True)
    )
    fresh = {
        customer_id: stratum
        for customer_id, stratum in rows
        if customer_id in agreed and customer_id not in known
    }
    insert_rows(
        [
            PanelMember(
                id=new_id(),
                panel=panel,
                customer_id=customer_id,
                stratum=stratum,
                first_wave=first_wave,
                agreed_at=now,
                joined_at=now,
            )
            for customer_id, stratum in fresh.items()
        ]
    )
    if fresh:
        _note(panel, by=by, now=now, facts={"joined": len(fresh), "wave": first_wave})
    return len(fresh)


@transaction.atomic
def leave_panel(*, panel_id: UUID, customer_id: UUID, by: Actor, now: datetime) -> bool:
    """Let somebody out who does not want to be asked again. Whether they were in it."""
    if not by.owns(customer_id):
        by.require(Permission.SURVEYS_FIELD)
    panel = _locked(panel_id)
    left = PanelMember.objects.filter(panel=panel, customer_id=customer_id, left_at=None)
    changed = left.update(left_at=now, left_for=Left.ASKED_OUT)
    if changed:
        _note(panel, by=by, now=now, facts={"left": changed, "for": Left.ASKED_OUT.value})
    return bool(changed)


@transaction.atomic
def start_wave(
    *,
    panel_id: UUID,
    name: str,
    survey_code: str,
    version: int,
    candidates: Sequence[tuple[UUID, str]],
    seed: int,
    by: Actor,
    now: datetime,
) -> Study:
    """Plan the next wave: the same people, but for those who have left, who are replaced from `candidates` (customer, stratum).

    First those leave who withdrew consent, were erased, were silent for two waves, or have been in it long enough. Then each
    stratum is filled up again by a random draw with `seed`. Raises Conflict while an earlier wave has not been closed.
    """
    panel = _locked(panel_id)
    waves = list(Study.objects.filter(panel=panel, stage=Stage.MAIN).order_by("-wave"))
    if waves and waves[0].state != StudyState.CLOSED:
        raise Conflict(N_("The wave before is still open."), hint=N_("Close it first."))
    number = waves[0].wave + 1 if waves else 1
    losses = _let_go(panel, waves, number, by=by, now=now)
    drawn = _replacements(panel, losses, candidates, random.Random(seed))  # noqa: S311 -- a draw, not a secret
    join_panel(panel_id=panel_id, rows=drawn, by=by, now=now, first_wave=number)
    study = make_study(
        name=name, survey_code=survey_code, version=version, by=by, now=now, panel_id=panel_id, wave=number,
        before_id=waves[0].pk if waves else None,
    )  # fmt: skip
    members = list(PanelMember.objects.filter(panel=panel, left_at=None).order_by("pk"))
    if not members:
        raise Invalid(N_("Nobody is in this panel."), hint=N_("Let people join first."), field="candidates")
    sizes = Counter(member.stratum for member in members)
    return keep_sample(
        study_id=study.pk,
        rows=[Drawn(customer_id=member.customer_id, stratum=member.stratum) for member in members],
        strata=[
            StratumPlan(code=code, population=n, planned=n, values=_labels_of(code))
            for code, n in sorted(sizes.items())
        ],
        seed=seed,
        by=by,
        now=now,
    )


def candidates_for(actor: Actor, panel: Panel, *, now: datetime) -> list[tuple[UUID, str]]:
    """Who may join a panel: everybody who may be asked, by sex and age, and is or was not in it."""
    frame = frame_for(actor, only={}, at=now)
    codes = stratum_codes(frame.labels, _GROUPED_BY, len(frame))
    known = set(PanelMember.objects.filter(panel=panel).values_list("customer_id", flat=True))
    return [
        (customer_id, str(code))
        for customer_id, code in zip(frame.ids, codes, strict=True)
        if customer_id not in known
    ]


def _labels_of(code: str) -> dict[str, str]:
    """The labels behind the code of a group of `candidates_for`; nothing for a code that was given elsewhere."""
    labels = code.split("/")
    return dict(zip(map(str, _GROUPED_BY), labels, strict=True)) if len(labels) == len(_GROUPED_BY) else {}


def _let_go(panel: Panel, waves: Sequence[Study], number: int, *, by: Actor, now: datetime) -> Counter[str]:
    """Note who has left and why. Returns how many are missing by stratum."""
    members = list(PanelMember.objects.filter(panel=panel, left_at=None))
    ids = {member.customer_id for member in members}
    erased = set(Customer.objects.filter(pk__in=ids, erased_at__isnull=False).values_list("pk", flat=True))
    agreed, silent = agreed_to_surveys(ids), _silent(waves[:SILENT_WAVES])
    reasons: dict[Left, list[UUID]] = defaultdict(list)
    missing: Counter[str] = Counter()
    for member in members:
        reason = _why_left(member, number, panel.most_waves, erased=erased, agreed=agreed, silent=silent)
        if reason:
            reasons[reason].append(member.pk)
            missing[member.stratum] += 1
    for reason, pks in reasons.items():
        PanelMember.objects.filter(pk__in=pks).update(left_at=now, left_for=reason)
        _note(panel, by=by, now=now, facts={"left": len(pks), "for": reason.value, "wave": number})
    return missing


def _why_left(
    member: PanelMember,
    number: int,
    most_waves: int,
    *,
    erased: Collection[UUID],
    agreed: Collection[UUID],
    silent: Mapping[UUID, int],
) -> Left | None:
    if member.customer_id in erased:
        return Left.ERASED
    if member.customer_id not in agreed:
        return Left.NO_CONSENT
    if silent.get(member.customer_id, 0) >= SILENT_WAVES:
        return Left.SILENT
    return Left.LONG_ENOUGH if number - member.first_wave >= most_waves else None


def _silent(waves: Sequence[Study]) -> Counter[UUID]:
    """In how many of these waves each was asked and did not answer."""
    rows = Invitation.objects.filter(study__in=waves, state=InvitationState.EXPIRED)
    return Counter(customer_id for customer_id in rows.values_list("customer_id", flat=True) if customer_id)


def _replacements(
    panel: Panel, losses: Counter[str], candidates: Sequence[tuple[UUID, str]], generator: random.Random
) -> list[tuple[UUID, str]]:
    """Who joins: as many of each stratum as it has lost, then anybody until the panel has its size again."""
    inside = PanelMember.objects.filter(panel=panel)
    known = set(inside.values_list("customer_id", flat=True))
    free = [row for row in sorted(candidates) if row[0] not in known]
    agreed = agreed_to_surveys([customer_id for customer_id, _ in free])
    free = [row for row in free if row[0] in agreed]
    generator.shuffle(free)
    wanted = panel.size - inside.filter(left_at=None).count()
    missing, chosen, rest = Counter(losses), [], []
    for row in free:
        if missing[row[1]] > 0:
            missing[row[1]] -= 1
            chosen.append(row)
        else:
            rest.append(row)
    return (chosen + rest)[: max(wanted, 0)]


def _locked(panel_id: UUID) -> Panel:
    panel = Panel.objects.select_for_update(no_key=True).filter(pk=panel_id).first()
    if panel is None:
        raise NotFound(N_("There is no such panel."))
    return panel


def _note(panel: Panel, *, by: Actor, now: datetime, facts: dict[str, object]) -> None:
    append(PANEL_CHANGED, subject_id=panel.pk, actor=by, now=now, about=panel.name[:60], facts=facts)
