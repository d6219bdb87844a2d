"""SensorThings API 1.1 at /sta/v1.1: a core that asks and makes entities, and the wire format apart from it."""

from __future__ import annotations

from stadtkern.data.publish.sensorthings.v11.door import PREFIX, routes

__all__ = ["PREFIX", "routes"]
