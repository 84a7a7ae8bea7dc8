"""When is a report made by itself, and who is told of it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hearten.base.accounts.models import User
from hearten.base.accounts.selectors import find_staff, list_staff
from hearten.base.accounts.types import Actor, Permission, Role
from hearten.base.plumbing.jobs import enqueue
from hearten.domains.channels.providers.email import Undeliverable, send_email
from hearten.domains.reports.models import ReportDelivery, ReportRun, Schedule, Unsubscribed
from hearten.domains.reports.services.common import name_of, note_ledger, report_of
from hearten.domains.reports.services.running import begin_run, queue_run
from hearten.domains.reports.types import SCHEDULE_MADE, SCHEDULE_STOPPED, Rhythm, RunState
from hearten.domains.surveys.field_types import StudyState
from hearten.kernel.errors import Invalid, NotFound
from hearten.kernel.given import one_of
from hearten.kernel.text import N_

# What has waited for so long was lost with the process that worked on it.
_LOST_AFTER = timedelta(minutes=20)
_MONTHS_OF_QUARTER = 3


@transaction.atomic
def make_schedule(
    *,
    report_id: UUID,
    rhythm: str,
    roles: Sequence[str],
    people: Sequence[UUID],
    at_once: bool,
    client_token: str,
    by: Actor,
    now: datetime,
) -> Schedule:
    """Make a report on schedule for roles and single people who may read reports. Raises Invalid."""
    report = report_of(report_id, by)
    when = one_of(Rhythm, rhythm, field="rhythm")
    if when is Rhythm.ON_CLOSE and report.study_id is None:
        raise Invalid(
            N_("Only a report of one study can wait for it to close."),
            field="rhythm",
            hint=N_("Choose a week, a month or a quarter."),
        )
    readers = [one_of(Role, role, field="roles") for role in roles]
    chosen = [user for user_id in people if (user := find_staff(user_id))]
    if not readers and not chosen:
        raise Invalid(N_("Say who is to get it."), field="roles", hint=N_("Tick a role or name a person."))
    if any(not user.actor.can(Permission.REPORTS_VIEW) for user in chosen):
        raise Invalid(N_("One of these people may not read reports."), field="people")
    try:
        with transaction.atomic():
            schedule = Schedule.objects.create(
                report=report,
                rhythm=when,
                roles=[role.value for role in readers],
                people=[user.pk for user in chosen],
                at_once=at_once,
                made_at=now,
                made_by=name_of(by),
                client_token=client_token,
            )
    except IntegrityError:
        return Schedule.objects.get(client_token=client_token)
    note_ledger(report, SCHEDULE_MADE, by=by, now=now, rhythm=when.value, roles=schedule.roles)
    return schedule


@transaction.atomic
def stop_schedule(*, schedule_id: UUID, by: Actor, now: datetime) -> None:
    """Make no more of it; stopped twice is stopped once."""
    by.require(Permission.REPORTS_EDIT)
    schedule = _schedule(schedule_id)
    changed = Schedule.objects.filter(pk=schedule.pk, stopped_at__isnull=True).update(
        stopped_at=now, stopped_by=name_of(by)
    )
    if changed:
        note_ledger(schedule.report, SCHEDULE_STOPPED, by=by, now=now)


def unsubscribe(*, schedule_id: UUID, wants: bool, by: Actor, now: datetime) -> None:
    """The reader no longer wants what a schedule makes; or wants it again."""
    by.require(Permission.REPORTS_VIEW)
    schedule = _schedule(schedule_id)
    if by.user_id is None:
        raise NotFound(N_("There is no such schedule."))
    if wants:
        Unsubscribed.objects.filter(schedule=schedule, user_id=by.user_id).delete()
    else:
        Unsubscribed.objects.get_or_create(schedule=schedule, user_id=by.user_id, defaults={"since": now})


def run_due(*, by: Actor, now: datetime) -> int:
    """Begin what is due by the clock; an occasion that was missed is made up for once. Returns how many began."""
    begun = 0
    for schedule in Schedule.objects.filter(stopped_at__isnull=True).select_related("report__study"):
        slot = due_slot(schedule, now)
        if slot and not ReportRun.objects.filter(schedule=schedule, slot=slot).exists():
            with transaction.atomic():
                token = f"schedule:{schedule.pk.hex[:20]}:{slot}"[:64]
                begin_run(schedule.report, by=by, now=now, client_token=token, schedule=schedule, slot=slot)
            begun += 1
    return begun


def take_up(*, now: datetime) -> None:
    """Queue again what a killed process left: runs half made, readers not told."""
    for run_id in ReportRun.objects.filter(
        state=RunState.MAKING, started_at__lt=now - _LOST_AFTER
    ).values_list("pk", flat=True):
        queue_run(run_id)
    lost = ReportDelivery.objects.filter(sent_at__isnull=True, by_mail=True, queued_at__lt=now - _LOST_AFTER)
    for delivery_id in lost.values_list("pk", flat=True):
        _queue_telling(delivery_id)


def due_slot(schedule: Schedule, now: datetime) -> str:
    """The name of the occasion that has come since the schedule was made; "" when none has."""
    if schedule.rhythm == Rhythm.ON_CLOSE:
        study = schedule.report.study
        closed = study is not None and study.state == StudyState.CLOSED
        return f"closed:{schedule.report.study_id}" if closed else ""
    zone = ZoneInfo(settings.TIME_ZONE)
    day = _began(Rhythm(schedule.rhythm), now.astimezone(zone).date())
    return day.isoformat() if datetime.combine(day, time.min, zone) > schedule.made_at else ""


def _began(rhythm: Rhythm, today: date) -> date:
    """The first day of the week, month or quarter in which `today` lies."""
    if rhythm is Rhythm.WEEKLY:
        return today - timedelta(days=today.weekday())
    if rhythm is Rhythm.MONTHLY:
        return today.replace(day=1)
    return today.replace(month=today.month - (today.month - 1) % _MONTHS_OF_QUARTER, day=1)


def deliver_run(*, run_id: UUID, now: datetime) -> int:
    """Write down who is to be told of a released run, once each, and queue the telling. Returns how many are new."""
    run = ReportRun.objects.select_related("schedule").filter(pk=run_id).first()
    if run is None or run.state != RunState.RELEASED or run.schedule is None:
        return 0
    new = 0
    for user in readers_of(run.schedule):
        with transaction.atomic():
            delivery, created = ReportDelivery.objects.get_or_create(
                run=run, user_id=user.pk, defaults={"queued_at": now}
            )
            if created:
                _queue_telling(delivery.pk)
                new += 1
    return new


def readers_of(schedule: Schedule) -> list[User]:
    """Who gets it now: active staff of the roles and the people named who may read reports and have not said no."""
    refused = set(Unsubscribed.objects.filter(schedule=schedule).values_list("user_id", flat=True))
    return [
        user
        for user in list_staff(active=True)
        if (user.role in schedule.roles or user.pk in schedule.people)
        and user.pk not in refused
        and user.actor.can(Permission.REPORTS_VIEW)
    ]


@transaction.atomic
def tell(*, delivery_id: UUID, now: datetime) -> bool:
    """Send the link by mail, once; whoever may not read any more gets nothing. Raises Unavailable to be tried again."""
    delivery = (
        ReportDelivery.objects.select_for_update(of=("self",))
        .select_related("run__report")
        .filter(pk=delivery_id, sent_at__isnull=True, by_mail=True)
        .first()
    )
    if delivery is None:
        return False
    user = find_staff(delivery.user_id)
    if user is None or not user.is_active or not user.actor.can(Permission.REPORTS_VIEW):
        return _not_by_mail(delivery)
    subject, body = _letter(delivery, user.language)
    try:
        send_email(to=user.email, subject=subject, body=body, identity=delivery.pk)
    except Undeliverable:
        return _not_by_mail(delivery)
    delivery.sent_at = max(now, delivery.queued_at)
    delivery.save(update_fields=["sent_at"])
    return True


def _letter(delivery: ReportDelivery, language: str) -> tuple[str, str]:
    """Subject and text: which report, and where it is to be read."""
    with override(language):
        subject = _("A report is ready: %(name)s") % {"name": delivery.run.report.name}
        body = _("You can read it at the desk:\n%(link)s\n\nThe report itself is not sent by mail.") % {
            "link": f"{settings.SITE_ADDRESS}/desk/reports/runs/{delivery.run_id}/"
        }
    return " ".join(subject.split()), body


def _not_by_mail(delivery: ReportDelivery) -> bool:
    delivery.by_mail = False
    delivery.save(update_fields=["by_mail"])
    return False


def mark_opened(*, run_id: UUID, by: Actor, now: datetime) -> None:
    """The reader has opened it."""
    if by.user_id:
        ReportDelivery.objects.filter(run_id=run_id, user_id=by.user_id, opened_at__isnull=True).update(
            opened_at=now
        )


def _queue_telling(delivery_id: UUID) -> None:
    enqueue("reports.tell", lock=f"report_delivery:{delivery_id}", delivery_id=str(delivery_id))


def _schedule(schedule_id: UUID) -> Schedule:
    schedule = Schedule.objects.select_related("report").filter(pk=schedule_id).first()
    if schedule is None:
        raise NotFound(N_("There is no such schedule."))
    return schedule
