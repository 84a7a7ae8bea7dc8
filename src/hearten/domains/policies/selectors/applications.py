"""Where does an application stand, and what comes next?"""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from hearten.base.accounts.types import Actor, Permission
from hearten.base.payments.models import PaymentOrder
from hearten.base.payments.selectors import list_orders_about
from hearten.domains.policies.models import Application, HealthDeclaration, UnderwritingDecision
from hearten.domains.policies.types import PREMIUM, ApplicationState
from hearten.domains.products.selectors import get_version
from hearten.domains.products.types import Product
from hearten.kernel.errors import NotFound
from hearten.kernel.text import N_

_NO_SUCH_APPLICATION = N_("There is no such application, or it is not yours to see.")
_STEPS = {
    ApplicationState.QUOTED: "declare",
    ApplicationState.DECLARED: "underwriting",
    ApplicationState.UNDERWRITTEN: "underwriting",
    ApplicationState.REFERRED: "underwriting",
    ApplicationState.DECLINED: "underwriting",
    ApplicationState.WITHDRAWN: "underwriting",
    ApplicationState.AWAITING_PAYMENT: "pay",
    ApplicationState.ISSUED: "policy_issued",
}


def get_application_for(actor: Actor, number_or_id: str | UUID) -> Application:
    """One application: for the applicant, and for those who underwrite. Else NotFound."""
    key = {"pk": number_or_id} if isinstance(number_or_id, UUID) else {"number": number_or_id}
    application = Application.objects.select_related("quote").filter(**key).first()
    if application is None or not (actor.owns(application.customer_id) or actor.can(Permission.UNDERWRITE)):
        raise NotFound(_NO_SUCH_APPLICATION)
    return application


def list_applications_for(actor: Actor, customer_id: UUID) -> list[Application]:
    """A customer's applications that have not become policies, newest first."""
    if not (actor.owns(customer_id) or actor.can(Permission.POLICIES_VIEW)):
        raise NotFound(N_("There is no such customer, or it is not yours to see."))
    rows = Application.objects.filter(customer_id=customer_id).order_by("-started_at")
    return list(rows.exclude(state__in=[ApplicationState.ISSUED, ApplicationState.WITHDRAWN]))


def list_referred_for(actor: Actor) -> QuerySet[Application]:
    """Applications that wait for an underwriter, longest waiting first."""
    actor.require(Permission.UNDERWRITE)
    rows = Application.objects.filter(state=ApplicationState.REFERRED)
    return rows.select_related("customer").order_by("moved_at", "id")


def latest_declaration(application: Application) -> HealthDeclaration | None:
    """The declaration that counts: the newest."""
    return HealthDeclaration.objects.filter(application=application).order_by("-id").first()


def latest_decision(application: Application) -> UnderwritingDecision | None:
    """The decision that counts: the newest one on the newest declaration."""
    declaration = latest_declaration(application)
    if declaration is None:
        return None
    return UnderwritingDecision.objects.filter(declaration=declaration).order_by("-id").first()


def next_step(application: Application) -> str:
    """The name of the page on which the applicant carries on."""
    return _STEPS[ApplicationState(application.state)]


def latest_payment(application: Application) -> PaymentOrder | None:
    """The newest attempt to pay for the application."""
    orders = list_orders_about(application.number, PREMIUM)
    return orders[-1] if orders else None


def quoted_product(application: Application) -> Product:
    """The version of the product that the price was given for."""
    return get_version(application.product_code, application.product_version)
