from hearten.base.payments.models.order import PaymentOrder
from hearten.base.payments.models.receipt import WebhookReceipt
from hearten.base.payments.models.sandbox import SandboxTransaction

__all__ = ["PaymentOrder", "SandboxTransaction", "WebhookReceipt"]
