from hearten.domains.reports.models.action import Action
from hearten.domains.reports.models.delivery import ReportDelivery
from hearten.domains.reports.models.report import Report
from hearten.domains.reports.models.run import ReportRun
from hearten.domains.reports.models.schedule import Schedule, Unsubscribed

__all__ = ["Action", "Report", "ReportDelivery", "ReportRun", "Schedule", "Unsubscribed"]
