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


class ReasonCode(StrEnum):
    """A step that changes the amount of a line, in the order of the steps."""

    BILLED = "billed"
    NOT_IN_FORCE = "not_in_force"
    WAITING = "waiting"
    NOT_COVERED = "not_covered"
    REFUSED = "refused"
    OUT_OF_CATALOGUE = "out_of_catalogue"
    CLASS_SELF_PAID = "class_self_paid"
    SOCIAL_FUND = "social_fund"
    OTHER_COVER = "other_cover"
    DAILY_LIMIT = "daily_limit"
    SUB_LIMIT = "sub_limit"
    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    INDEMNITY = "indemnity"
    ANNUAL_LIMIT = "annual_limit"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Reason:
    """`label` is a short name, `sentence` says it to the member; `system` and `code` are the FHIR adjudication."""

    label: str
    sentence: str
    code: str
    system: str = FHIR


REASONS: dict[ReasonCode, Reason] = {
    ReasonCode.BILLED: Reason(N_("Billed"), N_("This is what the bill says."), "submitted"),
    ReasonCode.NOT_IN_FORCE: Reason(
        N_("Outside the period of cover"), N_("The policy was not in force on this day."), "noncovered", CARIN
    ),
    ReasonCode.WAITING: Reason(
        N_("Within the waiting period"),
        N_("The waiting period for this cause was not over on this day."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.NOT_COVERED: Reason(
        N_("Kind of expense not covered"),
        N_("The policy does not pay for this kind of expense."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.REFUSED: Reason(
        N_("Taken off by the examiner"),
        N_("An examiner took this off; the reason stands beside the expense."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.OUT_OF_CATALOGUE: Reason(
        N_("Outside the social insurance catalogue"),
        N_("This part is outside the catalogue of the social insurance, and the policy does not cover it."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.CLASS_SELF_PAID: Reason(
        N_("Part you pay first of listed items"),
        N_("For some listed items the patient pays a part first, and the policy does not cover that part."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.SOCIAL_FUND: Reason(
        N_("Paid by the social insurance"),
        N_("The social insurance fund has paid this part already."),
        "priorpayerpaid",
        CARIN,
    ),
    ReasonCode.OTHER_COVER: Reason(
        N_("Paid by others"),
        N_("Another insurer or a third party has paid this part already."),
        "priorpayerpaid",
        CARIN,
    ),
    ReasonCode.DAILY_LIMIT: Reason(
        N_("Above the daily limit"),
        N_("The policy counts at most a fixed amount a day for this kind of expense."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.SUB_LIMIT: Reason(
        N_("Above the limit for this kind of expense"),
        N_("The limit of the policy year for this kind of expense is used up."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.DEDUCTIBLE: Reason(
        N_("Deductible"), N_("You bear this part before the policy pays."), "deductible"
    ),
    ReasonCode.COINSURANCE: Reason(
        N_("Rate of payment"),
        N_("The policy pays this share of what is left; the rest is your share."),
        "coinsurance",
        CARIN,
    ),
    ReasonCode.INDEMNITY: Reason(
        N_("Never more than the expense"),
        N_("What others have paid and what we pay may not be more than the expense."),
        "noncovered",
        CARIN,
    ),
    ReasonCode.ANNUAL_LIMIT: Reason(
        N_("Above the annual limit"), N_("The annual limit of the policy is used up."), "noncovered", CARIN
    ),
    ReasonCode.PAID: Reason(N_("We pay"), N_("This is what the policy pays."), "benefit"),
}

STOP_REASONS = {
    Stop.NOT_IN_FORCE: ReasonCode.NOT_IN_FORCE,
    Stop.WAITING: ReasonCode.WAITING,
    Stop.NOT_COVERED: ReasonCode.NOT_COVERED,
}
