"""Why does a line pay less than was billed? Each reason has a name, a sentence, and its place in FHIR."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from hearten.kernel.text import N_

FHIR = "http://terminology.hl7.org/CodeSystem/adjudication"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"


class Stop(IntEnum):
    """Why a line is not looked at further; the code in a decision's `stop` column."""

    NONE = 0
    NOT_IN_FORCE = 1
    WAITING = 2
    NOT_COVERED = 3
    OUTSIDE_NETWORK = 4
    OTHER_CAUSE = 5
    TOO_LATE = 6
    NO_REFERRAL = 7
    UNLISTED_HOSPITAL = 8


class ReasonCode(StrEnum):
    """A step that changes the amount of a line, in the order of the steps."""

    BILLED = "billed"
    NOT_IN_FORCE = "not_in_force"
    WAITING = "waiting"
    NOT_COVERED = "not_covered"
    OUTSIDE_NETWORK = "outside_network"
    OTHER_CAUSE = "other_cause"
    TOO_LATE = "too_late"
    NO_REFERRAL = "no_referral"
    UNLISTED_HOSPITAL = "unlisted_hospital"
    REFUSED = "refused"
    OUT_OF_CATALOGUE = "out_of_catalogue"
    SET_APART = "set_apart"
    CLASS_SELF_PAID = "class_self_paid"
    SOCIAL_FUND = "social_fund"
    OTHER_COVER = "other_cover"
    TIMES_LIMIT = "times_limit"
    DAILY_LIMIT = "daily_limit"
    VISIT_LIMIT = "visit_limit"
    EVENT_LIMIT = "event_limit"
    SUB_LIMIT = "sub_limit"
    COPAY = "copay"
    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    OUT_OF_POCKET = "out_of_pocket"
    INDEMNITY = "indemnity"
    GROUP_LIMIT = "group_limit"
    OVERFLOW = "overflow"
    LIFETIME_LIMIT = "lifetime_limit"
    ANNUAL_LIMIT = "annual_limit"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Reason:
    """`label` is a short name, `sentence` says it to the member; `system` and `code` are the FHIR adjudication, `carc` the
    claim adjustment reason code of X12 (empty where nothing is adjusted).
    """

    label: str
    sentence: str
    code: str
    system: str = FHIR
    carc: str = ""


def _left_out(label: str, sentence: str, carc: str) -> Reason:
    return Reason(label, sentence, "noncovered", CARIN, carc)


REASONS: dict[ReasonCode, Reason] = {
    ReasonCode.BILLED: Reason(N_("Billed"), N_("This is what the bill says."), "submitted"),
    ReasonCode.NOT_IN_FORCE: _left_out(
        N_("Outside the period of cover"), N_("The policy was not in force on this day."), "27"
    ),
    ReasonCode.WAITING: _left_out(
        N_("Within the waiting period"),
        N_("The waiting period for this cause was not over on this day."),
        "179",
    ),
    ReasonCode.NOT_COVERED: _left_out(
        N_("Kind of expense not covered"), N_("The policy does not pay for this kind of expense."), "204"
    ),
    ReasonCode.OUTSIDE_NETWORK: _left_out(
        N_("Outside the network"),
        N_("The policy does not pay for this kind of expense at hospitals outside its network."),
        "242",
    ),
    ReasonCode.OTHER_CAUSE: _left_out(
        N_("Another cause than the policy covers"),
        N_("The policy pays for this kind of expense after another cause only, such as an accident."),
        "204",
    ),
    ReasonCode.TOO_LATE: _left_out(
        N_("Too long after the event"),
        N_("The policy pays for treatment within a number of days after the event, and these were over."),
        "119",
    ),
    ReasonCode.NO_REFERRAL: _left_out(
        N_("No referral"), N_("For this kind of expense a referral by the primary doctor is needed."), "243"
    ),
    ReasonCode.UNLISTED_HOSPITAL: _left_out(
        N_("Hospital not on the list"),
        N_("The policy pays at the hospitals on its list; urgent treatment is paid anywhere."),
        "242",
    ),
    ReasonCode.REFUSED: _left_out(
        N_("Taken off by the examiner"),
        N_("An examiner took this off; the reason stands beside the expense."),
        "96",
    ),
    ReasonCode.OUT_OF_CATALOGUE: _left_out(
        N_("Outside the social insurance catalogue"),
        N_("This part is outside the catalogue of the social insurance, and the policy does not cover it."),
        "204",
    ),
    ReasonCode.SET_APART: Reason(
        N_("Outside the catalogue, counted by itself"),
        N_("This part is outside the catalogue and has a deductible, a rate and a limit of its own."),
        "eligible",
    ),
    ReasonCode.CLASS_SELF_PAID: _left_out(
        N_("Part you pay first of listed items"),
        N_("For some listed items the patient pays a part first, and the policy does not cover that part."),
        "204",
    ),
    ReasonCode.SOCIAL_FUND: Reason(
        N_("Paid by the social insurance"),
        N_("The social insurance fund has paid this part already."),
        "priorpayerpaid",
        CARIN,
        "23",
    ),
    ReasonCode.OTHER_COVER: Reason(
        N_("Paid by others"),
        N_("Another insurer or a third party has paid this part already."),
        "priorpayerpaid",
        CARIN,
        "23",
    ),
    ReasonCode.TIMES_LIMIT: _left_out(
        N_("More times than the policy counts"),
        N_("The number of days, visits or events that count in a policy year is used up."),
        "119",
    ),
    ReasonCode.DAILY_LIMIT: _left_out(
        N_("Above the daily limit"),
        N_("The policy counts at most a fixed amount a day for this kind of expense."),
        "119",
    ),
    ReasonCode.VISIT_LIMIT: _left_out(
        N_("Above the limit of a visit"),
        N_("The policy counts at most a fixed amount a visit for this kind of expense."),
        "119",
    ),
    ReasonCode.EVENT_LIMIT: _left_out(
        N_("Above the limit of an event"),
        N_("The policy counts at most a fixed amount for this kind of expense after one event."),
        "119",
    ),
    ReasonCode.SUB_LIMIT: _left_out(
        N_("Above the limit for this kind of expense"),
        N_("The limit of the policy year for this kind of expense is used up."),
        "119",
    ),
    ReasonCode.COPAY: Reason(
        N_("Copay of the visit"), N_("You pay this part of each visit."), "copay", FHIR, "3"
    ),
    ReasonCode.DEDUCTIBLE: Reason(
        N_("Deductible"), N_("You bear this part before the policy pays."), "deductible", FHIR, "1"
    ),
    ReasonCode.COINSURANCE: Reason(
        N_("Rate of payment"),
        N_("The policy pays this share of what is left; the rest is your share."),
        "coinsurance",
        CARIN,
        "2",
    ),
    ReasonCode.OUT_OF_POCKET: Reason(
        N_("Above the most you bear in a year"),
        N_("You have borne the most that the policy year asks of you; we pay this part as well."),
        "benefit",
    ),
    ReasonCode.INDEMNITY: _left_out(
        N_("Never more than the expense"),
        N_("What others have paid and what we pay may not be more than the expense."),
        "22",
    ),
    ReasonCode.GROUP_LIMIT: _left_out(
        N_("Above the limit of this liability"), N_("The limit of this liability is used up."), "119"
    ),
    ReasonCode.OVERFLOW: Reason(
        N_("Paid from the next liability"),
        N_("The limit of the first liability is used up; the next one pays this part."),
        "benefit",
    ),
    ReasonCode.LIFETIME_LIMIT: _left_out(
        N_("Above the lifetime limit"), N_("The limit for the whole life of the cover is used up."), "35"
    ),
    ReasonCode.ANNUAL_LIMIT: _left_out(
        N_("Above the annual limit"), N_("The annual limit of the policy is used up."), "119"
    ),
    ReasonCode.PAID: Reason(N_("We pay"), N_("This is what the policy pays."), "benefit"),
}

STOP_REASONS = {
    Stop.NOT_IN_FORCE: ReasonCode.NOT_IN_FORCE,
    Stop.WAITING: ReasonCode.WAITING,
    Stop.NOT_COVERED: ReasonCode.NOT_COVERED,
    Stop.OUTSIDE_NETWORK: ReasonCode.OUTSIDE_NETWORK,
    Stop.OTHER_CAUSE: ReasonCode.OTHER_CAUSE,
    Stop.TOO_LATE: ReasonCode.TOO_LATE,
    Stop.NO_REFERRAL: ReasonCode.NO_REFERRAL,
    Stop.UNLISTED_HOSPITAL: ReasonCode.UNLISTED_HOSPITAL,
}

# An expense with one of these is left out by rule or by an examiner; deductible, rate and limits only reduce.
LEFT_OUT = frozenset({*STOP_REASONS.values(), ReasonCode.REFUSED})
