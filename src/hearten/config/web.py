"""The web processes of one machine: several that take requests from one listening socket, so that one that dies is not missed.

    python -m hearten.config.web FD

`hearten up` starts them; each is a plain uvicorn with our ASGI application.
"""

from __future__ import annotations

import os
import socket
import sys

from hearten.config.supervisor import Child, python_command

_BACKLOG = 1024
_GRACE_SECONDS = 5
_MOST_BY_ITSELF = 4


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


def web_children(listening: socket.socket, *, processes: int) -> list[Child]:
    """The processes, not started yet."""
    number = listening.fileno()
    return [
        Child(f"web {place}", python_command("hearten.config.web", str(number)), keep_open=(number,))
        for place in range(1, processes + 1)
    ]


def serve(listening: socket.socket) -> None:
    """Answer requests until asked to stop."""
    import uvicorn

    options = uvicorn.Config(
        "hearten.config.asgi:application",
        lifespan="off",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )
    uvicorn.Server(options).run(sockets=[listening])


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
