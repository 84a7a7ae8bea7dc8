from hearten.base.payments.models.bank_file import BankEntry, BankFile
from hearten.base.payments.models.batch import PayoutBatch, PayoutLine
from hearten.base.payments.models.order import PaymentOrder
from hearten.base.payments.models.receipt import WebhookReceipt
from hearten.base.payments.models.reconciliation import ReconciliationItem, ReconciliationRun
from hearten.base.payments.models.sandbox import SandboxTransaction
from hearten.base.payments.models.sandbox_bank import SandboxBooking, SandboxMessage

__all__ = [
    "BankEntry",
    "BankFile",
    "PaymentOrder",
    "PayoutBatch",
    "PayoutLine",
    "ReconciliationItem",
    "ReconciliationRun",
    "SandboxBooking",
    "SandboxMessage",
    "SandboxTransaction",
    "WebhookReceipt",
]
