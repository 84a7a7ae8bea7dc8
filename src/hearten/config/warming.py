"""What a worker gets ready before the first claim needs it: the compiled benefit engine, and the networks that read bills."""

from __future__ import annotations

import logging
import threading

from django.db import connection
from django.utils import timezone

from hearten.domains.claims.providers.recognition.models import finder, quick_reader
from hearten.domains.products.selectors import default_choices, list_products
from hearten.engines.costsharing import Rules, compile_rules, warm_up

_log = logging.getLogger(__name__)


def warm_up_aside() -> threading.Thread:
    """Get ready on a thread of its own, so that jobs are taken meanwhile. What fails is logged: the work itself will say it."""
    thread = threading.Thread(target=_warm_up, name="warming", daemon=True)
    thread.start()
    return thread


def _warm_up() -> None:
    try:
        finder()
        quick_reader()
        rules = [
            compile_rules(product.document["benefits"], default_choices(product))
            for product in list_products(timezone.localdate())
        ]
        if bills := [rule for rule in rules if isinstance(rule, Rules)]:
            warm_up(bills)
    except Exception:  # noqa: BLE001 -- being ready is a kindness; a worker runs without it
        _log.exception("getting ready failed")
    finally:
        connection.close()
