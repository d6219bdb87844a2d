"""Serves a town: one process, uvicorn with uvloop and httptools; ends cleanly on Ctrl-C."""

from __future__ import annotations

import socket
import sys

import uvicorn

from stadtkern.front import speak
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import Text, problem

# The largest message of a browser: 1,024 edits are 12,295 bytes.
MOST_BYTES = 32_768


def serve(town: TownFolder, *, host: str = "127.0.0.1", port: int = 8000, only: str | None = None) -> None:
    """Serve until stopped. Raises ProblemError when the port is taken or another process has the town open."""
    from stadtkern.front.found import ready

    sys.meta_path.insert(0, _WithoutPandas())
    listener = _listen(host, port)
    port = listener.getsockname()[1]
    ready(town)
    from stadtkern.data.lake.town import town_lake
    from stadtkern.front.asgi import Planes, application
    from stadtkern.front.control import Control
    from stadtkern.quarter.live import Sockets

    town_lake(town)
    app = application(town, Control(town, host, port), Planes(data=only != "people", people=only != "data"))
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_level="warning",
        timeout_graceful_shutdown=5,
        # Live rooms: small binary messages, not worth deflating; browsers that are gone are noticed within a minute.
        ws=Sockets,
        ws_max_size=MOST_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        server_header=False,
        # The application does it itself, with the name besides (front/proxied.py).
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    speak.say(Text(f"Offen: http://{host}:{port}  (Ende mit Strg-C)", f"Open: http://{host}:{port}  (end with Ctrl-C)"))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        pass
    speak.say(Text("Geschlossen. Alles ist gespeichert.", "Closed. Everything is saved."))


class _WithoutPandas:
    """Says that pandas is not installed. DuckDB looks for it with its first question, and nothing here needs it.

    Where it happens to stand beside the program, the first reader would wait a third of a second longer for nothing,
    and the process would be 26 MB larger for good.
    """

    @staticmethod
    def find_spec(name: str, _path: object = None, _target: object = None) -> None:
        """Find nothing; raises ModuleNotFoundError for pandas."""
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise problem(
            "serve.port",
            f"Port {port} ist schon belegt. Wählen Sie einen anderen mit --port.",
            f"Port {port} is taken. Choose another with --port.",
        ) from error
    listener.set_inheritable(True)
    return listener
