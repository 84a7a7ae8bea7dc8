"""Moving money, exactly once."""

from hearten.base.payments.services.bank_files import apply_bank_file, fetch_files, take_bank_file
from hearten.base.payments.services.batching import (
    close_batch,
    file_of,
    fix_batch,
    load_batch_file,
    release_batch,
    send_batch,
)
from hearten.base.payments.services.execution import execute_order
from hearten.base.payments.services.moving import carry_out, collect, pay_out, refund
from hearten.base.payments.services.ordering import order_collection, order_payout, order_refund
from hearten.base.payments.services.reconciliation import close_difference, reconcile_day
from hearten.base.payments.services.webhooks import receive_webhook

__all__ = [
    "apply_bank_file",
    "carry_out",
    "close_batch",
    "close_difference",
    "collect",
    "execute_order",
    "fetch_files",
    "file_of",
    "fix_batch",
    "load_batch_file",
    "order_collection",
    "order_payout",
    "order_refund",
    "pay_out",
    "receive_webhook",
    "reconcile_day",
    "refund",
    "release_batch",
    "send_batch",
    "take_bank_file",
]
