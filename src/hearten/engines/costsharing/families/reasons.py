"""Why does a benefit pay what it pays? Each reason has a number, a sentence, its place in FHIR and its CARC."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, IntFlag

from hearten.engines.costsharing.reasons import CARIN, FHIR
from hearten.kernel.text import N_


class FamilyReason(IntEnum):
    """The code in a decision's `reason` column."""

    PAID = 0
    NOT_COVERED = 1
    NOT_IN_FORCE = 2
    COVER_ENDED = 3
    WAITING = 4
    DISEASE_PAID = 5
    GROUP_PAID = 6
    TIMES_USED = 7
    TOO_SOON = 8
    SAME_CAUSE = 9
    NOT_ACCIDENT = 10
    NOT_FINAL = 11
    TOO_LATE = 12
    PAID_EARLIER = 13
    LIMIT_USED = 14
    SAME_DAYS = 15
    ELIMINATION = 16
    MONTHS_USED = 17
    OTHER_WORK = 18
    EARNING_ENOUGH = 19
    ABLE = 20
    OBSERVATION = 21
    DAYS_USED = 22
    CREDITED = 23
    NOT_QUALIFIED = 24
    EMPTY = 25

    @property
    def key(self) -> str:
        """The name under which a trace keeps it."""
        return self.name.lower()


class Outcome(IntFlag):
    """What else follows from an event; the bits of a decision's `outcome` column."""

    NONE = 0
    WAIVER = 1
    ENDS = 2
    REFUND = 4
    ASSESS_AGAIN = 8
    CAPPED = 16
    RAISED = 32
    EXTRA = 64
    PARTIAL = 128
    LATER = 256


@dataclass(frozen=True, slots=True)
class Why:
    """`sentence` says it to the member; `system` and `code` are the FHIR adjudication, `carc` the X12 adjustment reason.

    `whole` tells a payment (or credit) from a refusal.
    """

    sentence: str
    code: str = "noncovered"
    system: str = CARIN
    carc: str = "204"
    whole: bool = False


FAMILY_REASONS: dict[FamilyReason, Why] = {
    FamilyReason.PAID: Why(N_("This is what the policy pays."), "benefit", FHIR, "", whole=True),
    FamilyReason.NOT_COVERED: Why(N_("The policy has no such benefit."), carc="204"),
    FamilyReason.NOT_IN_FORCE: Why(N_("The policy was not in force on this day."), carc="27"),
    FamilyReason.COVER_ENDED: Why(N_("An earlier payment has ended this cover."), carc="27"),
    FamilyReason.WAITING: Why(N_("The waiting period for this cause was not over on this day."), carc="179"),
    FamilyReason.DISEASE_PAID: Why(
        N_("This illness has been paid before; the policy pays each illness once."), carc="149"
    ),
    FamilyReason.GROUP_PAID: Why(
        N_("An illness of the same group has been paid before; the policy pays the group once."), carc="149"
    ),
    FamilyReason.TIMES_USED: Why(
        N_("This benefit has been paid as many times as the policy allows."), carc="119"
    ),
    FamilyReason.TOO_SOON: Why(N_("The last payment is too recent for this one."), carc="119"),
    FamilyReason.SAME_CAUSE: Why(
        N_("The same cause has been paid before; the policy pays a cause once, by its highest benefit."),
        carc="97",
    ),
    FamilyReason.NOT_ACCIDENT: Why(N_("This benefit is for accidents only.")),
    FamilyReason.NOT_FINAL: Why(
        N_("The treatment is not finished. We assess when it is, or 180 days after the accident."), carc="16"
    ),
    FamilyReason.TOO_LATE: Why(N_("This came later after the accident than the policy covers."), carc="29"),
    FamilyReason.PAID_EARLIER: Why(N_("An earlier payment covers this grade already."), carc="97"),
    FamilyReason.LIMIT_USED: Why(N_("The limit of the year is used up."), carc="119"),
    FamilyReason.SAME_DAYS: Why(N_("These days have been paid already."), carc="18"),
    FamilyReason.ELIMINATION: Why(
        N_("The first days, which you bear, were not over."), "deductible", FHIR, "1"
    ),
    FamilyReason.MONTHS_USED: Why(N_("The policy has paid for as long as it allows."), carc="119"),
    FamilyReason.OTHER_WORK: Why(
        N_("By now the benefit is for those who can do no work at all, and other work is possible.")
    ),
    FamilyReason.EARNING_ENOUGH: Why(N_("Your income reaches what the policy calls enough.")),
    FamilyReason.ABLE: Why(N_("Too few of the six activities of daily living are lost.")),
    FamilyReason.OBSERVATION: Why(
        N_("The observation period needs a second assessment at its end."), carc="16"
    ),
    FamilyReason.DAYS_USED: Why(N_("The days that the policy pays are used up."), carc="119"),
    FamilyReason.CREDITED: Why(N_("This was put into your health account."), "benefit", FHIR, "", whole=True),
    FamilyReason.NOT_QUALIFIED: Why(N_("The account pays for medical expenses only.")),
    FamilyReason.EMPTY: Why(N_("There is nothing left in the account."), carc="119"),
}
BY_KEY = {reason.key: reason for reason in FamilyReason}
OUTCOMES: dict[Outcome, str] = {
    Outcome.WAIVER: N_("You need not pay further premiums."),
    Outcome.ENDS: N_("The cover ends with this."),
    Outcome.REFUND: N_("We pay your premiums back."),
    Outcome.ASSESS_AGAIN: N_("A later assessment decides."),
    Outcome.CAPPED: N_("A limit of the policy cut this benefit."),
    Outcome.RAISED: N_("Several impairments of the worst grade raised it by one."),
    Outcome.EXTRA: N_("The extra share for your age is in it."),
    Outcome.PARTIAL: N_("In part, because you earn again in part."),
    Outcome.LATER: N_("The share for a repeated payment holds."),
}
