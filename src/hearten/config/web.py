"""The web processes of one machine: several that take requests from one listening socket, so that one that dies is not missed.

    python -m hearten.config.web FD PROCESSES

`hearten up` starts it: it reads the whole application once and makes copies of itself, each a plain uvicorn. So they start
together in the time of one, share its memory, and one that is killed is there again in a moment.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from functools import partial
from typing import Any

from hearten.config.supervisor import Child, Copy, Supervisor, python_command

_BACKLOG = 1024
_GRACE_SECONDS = 5
_MOST_BY_ITSELF = 4
# All web processes of a machine together; each thread keeps a connection, and PostgreSQL allows a hundred unless told otherwise.
_THREADS_OF_ALL = 64


def listen_on(host: str, port: int) -> socket.socket:
    """The socket that all web processes take requests from. Raises OSError when the port is taken."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def usual_processes() -> int:
    """One for each processor, up to four: beyond that somebody should look at the memory first."""
    return max(1, min(_MOST_BY_ITSELF, len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1))


def web_child(listening: socket.socket, *, processes: int) -> Child:
    """The web processes as one child, not started yet."""
    number = listening.fileno()
    command = python_command("hearten.config.web", str(number), str(processes))
    return Child("web", command, keep_open=(number,))


def serve(listening: socket.socket, processes: int) -> None:
    """Answer requests in so many copies of this process, until asked to stop."""
    os.environ.setdefault("HEARTEN_WEB_THREADS", str(max(4, _THREADS_OF_ALL // processes)))
    from hearten.config.asgi import application

    gc.collect()
    gc.freeze()  # what is here stays: the copies need not look it through, and so go on sharing it
    copies = [
        Copy(f"web {place}", partial(_answer_requests, application, listening))
        for place in range(1, processes + 1)
    ]
    Supervisor(copies, on_stop=listening.close).run()


def _answer_requests(application: Any, listening: socket.socket) -> None:
    import uvicorn

    options = uvicorn.Config(
        application,
        lifespan="off",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    uvicorn.Server(options).run(sockets=[listening])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]))
