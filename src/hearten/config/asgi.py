"""The web application, as a server sees it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import django
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver, set_script_prefix


class Application(ASGIHandler):
    """Django's handler with the whole of a request on one of a few threads that stay.

    Our middleware and views are synchronous. Django's own way makes a thread for each request, hands it over to and fro at least
    twice, and needs a pool of connections because none can be kept by a thread that goes. Here one hand-over does all: read
    the request, answer it, close. Only streams (server-sent events) are sent by the loop, for as long as the browser listens.
    """

    def __init__(self) -> None:
        super().__init__()
        self._hands = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="request")
        # The addresses of all doors are read now, not while the first person waits.
        _ = get_resolver().url_patterns

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        loop = asyncio.get_running_loop()
        response = await loop.run_in_executor(self._hands, copy_context().run, self._answer, scope, body)
        if response.streaming:
            await self._stream(response, receive, send)
        else:
            await self.send_response(response, send)

    def _answer(self, scope: Any, body: Any) -> HttpResponseBase:
        """The response; one that is not a stream is whole, and its request closed."""
        with body:
            set_script_prefix(get_script_prefix(scope))
            signals.request_started.send(sender=type(self), scope=scope)
            request, refused = self.create_request(scope, body)
            response: Any = refused if request is None else self.get_response(request)
            response._handler_class = type(self)
            if isinstance(response, FileResponse):
                response.block_size = self.chunk_size
            if not response.streaming:
                response.close()
            return response

    async def _stream(self, response: Any, receive: Any, send: Any) -> None:
        shown = response if response.is_async else self._read_on_threads(response)
        sending = asyncio.ensure_future(self.send_response(shown, send))
        leaving = asyncio.ensure_future(self.listen_for_disconnect(receive))
        try:
            await asyncio.wait([sending, leaving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            await sync_to_async(response.close)()

    def _read_on_threads(self, response: Any) -> StreamingHttpResponse:
        """The same, for what is read from a file: part by part, so that a large one is never whole in memory."""

        async def parts() -> AsyncIterator[bytes]:
            loop, left = asyncio.get_running_loop(), iter(response)
            while (part := await loop.run_in_executor(self._hands, next, left, None)) is not None:
                yield part

        shown = StreamingHttpResponse(parts(), status=response.status_code, headers=response.headers)
        shown.cookies = response.cookies
        return shown


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
django.setup(set_prefix=False)
application = Application()
