"""What SensorThings tests share: the service and who asks it, and entities to make."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx

from stadtkern.data.guard.decide import Viewer
from stadtkern.data.lake import Lake
from stadtkern.data.registry.things import Things
from stadtkern.town.folder import TownFolder

STAFF = Viewer(person_id=None, name="Amt", is_staff=True, may_write=True)
READER = Viewer(person_id=None, name="Amt", is_staff=True, may_write=False)


class Proxy(httpx.HTTPTransport):
    """Brings what is asked of http://stadt.example to the real port, as a town's proxy does."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1", port=self._port)
        return super().handle_request(request)


@dataclass
class Sta:
    """The service and who asks it."""

    client: httpx.Client
    address: str
    lake: Lake
    town: TownFolder
    things: Things
    asks: dict[str, Viewer] = field(default_factory=lambda: {"who": STAFF})

    def get(self, path: str, status: int = 200, **headers: str) -> Any:
        """GET below /sta/v1.1/ and give the JSON."""
        answer = self.client.get(f"/sta/v1.1/{path}", headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def value(self, path: str) -> list[Any]:
        """GET a set and give its entities."""
        value: list[Any] = self.get(path)["value"]
        return value

    def names(self, path: str) -> list[str]:
        """GET a set and give its entities' names."""
        return [one["name"] for one in self.value(path)]

    def results(self, path: str) -> list[Any]:
        """GET observations and give their results."""
        return [one["result"] for one in self.value(path)]

    def post(self, path: str, body: Any, status: int = 201, **headers: str) -> Any:
        """POST and give the JSON."""
        answer = self.client.post(f"/sta/v1.1/{path}", json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def make(self, path: str, body: Any) -> int:
        """POST and give the new entity's id, from the Location header."""
        answer = self.client.post(f"/sta/v1.1/{path}", json=body)
        assert answer.status_code == 201, answer.text
        return int(answer.headers["location"].rpartition("(")[2].rstrip(")"))

    def publish(self, slug: str) -> None:
        """Make a dataset public."""
        with self.things.store.writing() as connection:
            connection.execute("UPDATE registry_dataset SET published = 1, category = 'public' WHERE slug = ?", (slug,))

    def dataset(self, slug: str) -> int:
        """Make a private dataset."""
        from stadtkern.data.registry import public

        return public.ensure_dataset(slug, title=slug)


def station(name: str = "Brücke", lon: float = 13.06, lat: float = 52.4, **more: Any) -> dict[str, Any]:
    """A thing with a place and a datastream that measures temperature."""
    return {
        "name": name,
        "description": "Messstelle",
        "properties": {"kind": "weather", "levels": [1, {"deep": "x"}]},
        "Locations": [
            {
                "name": f"Ort {name}",
                "description": "",
                "encodingType": "application/geo+json",
                "location": {"type": "Point", "coordinates": [lon, lat]},
            }
        ],
        "Datastreams": [stream("Temperatur", **more)],
    }


def stream(name: str, **more: Any) -> dict[str, Any]:
    """A datastream with its own sensor and observed property."""
    return {
        "name": name,
        "description": "",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement": {"name": "Grad Celsius", "symbol": "°C", "definition": "Cel"},
        "Sensor": {"name": "DS18B20", "description": "", "encodingType": "text/html", "metadata": "https://x.example"},
        "ObservedProperty": {"name": "Lufttemperatur", "definition": "urn:t", "description": ""},
        **more,
    }
