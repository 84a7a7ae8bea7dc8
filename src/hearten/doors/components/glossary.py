"""The words of insurance that a page may not assume, each with one plain explanation (P7)."""

from __future__ import annotations

from dataclasses import dataclass

from hearten.kernel.text import N_


@dataclass(frozen=True)
class Term:
    word: str
    meaning: str


TERMS = {
    "deductible": Term(
        N_("Deductible"),
        N_("The part of your costs in a policy year that you pay yourself before we start to pay."),
    ),
    "coinsurance": Term(
        N_("Co-insurance"),
        N_("The share of each eligible bill that stays with you after the deductible; we pay the rest."),
    ),
    "waiting_period": Term(
        N_("Waiting period"),
        N_(
            "The first days of a new policy, during which illness is not covered yet. Accidents are covered at once."
        ),
    ),
    "sub_limit": Term(
        N_("Sub-limit"),
        N_("The most we pay for one kind of treatment, within the limit of the whole policy."),
    ),
    "annual_limit": Term(
        N_("Annual limit"), N_("The most we pay for everything together in one policy year.")
    ),
    "lifetime_limit": Term(
        N_("Lifetime limit"),
        N_("The most we pay for everything together, however many years you stay with us."),
    ),
    "sum_insured": Term(
        N_("Sum insured"), N_("The amount that a fixed-benefit policy pays when the insured event happens.")
    ),
    "social_insurance": Term(
        N_("Social medical insurance"),
        N_("The basic medical insurance of the state. It settles a bill first; we look at what remains."),
    ),
    "network": Term(
        N_("Network hospital"),
        N_("A hospital we have an agreement with. Treatment there is paid at a better rate."),
    ),
    "exclusion": Term(N_("Exclusion"), N_("Something the policy does not pay for, named in its terms.")),
    "premium": Term(N_("Premium"), N_("What you pay for your cover, once a year or once a month.")),
    "underwriting": Term(
        N_("Underwriting"),
        N_(
            "How we decide, from your answers about your health, whether and at what price we can insure you."
        ),
    ),
    "loading": Term(
        N_("Loading"), N_("An addition to the normal price because of a higher risk. We always say why.")
    ),
    "cooling_off": Term(
        N_("Cooling-off period"),
        N_("The days after you receive your policy in which you can return it and get all your money back."),
    ),
    "direct_settlement": Term(
        N_("Direct settlement"),
        N_("The hospital settles with us, so you pay only your own share when you leave."),
    ),
    "nps": Term(
        N_("Net Promoter Score"),
        N_("The share of customers who would recommend us (9 or 10) minus the share who would not (0 to 6)."),
    ),
    "csat": Term(
        N_("Satisfaction"), N_("The share of answers that are satisfied or very satisfied (4 or 5 of 5).")
    ),
    "effort": Term(N_("Effort"), N_("How easy something was, from 1 (very hard) to 7 (very easy).")),
    "confidence_interval": Term(
        N_("Confidence interval"),
        N_("The range in which the true figure lies in 95 of 100 cases; few answers make it wide."),
    ),
    "loss_ratio": Term(N_("Loss ratio"), N_("Claims paid as a share of premium earned.")),
}
