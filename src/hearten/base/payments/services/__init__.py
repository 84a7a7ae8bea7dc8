"""Moving money, exactly once."""

from hearten.base.payments.services.execution import execute_order
from hearten.base.payments.services.moving import carry_out, collect, pay_out, refund
from hearten.base.payments.services.ordering import order_collection, order_payout, order_refund
from hearten.base.payments.services.webhooks import receive_webhook

__all__ = [
    "carry_out",
    "collect",
    "execute_order",
    "order_collection",
    "order_payout",
    "order_refund",
    "pay_out",
    "receive_webhook",
    "refund",
]
