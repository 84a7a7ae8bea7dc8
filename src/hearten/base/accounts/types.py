"""Roles, permissions and the actor that every service is told of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from hearten.kernel.errors import NotAllowed
from hearten.kernel.text import N_


class Role(StrEnum):
    MEMBER = "member"
    AGENT = "agent"
    SERVICE_AGENT = "service_agent"
    EXAMINER = "examiner"
    HEALTH_MANAGER = "health_manager"
    ANALYST = "analyst"
    MARKETER = "marketer"
    PARTNER = "partner"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.MEMBER: N_("Member"),
    Role.AGENT: N_("Agent"),
    Role.SERVICE_AGENT: N_("Service agent"),
    Role.EXAMINER: N_("Claims examiner"),
    Role.HEALTH_MANAGER: N_("Health manager"),
    Role.ANALYST: N_("Analyst"),
    Role.MARKETER: N_("Marketer"),
    Role.PARTNER: N_("Partner"),
    Role.MANAGER: N_("Manager"),
    Role.ADMINISTRATOR: N_("Administrator"),
}


class Permission(StrEnum):
    OWN_AFFAIRS = "own_affairs"  # a member's own policies, claims, record, answers
    DESK_ENTER = "desk_enter"
    CUSTOMERS_VIEW = "customers_view"
    CUSTOMERS_EDIT = "customers_edit"
    CUSTOMERS_ERASE = "customers_erase"  # decide that a person's data are erased for good
    HEALTH_VIEW = "health_view"
    POLICIES_VIEW = "policies_view"
    UNDERWRITE = "underwrite"
    PRODUCTS_VIEW = "products_view"
    PRODUCTS_EDIT = "products_edit"
    CLAIMS_VIEW = "claims_view"
    CLAIMS_INTAKE = "claims_intake"  # hand claims in for members
    CLAIMS_DECIDE = "claims_decide"
    PAYMENTS_VIEW = "payments_view"
    PAYMENTS_RECONCILE = "payments_reconcile"  # close batches, take the bank's files, explain differences
    SURVEYS_VIEW = "surveys_view"
    SURVEYS_EDIT = "surveys_edit"  # design and publish
    SURVEYS_FIELD = "surveys_field"  # draw samples, launch and close
    FIELDWORK_DO = "fieldwork_do"  # telephone, key in paper, lead groups
    RESEARCH_EDIT = "research_edit"  # needs studies, codes, labels of texts
    QUALITY_EDIT = "quality_edit"  # targets, peers, panels of experts
    EXPERT_SCORE = "expert_score"  # score as an expert who was asked
    REPORTS_VIEW = "reports_view"
    REPORTS_EDIT = "reports_edit"
    INSIGHT_VIEW = "insight_view"
    INSIGHT_ROWS = "insight_rows"  # from a figure down to single answers
    CASES_VIEW = "cases_view"
    CASES_WORK = "cases_work"
    PARTNERS_EDIT = "partners_edit"  # make and revoke keys of partners, agree on direct settlement
    IMPORT_RUN = "import_run"
    SETTINGS_VIEW = "settings_view"
    SETTINGS_EDIT = "settings_edit"


_P = Permission
_ALL_BUT_OWN = frozenset(_P) - {_P.OWN_AFFAIRS}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.MEMBER: frozenset({_P.OWN_AFFAIRS}),
    Role.AGENT: frozenset({_P.DESK_ENTER, _P.PRODUCTS_VIEW}),
    Role.SERVICE_AGENT: frozenset(
        {
            _P.DESK_ENTER,
            _P.CUSTOMERS_VIEW,
            _P.CUSTOMERS_EDIT,
            _P.POLICIES_VIEW,
            _P.PRODUCTS_VIEW,
            _P.CLAIMS_VIEW,
            _P.CLAIMS_INTAKE,
        }
        | {_P.CASES_VIEW, _P.CASES_WORK, _P.SURVEYS_VIEW, _P.FIELDWORK_DO, _P.EXPERT_SCORE}
    ),
    Role.EXAMINER: frozenset(
        {
            _P.DESK_ENTER,
            _P.CUSTOMERS_VIEW,
            _P.POLICIES_VIEW,
            _P.PRODUCTS_VIEW,
            _P.CLAIMS_VIEW,
            _P.CLAIMS_INTAKE,
            _P.CLAIMS_DECIDE,
        }
        | {_P.HEALTH_VIEW, _P.PAYMENTS_VIEW, _P.UNDERWRITE, _P.EXPERT_SCORE}
    ),
    Role.HEALTH_MANAGER: frozenset(
        {_P.DESK_ENTER, _P.CUSTOMERS_VIEW, _P.HEALTH_VIEW, _P.PRODUCTS_VIEW, _P.EXPERT_SCORE}
    ),
    Role.ANALYST: frozenset(
        {_P.DESK_ENTER, _P.PRODUCTS_VIEW, _P.SURVEYS_VIEW, _P.SURVEYS_EDIT, _P.SURVEYS_FIELD, _P.FIELDWORK_DO}
        | {_P.INSIGHT_VIEW, _P.INSIGHT_ROWS, _P.RESEARCH_EDIT, _P.QUALITY_EDIT, _P.EXPERT_SCORE}
        | {_P.REPORTS_VIEW, _P.REPORTS_EDIT}
    ),
    Role.MARKETER: frozenset(
        {_P.DESK_ENTER, _P.PRODUCTS_VIEW, _P.SURVEYS_VIEW, _P.INSIGHT_VIEW, _P.RESEARCH_EDIT, _P.REPORTS_VIEW}
    ),
    Role.PARTNER: frozenset(),
    Role.MANAGER: frozenset(
        {
            _P.DESK_ENTER,
            _P.CUSTOMERS_VIEW,
            _P.CUSTOMERS_ERASE,
            _P.POLICIES_VIEW,
            _P.PRODUCTS_VIEW,
            _P.CLAIMS_VIEW,
            _P.PAYMENTS_VIEW,
            _P.PAYMENTS_RECONCILE,
        }
        | {_P.SURVEYS_VIEW, _P.INSIGHT_VIEW, _P.INSIGHT_ROWS, _P.CASES_VIEW, _P.CASES_WORK, _P.SETTINGS_VIEW}
        | {_P.QUALITY_EDIT, _P.EXPERT_SCORE, _P.REPORTS_VIEW}
    ),
    # Runs the system; does not read health data, erase people, underwrite, hand in or decide claims, or explain where money went.
    Role.ADMINISTRATOR: _ALL_BUT_OWN
    - {
        _P.CUSTOMERS_ERASE,
        _P.HEALTH_VIEW,
        _P.UNDERWRITE,
        _P.CLAIMS_INTAKE,
        _P.CLAIMS_DECIDE,
        _P.INSIGHT_ROWS,
        _P.PAYMENTS_RECONCILE,
    },
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something: a signed-in person, a partner's system by its key, or our own system under a name."""

    user_id: UUID | None
    role: Role | None
    customer_id: UUID | None = None
    name: str = ""
    permissions: frozenset[Permission] = frozenset()
    organization_id: UUID | None = None  # the partner for which a key speaks

    @classmethod
    def system(cls, name: str) -> Actor:
        """The system acting by a rule; `name` says which (`claims.pay`)."""
        return cls(user_id=None, role=None, name=f"system:{name}", permissions=_ALL_BUT_OWN)

    @property
    def is_system(self) -> bool:
        return self.role is None

    @property
    def label(self) -> str:
        """How the ledger names this actor: never by a person's name."""
        return self.name if self.is_system else f"{self.role}:{self.user_id}"

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raises NotAllowed when the actor's role does not carry `permission`."""
        if permission not in self.permissions:
            raise NotAllowed(N_("Your role does not carry the right to do this."))

    def owns(self, customer_id: UUID | None) -> bool:
        return self.customer_id is not None and self.customer_id == customer_id

    def speaks_for(self, provider_code: str) -> bool:
        """Whether this is the system of the hospital that handed something in under `provider_code`."""
        return self.organization_id is not None and str(self.organization_id) == provider_code
