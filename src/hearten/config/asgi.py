"""The web application, as a server sees it."""

from __future__ import annotations

import os
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class Application(ASGIHandler):
    """Django's handler with the whole of a request, middleware and view, on one thread.

    Our middleware and views are synchronous; Django's own way would hand each request to and fro between the loop and threads
    four times. Streams (server-sent events) are still sent by the loop.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        answer: Any = sync_to_async(self.get_response, thread_sensitive=True)
        response: HttpResponseBase = await answer(request)
        return response


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
django.setup(set_prefix=False)
application = Application()
