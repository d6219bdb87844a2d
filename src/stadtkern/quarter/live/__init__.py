"""Live rooms: people build one variant together over WebSockets. Knows no Django."""

from __future__ import annotations

from stadtkern.quarter.live.doors import COOKIE, Live
from stadtkern.quarter.live.meter import Meters
from stadtkern.quarter.live.sockets import Sockets

__all__ = ["COOKIE", "Live", "Meters", "Sockets"]
