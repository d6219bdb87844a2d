"""Which datastreams are drawn together: same unit, same nature (counted or measured), and what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from stadtkern.data.harmonise.names import ascii_text
from stadtkern.data.portal.access import lake, streams_of
from stadtkern.data.portal.memory import remembered
from stadtkern.data.portal.observations import Extent, extents
from stadtkern.data.portal.unit_words import is_money, unit_words
from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.data.registry.things import UNKNOWN, StreamFacts
from stadtkern.town.text import Text

MOST = 7
COUNT = Text("Anzahl", "count")
_NOUNS = (
    (("fahrrad", "fahrraed", "radverk", "radzaehl", "raeder", "bicycle", "bike", "rad "), Text("Räder", "bicycles")),
    (("fuss", "passant", "pedest"), Text("Menschen zu Fuß", "people on foot")),
    (("kfz", "pkw", "auto", "fahrzeug", "verkehrszaehl", "vehicle", "cars"), Text("Fahrzeuge", "vehicles")),
    (("besuch", "visitor"), Text("Besuche", "visits")),
    (("fahrgast", "fahrgaest", "passenger"), Text("Fahrgäste", "passengers")),
    (("stellplaetz", "parkplaetz", "parking"), Text("Stellplätze", "parking spaces")),
)


# Words for how many there are at a moment, not how many came by.
_STATES = (
    " frei",
    " belegt",
    " besetzt",
    " verfuegbar",
    " bestand",
    " kapazitaet",
    " free ",
    " occupied",
    " available",
    " capacity",
)
_STOCK_NOUNS = (
    (("einwohn", "bevoelkerung", "population", "inhabitants"), Text("Menschen", "people")),
    (("haushalte",), Text("Haushalte", "households")),
    (("schuelerzahl", "schuelerinnen"), Text("Schülerinnen und Schüler", "pupils")),
    (("arbeitslose",), Text("Arbeitslose", "unemployed")),
    (("beschaeftigte",), Text("Beschäftigte", "employees")),
)
# A share or a mean of places is no share or mean of the town.
_RATES = (
    "durchschnitt", "mittel", "anteil", "quote", "index", "rate", "dichte", " je ", " pro ", " per ", "share", "average",
    "mean", "median", "density", "prozent", "percent", " alter ",
)  # fmt: skip
_WHOLES = ("gesamt", "insgesamt", "summe", "zusammen", "total", "overall")
_THINGS = (
    "plaetze", "platz", "spaces", "person", "people", "mensch", "einwohn", "inhabitant", "stueck", "anzahl", "{count}",
    "fahrzeug", "vehicle", "raeder", "kinder", "children", "betten", "wohnungen", "haushalte", "gebaeude",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """The datastreams of a collection that hold values, and what each holds."""

    streams: tuple[StreamFacts, ...]
    extents: dict[int, Extent]

    @property
    def whole(self) -> Extent | None:
        """Everything together: the first and last time of any stream."""
        found = list(self.extents.values())
        if not found:
            return None
        return Extent(min(e.first for e in found), max(e.last for e in found), sum(e.count for e in found), whole=False)


@dataclass(frozen=True, slots=True)
class Measure:
    """Streams that share a chart. ``adds``: values are counts, so a day is their sum; else a day is their mean.

    ``stock``: values say how many there are at a moment, each stream of another place; places add up, times do not.
    """

    streams: tuple[StreamFacts, ...]
    names: tuple[str, ...]
    unit: Text
    adds: bool
    noun: Text | None
    stock: bool = False

    @property
    def ids(self) -> list[int]:
        """The streams' ids in the lake."""
        return [one.id for one in self.streams]


def known(collection: CollectionFacts) -> Known:
    """Give the streams of a collection that hold anything; looked up anew every minute."""

    def look() -> Known:
        streams = streams_of(collection)
        with lake().read() as cursor:
            found = extents(cursor, [one.id for one in streams])
        return Known(tuple(one for one in streams if one.id in found), found)

    return remembered("streams", collection, look, seconds=60)


def choose(there: Known, asked: Sequence[str]) -> list[StreamFacts]:
    """Give the streams asked for by id; else a sensible few: the totals, or one of each sort at the first station."""
    ids = {int(one) for one in asked if one.isdecimal()}
    chosen = [one for one in there.streams if one.id in ids][:MOST]
    if chosen:
        return chosen
    totals = [one for one in there.streams if one.total]
    if totals:
        return totals[:6]
    if len(there.streams) <= 4:
        return list(there.streams)
    first = there.streams[0].thing_id
    at_first = [one for one in there.streams if one.thing_id == first]
    if len(at_first) > 1:
        return at_first[:3]
    return list(there.streams[:6])


def measures(dataset: DatasetFacts, there: Known, chosen: Sequence[StreamFacts]) -> list[Measure]:
    """Group streams that may share one axis, in the order chosen."""
    groups: dict[tuple[str, bool], list[StreamFacts]] = {}
    for one in chosen:
        groups.setdefault((one.unit_definition, counts(one, there.extents[one.id])), []).append(one)
    answer = []
    for (unit, adds), streams in groups.items():
        noun = noun_of(dataset, streams[0]) if adds else None
        stock = not adds and all(is_stock(dataset, one, there.extents[one.id]) for one in streams)
        text = unit_text(unit, noun, adds=adds)
        if stock and unit in ("", "1"):
            text = stock_noun(dataset, streams[0]) or text
        names = tuple(names_of(streams, chosen))
        answer.append(Measure(tuple(streams), names, text, adds, noun, stock and apart(streams)))
    return answer


def observed_of(stream: StreamFacts) -> str:
    """Say what a stream measures; its name where nobody said."""
    return stream.observed if stream.observed not in ("", UNKNOWN) else stream.name


def is_state(stream: StreamFacts) -> bool:
    """Tell whether a stream's own words say that it is how many there are: free, taken, in stock."""
    said = f" {ascii_text(f'{stream.name} {stream.observed}').lower()} "
    return any(word in said for word in _STATES)


def is_stock(dataset: DatasetFacts, stream: StreamFacts, extent: Extent) -> bool:
    """Tell whether values say how many people or things there are at a moment: whole numbers, and words that say so."""
    if not extent.whole or is_money(stream.unit_definition):
        return False
    said = f" {ascii_text(f'{stream.name} {stream.observed}').lower()} "
    if any(word in said for word in _RATES):
        return False
    unit = stream.unit_definition
    if unit in ("", "1"):
        return is_state(stream) or stock_noun(dataset, stream) is not None
    return any(word in ascii_text(unit).lower() for word in _THINGS)


def apart(streams: Sequence[StreamFacts]) -> bool:
    """Tell whether streams may be added up: the same of different places, none of which is the sum of the others."""
    if len({one.thing_id for one in streams}) < len(streams) or len({one.name for one in streams}) > 1:
        return False
    wholes = [any(word in ascii_text(one.thing_name).lower() for word in _WHOLES) for one in streams]
    return len(streams) == 1 or not any(wholes)


def stock_noun(dataset: DatasetFacts, stream: StreamFacts) -> Text | None:
    """Guess what there is so many of; None when nothing says."""
    said = f" {stream.observed} {stream.name} {dataset.title.de} {dataset.title.en} {' '.join(dataset.keywords)} "
    plain = ascii_text(said).lower()
    return next((noun for parts, noun in _STOCK_NOUNS if any(part in plain for part in parts)), None)


def counts(stream: StreamFacts, extent: Extent) -> bool:
    """Tell whether values may be added up: no physical unit, whole numbers, none below zero, several a day.

    What comes once a month or a year (inhabitants, income) is a state of things, as are free and taken places; states
    are not added up.
    """
    unit = stream.unit_definition
    plain = unit in ("", "1") or (unit.startswith("{") and not is_money(unit))
    return extent.whole and plain and not is_state(stream) and extent.spacing < timedelta(days=1.5)


def unit_text(unit: str, noun: Text | None, *, adds: bool) -> Text:
    """Give the unit as people read it; what is counted has its noun instead."""
    return (noun or COUNT) if adds else unit_words(unit)


def noun_of(dataset: DatasetFacts, stream: StreamFacts) -> Text | None:
    """Guess what is counted from the words around it; None when nothing says."""
    said = f"{stream.observed} {stream.name} {dataset.title.de} {dataset.title.en} {' '.join(dataset.keywords)} {dataset.slug} "
    plain = ascii_text(said).lower()
    return next((noun for parts, noun in _NOUNS if any(part in plain for part in parts)), None)


def names_of(streams: Sequence[StreamFacts], among: Sequence[StreamFacts]) -> list[str]:
    """Name lines as short as they can be told apart: the station, what is measured there, or both."""
    stations = {one.thing_id for one in among}
    if len(stations) == 1:
        return [one.name for one in streams]
    if len(stations) == len(among) or len({one.thing_id for one in streams}) == len(streams):
        return [one.thing_name for one in streams]
    return [f"{one.thing_name}: {one.name}" for one in streams]
