from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.accounts.types import ROLE_LABELS, ROLE_PERMISSIONS, Actor, Role
from hearten.kernel.ids import new_id


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **facts: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in. A member's account points at a customer; a role says what the person may do."""

    privacy = Privacy(
        purpose="signing in",
        retain=Retain.WHILE_CUSTOMER,
        scrub=("email", "display_name", "password"),
        export=("email", "display_name", "language", "date_joined", "last_login"),
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    role = models.CharField(
        max_length=20, choices=[(r.value, ROLE_LABELS[r]) for r in Role], default=Role.MEMBER
    )
    customer_id = models.UUIDField(null=True, blank=True, unique=True)
    language = models.CharField(max_length=10, default="zh-hans")
    large_type = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role=Role.MEMBER) | models.Q(customer_id__isnull=True),
                name="only_members_are_customers",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def actor(self) -> Actor:
        role = Role(self.role)
        return Actor(
            user_id=self.pk,
            role=role,
            customer_id=self.customer_id,
            name=self.display_name,
            permissions=ROLE_PERMISSIONS[role],
        )

    def get_full_name(self) -> str:
        return self.display_name or self.email

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False  # rights come from roles, see types.ROLE_PERMISSIONS

    def has_module_perms(self, app_label: str) -> bool:
        return False
