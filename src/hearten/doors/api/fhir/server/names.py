"""Systems and extensions that our resources use. What FHIR has no word for is named by `urn:hearten:…`."""

from hearten.engines.costsharing.reasons import CARIN, FHIR

ADJUDICATION, CARIN_ADJUDICATION = FHIR, CARIN
CARC = "https://x12.org/codes/claim-adjustment-reason-codes"
CLAIM_TYPE = "http://terminology.hl7.org/CodeSystem/claim-type"
PAYEE_TYPE = "http://terminology.hl7.org/CodeSystem/payeetype"
PAYMENT_TYPE = "http://terminology.hl7.org/CodeSystem/ex-paymenttype"
PRIORITY = "http://terminology.hl7.org/CodeSystem/processpriority"
STEP = "urn:hearten:adjudication-step"
CLAIM_NUMBER = "urn:hearten:claim-number"
MEMBER_NUMBER = "urn:hearten:member-number"
POLICY_NUMBER = "urn:hearten:policy-number"
EXPENSE_CATEGORY = "urn:hearten:expense-category"
# Extensions of Claim.item with a valueMoney: parts of `net`.
PARTS = {
    "urn:hearten:social-fund-paid": "social_fund_paid_minor",
    "urn:hearten:other-paid": "other_paid_minor",
    "urn:hearten:out-of-catalogue": "out_of_catalogue_minor",
    "urn:hearten:class-self-paid": "class_self_paid_minor",
}
# An extension with a valueBoolean: the bill was settled by the social insurance, even where it paid nothing.
SETTLED = "urn:hearten:settled-by-social"
# An extension with a valueString: the sum as one can type it.
FORMULA = "urn:hearten:formula"
