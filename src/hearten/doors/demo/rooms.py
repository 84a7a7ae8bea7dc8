"""Life in the rooms for hand-work, service quality and reports, so that none of them opens empty."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from hearten.base.plumbing.jobs import enqueue
from hearten.doors.demo.by_hand import paper_sample, telephone_sample
from hearten.doors.demo.groups import conversations
from hearten.doors.demo.identities import stream
from hearten.doors.demo.judging import is_done, judge_service
from hearten.doors.demo.office import Office, TooFew
from hearten.doors.demo.reporting import write_reports
from hearten.doors.demo.small_studies import link_for_everybody, panel_with_draw, pilot_before_study
from hearten.kernel.errors import HeartenError

MONTHS_OF_SERVICE = 12
REPORT = "demo.report"
_SEED = 6


@transaction.atomic
def furnish(*, now: datetime) -> int:
    """Do what a few weeks of field work leave behind, through the services that people use; returns how many rooms got something.

    All of it or nothing, and once. A portfolio that is too small for a room leaves it empty.
    """
    office = Office.of_today(now, stream(_SEED, "rooms"))
    if is_done(office):
        return 0
    furnished = sum(_tried(room, office) for room in _ROOMS)
    enqueue("quality.measure", months=MONTHS_OF_SERVICE)
    enqueue(REPORT)
    return furnished


@transaction.atomic
def report(*, now: datetime) -> None:
    """Have the reports made, once the open answers are labelled and the index is measured. Run twice, they are made once."""
    write_reports(Office.of_today(now, stream(_SEED, "reports")))


def _tried(room: Callable[[Office], None], office: Office) -> bool:
    try:
        with transaction.atomic():
            room(office)
    except (HeartenError, TooFew):  # nobody may be asked, or too few are there
        return False
    return True


_ROOMS: tuple[Callable[[Office], None], ...] = (
    judge_service,
    panel_with_draw,
    paper_sample,
    telephone_sample,
    link_for_everybody,
    pilot_before_study,
    conversations,
)
