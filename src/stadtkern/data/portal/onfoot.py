"""From one place on foot: the walk over the town's own ways, minutes in words, and areas of reach, kept for a while."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stadtkern.data.paths.network import Network, Plane
from stadtkern.data.paths.reach import Reach, reach
from stadtkern.data.paths.town import network_of, roads_of
from stadtkern.data.paths.walk import FARTHEST_OFF, Walk, minutes, walk
from stadtkern.data.portal.access import lake
from stadtkern.data.portal.memory import remembered
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.town.text import Text

BANDS = (5, 10, 15)
# Farther than this nobody goes on foot for an errand, and the search ends.
_LIMIT = 8_000.0


@dataclass(frozen=True, slots=True)
class OnFoot:
    """A start. Without a network, or far from any way, distances are as the crow flies and say so."""

    lon: float
    lat: float
    walk: Walk | None

    @property
    def on_ways(self) -> bool:
        """Whether distances follow real ways."""
        return self.walk is not None

    def metres(self, targets: Sequence[tuple[float, float]]) -> list[float]:
        """Give the metres to each place (longitude, latitude); infinite where no way leads."""
        if not targets:
            return []
        lons, lats = [one[0] for one in targets], [one[1] for one in targets]
        if self.walk is not None:
            return [float(one) for one in self.walk.to(self.walk.network.snap(lons, lats))]
        x, y = Plane(self.lon, self.lat).metres(lons, lats)
        return [math.hypot(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True)]

    def minutes(self, targets: Sequence[tuple[float, float]]) -> list[float]:
        """Give the minutes on foot to each place."""
        return [minutes(one) for one in self.metres(targets)]


def network(ground: DatasetFacts | None) -> Network | None:
    """Give the network under the town's map, if this reader may see the map's dataset."""
    return network_of(lake(), ground)


def on_foot(ground: DatasetFacts | None, lon: float, lat: float) -> OnFoot:
    """Begin a walk at a place."""
    ways, roads = network(ground), roads_of(ground)
    if ways is None or roads is None:
        return OnFoot(lon, lat, None)

    def begin() -> Walk:
        return walk(ways, lon, lat, _LIMIT)

    found = remembered("walk", roads, begin, round(lon, 6), round(lat, 6), seconds=300)
    return OnFoot(lon, lat, found if found.off <= FARTHEST_OFF else None)


def reaches(ground: DatasetFacts | None, start: OnFoot, bands: Iterable[int] = BANDS) -> list[Reach]:
    """Give the areas within some minutes; none where there are no ways."""
    roads, found = roads_of(ground), start.walk
    if found is None or roads is None:
        return []
    wanted = tuple(bands)
    made = remembered(
        "reach", roads, lambda: reach(found, wanted), round(start.lon, 6), round(start.lat, 6), wanted, seconds=3600
    )
    return [one for one in made if one.polygons]


def walking_words(value: float, *, on_ways: bool = True) -> Text:
    """Say how long a walk is: "4 minutes on foot"; as the crow flies where no ways are known."""
    if math.isinf(value):
        return Text("zu Fuß nicht zu erreichen", "not to be reached on foot")
    if not on_ways:
        metres = value * 80
        return Text(f"{_metres(metres, ',')} Luftlinie", f"{_metres(metres, '.')} as the crow flies")
    whole = max(1, round(value))
    if value < 0.5:
        return Text("gleich hier", "right here")
    return Text(
        f"{whole} {'Minute' if whole == 1 else 'Minuten'} zu Fuß",
        f"{whole} {'minute' if whole == 1 else 'minutes'} on foot",
    )


def _metres(metres: float, comma: str) -> str:
    if metres < 1000:
        return f"{max(10, round(metres, -1)):.0f} m"
    return f"{metres / 1000:.1f} km".replace(".", comma)
