"""Reading about payments."""

from hearten.base.payments.selectors.orders import (
    get_order_by_key,
    list_orders_about,
    list_payments_for,
    open_orders_before,
    refunded_minor,
)

__all__ = [
    "get_order_by_key",
    "list_orders_about",
    "list_payments_for",
    "open_orders_before",
    "refunded_minor",
]
