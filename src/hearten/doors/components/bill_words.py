"""What a paper of a claim is called, and what does not add up on it; the same at the desk and for the member."""

from hearten.engines.bills import DocumentClass
from hearten.kernel.text import N_

CLASS_LABELS = {
    DocumentClass.OUTPATIENT_BILL: N_("Bill of a visit"),
    DocumentClass.INPATIENT_BILL: N_("Bill of a hospital stay"),
    DocumentClass.FEE_LIST: N_("List of fees"),
    DocumentClass.PRESCRIPTION: N_("Prescription"),
    DocumentClass.DIAGNOSIS: N_("Diagnosis"),
    DocumentClass.DISCHARGE_SUMMARY: N_("Discharge summary"),
    DocumentClass.REPORT: N_("Report"),
    DocumentClass.OTHER: N_("Other paper"),
}
CHECK_SENTENCES = {
    "words_total": N_("The total in words and in figures differ."),
    "items_total": N_("The items do not add up to the total."),
    "details_total": N_("The details do not add up to the total."),
    "payments_total": N_("What each paid does not add up to the total."),
}
