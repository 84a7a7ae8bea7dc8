from django.db import models

from hearten.base.accounts.privacy import Privacy, Retain
from hearten.base.vault.fields import SealedText
from hearten.domains.customers.types import SEX_LABELS, SOCIAL_INSURANCE_LABELS, Sex, SocialInsurance
from hearten.kernel.ids import new_id


class Customer(models.Model):
    """A person we insure or talk with. What identifies or reaches the person is sealed with a key of their own."""

    privacy = Privacy(
        purpose="concluding and performing the insurance contract",
        retain=Retain.TEN_YEARS,
        scrub=(
            "name",
            "birth_date",
            "phone",
            "email",
            "id_number",
            "bank_account",
            "phone_index",
            "email_index",
            "id_number_index",
        ),
        export=(
            "number",
            "name",
            "sex",
            "birth_date",
            "region",
            "occupation_class",
            "social_insurance",
            "language",
            "preferred_channel",
            "phone",
            "email",
            "id_number",
            "bank_account",
            "source",
            "created_at",
        ),
        customer_path="id",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    sex = models.CharField(max_length=8, choices=[(s.value, SEX_LABELS[s]) for s in Sex])
    birth_date = models.DateField(null=True)
    region = models.CharField(max_length=40, blank=True)
    occupation_class = models.PositiveSmallIntegerField(default=1)
    social_insurance = models.CharField(
        max_length=10,
        choices=[(s.value, SOCIAL_INSURANCE_LABELS[s]) for s in SocialInsurance],
        default=SocialInsurance.UNKNOWN,
    )
    language = models.CharField(max_length=10, default="zh-hans")
    preferred_channel = models.CharField(max_length=12, default="app")
    phone = SealedText(subject="id")
    email = SealedText(subject="id")
    id_number = SealedText(subject="id")
    bank_account = SealedText(subject="id")
    phone_index = models.BinaryField(max_length=32, null=True, db_index=True)
    email_index = models.BinaryField(max_length=32, null=True, db_index=True)
    id_number_index = models.BinaryField(max_length=32, null=True, db_index=True)
    source = models.CharField(max_length=40, default="hearten")
    source_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], condition=~models.Q(source_id=""), name="customer_source_once"
            ),
            models.CheckConstraint(
                condition=models.Q(occupation_class__gte=1, occupation_class__lte=6),
                name="occupation_class_1_to_6",
            ),
        ]
        indexes = [models.Index(fields=["name"]), models.Index(fields=["-created_at"])]

    def __str__(self) -> str:
        return self.number
