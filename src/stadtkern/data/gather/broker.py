"""A small MQTT broker inside the town's process, so that a demo or a small town needs no second service."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from pathlib import Path
from typing import Any

from stadtkern.town.text import problem

_LOCAL = "127.0.0.1"
_START_SECONDS = 10


class EmbeddedBroker:
    """An amqtt broker in the running event loop. Only this machine reaches it, unless a password file is given."""

    def __init__(self, port: int = 1883, host: str = _LOCAL, password_file: Path | None = None) -> None:
        """Take port (0: any free one) and address. Raises ProblemError "broker.open" for an open one without passwords.

        ``password_file`` has a line "name:hash" for each who may connect, as amqtt reads them.
        """
        if password_file is None and not _is_local(host):
            raise problem(
                "broker.open",
                "Ein Broker, den andere Rechner erreichen, braucht eine Datei mit Passwörtern. Er wurde nicht gestartet.",
                "A broker that other machines reach needs a file with passwords. It was not started.",
            )
        self._host = host
        self._port = port
        self._password_file = password_file
        self._broker: Any = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._port

    async def start(self) -> None:
        """Start to listen. Raises ProblemError "broker.port" when the port is taken."""
        from amqtt.broker import Broker
        from amqtt.errors import AMQTTError, BrokerError

        # What happens to its clients is of no concern to the town's log.
        logging.getLogger("amqtt").setLevel(logging.CRITICAL)
        logging.getLogger("transitions").setLevel(logging.ERROR)
        self._broker = Broker(self._config())
        try:
            await asyncio.wait_for(self._broker.start(), _START_SECONDS)
        except (AMQTTError, BrokerError, OSError, TimeoutError) as error:
            self._broker = None
            raise problem(
                "broker.port",
                f"Der MQTT-Broker lässt sich auf Port {self._port} nicht starten. Vielleicht läuft dort schon einer.",
                f"The MQTT broker cannot be started on port {self._port}. Perhaps one is running there already.",
            ) from error
        for server in self._broker._servers.values():  # noqa: SLF001 - the only way to learn a port chosen by the system
            if server.instance is not None and server.instance.sockets:
                self._port = server.instance.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """End; who is connected is disconnected."""
        if self._broker is not None:
            broker, self._broker = self._broker, None
            await broker.shutdown()

    def _config(self) -> dict[str, Any]:
        plugins: dict[str, Any] = {}
        if self._password_file is None:
            plugins["amqtt.plugins.authentication.AnonymousAuthPlugin"] = {"allow_anonymous": True}
        else:
            plugins["amqtt.plugins.authentication.FileAuthPlugin"] = {"password_file": str(self._password_file)}
        return {
            "listeners": {"default": {"type": "tcp", "bind": f"{self._host}:{self._port}", "max_connections": 500}},
            "plugins": plugins,
        }


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
