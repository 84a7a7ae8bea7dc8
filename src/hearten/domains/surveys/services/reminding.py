"""Who is asked once more, and who is thanked?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.base.plumbing.live import announce
from hearten.base.rows import update_rows
from hearten.domains.channels.ports import register_check
from hearten.domains.channels.services import NewMessage, send_message, send_messages
from hearten.domains.channels.services.postroom import zone_of
from hearten.domains.channels.timing import is_quiet
from hearten.domains.channels.types import Medium, QuietHours
from hearten.domains.customers.models import Customer
from hearten.domains.surveys.field_types import HAND_CHANNELS, StudyState
from hearten.domains.surveys.models import Invitation, Study
from hearten.domains.surveys.selectors.rules import rules_in_force
from hearten.domains.surveys.services.asking_room import agreed_to_surveys, why_not
from hearten.domains.surveys.services.fielding import is_running, topic_of
from hearten.domains.surveys.services.launching import full_strata
from hearten.domains.surveys.services.open_uses import has_enough
from hearten.domains.surveys.services.sending import facts_of, media_of
from hearten.domains.surveys.types import ANSWERABLE

BATCH = 1000
# Who is reminded on the last evening has no time left to answer.
_TIME_LEFT = timedelta(hours=12)
REMINDER = "survey_reminder"


def remind_all(*, now: datetime) -> int:
    """Remind in all running studies who has not answered and whose day it is. Returns how many were reminded."""
    studies = Study.objects.filter(state=StudyState.FIELDING, paused_at=None, reminders__len__gt=0)
    count = 0
    for study_id in studies.values_list("pk", flat=True):
        while reminded := remind_batch(study_id=study_id, now=now):
            count += reminded
    return count


@transaction.atomic
def remind_batch(*, study_id: UUID, now: datetime, size: int = BATCH) -> int:
    """Remind the next people of one study: asked long enough ago, not answered, link still open, consent still given.

    Each turn comes once. At night nobody is reminded; the next hour looks again.
    """
    rules = rules_in_force()
    quiet = QuietHours(start=rules.quiet_start, end=rules.quiet_end)
    if not is_running(study_id) or is_quiet(now, zone_of(study_id), quiet):
        return 0
    study = Study.objects.select_related("survey").get(pk=study_id)
    if has_enough(study):
        return 0
    rows = _due(study, now, size)
    ids = {row.customer_id for row in rows if row.customer_id}
    customers, agreed, full = Customer.objects.in_bulk(ids), agreed_to_surveys(ids), full_strata(study_id)
    messages = []
    for row in rows:
        row.study, row.survey = study, study.survey
        row.reminders_sent = _turns_due(study, row, now)
        customer = customers.get(row.customer_id) if row.customer_id else None
        if customer is None or why_not(customer, agreed) or row.stratum in full:
            continue
        facts = facts_of(row, customer.language) | {"closes": row.expires_at}
        messages.append(
            NewMessage(
                customer_id=customer.pk,
                template=REMINDER,
                context=facts,
                dedupe_key=f"{REMINDER}:{row.pk}:{row.reminders_sent}",
                media=media_of(row, rules),
            )
        )
    update_rows(rows, ["reminders_sent"])
    send_messages(rows=messages, now=now)
    if rows:
        announce(topic_of(study_id))
    return len(rows)


def thank(*, invitation_id: UUID, now: datetime) -> None:
    """A letter of thanks into the inbox of who answered, where the study wants it. Once."""
    row = Invitation.objects.select_related("study", "survey", "customer").filter(pk=invitation_id).first()
    if row is None or row.study is None or row.customer is None or not row.study.thank:
        return
    language = row.customer.language
    send_message(
        customer_id=row.customer.pk,
        template="survey_thanks",
        context={"about": facts_of(row, language)["about"]},
        dedupe_key=f"survey_thanks:{row.pk}",
        channel=Medium.INBOX,
        now=now,
    )


def still_open(dedupe_key: str) -> bool:
    """Whether a reminder that waited for its hour is still wanted: not once its survey is answered or closed."""
    identity = UUID(dedupe_key.split(":")[1])
    return Invitation.objects.filter(pk=identity, state__in=ANSWERABLE).exists()


def _turns_due(study: Study, row: Invitation, now: datetime) -> int:
    """How many turns have come by now. One letter stands for all that were missed while the study stood still."""
    past = sum(
        row.sent_at is not None and row.sent_at <= now - timedelta(days=days) for days in study.reminders
    )
    return max(past, row.reminders_sent + 1)


def _due(study: Study, now: datetime, size: int) -> list[Invitation]:
    for turn, days in enumerate(study.reminders):
        rows = (
            Invitation.objects.filter(
                study=study,
                state__in=ANSWERABLE,
                reminders_sent=turn,
                sent_at__lte=now - timedelta(days=days),
                expires_at__gt=now + _TIME_LEFT,
            )
            .exclude(channel__in=HAND_CHANNELS)
            .order_by("pk")
            .select_for_update(skip_locked=True)
        )
        if found := list(rows[:size]):
            return found
    return []


register_check(REMINDER, still_open)
