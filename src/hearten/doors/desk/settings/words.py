"""Permissions in plain words."""

from hearten.base.accounts.types import Permission
from hearten.kernel.text import N_

PERMISSION_LABELS = {
    Permission.OWN_AFFAIRS: N_("Own policies, claims, record and answers"),
    Permission.DESK_ENTER: N_("Enter the desk"),
    Permission.CUSTOMERS_VIEW: N_("See customers"),
    Permission.CUSTOMERS_EDIT: N_("Change how customers are reached"),
    Permission.CUSTOMERS_ERASE: N_("Erase a person for good"),
    Permission.HEALTH_VIEW: N_("Read health data"),
    Permission.POLICIES_VIEW: N_("See policies"),
    Permission.UNDERWRITE: N_("Decide applications"),
    Permission.PRODUCTS_VIEW: N_("See products"),
    Permission.PRODUCTS_EDIT: N_("Publish products"),
    Permission.CLAIMS_VIEW: N_("See claims"),
    Permission.CLAIMS_INTAKE: N_("Hand in claims for members"),
    Permission.CLAIMS_DECIDE: N_("Decide claims"),
    Permission.PAYMENTS_VIEW: N_("See payments"),
    Permission.PAYMENTS_RECONCILE: N_("Close payment batches and explain differences"),
    Permission.SURVEYS_VIEW: N_("See surveys"),
    Permission.SURVEYS_EDIT: N_("Write surveys and rules for asking"),
    Permission.SURVEYS_FIELD: N_("Draw samples, launch and close studies"),
    Permission.FIELDWORK_DO: N_("Telephone, key in paper, lead groups"),
    Permission.RESEARCH_EDIT: N_("Study needs and code what was said"),
    Permission.QUALITY_EDIT: N_("Set targets of service quality and lead experts"),
    Permission.EXPERT_SCORE: N_("Score as an expert"),
    Permission.REPORTS_VIEW: N_("Read reports"),
    Permission.REPORTS_EDIT: N_("Write and send reports"),
    Permission.INSIGHT_VIEW: N_("See figures"),
    Permission.INSIGHT_ROWS: N_("Read single answers behind figures"),
    Permission.CASES_VIEW: N_("See cases"),
    Permission.CASES_WORK: N_("Work on cases"),
    Permission.PARTNERS_EDIT: N_("Give keys to partners and settle with hospitals"),
    Permission.IMPORT_RUN: N_("Import data"),
    Permission.SETTINGS_VIEW: N_("See settings"),
    Permission.SETTINGS_EDIT: N_("Open and close accounts of staff"),
}
