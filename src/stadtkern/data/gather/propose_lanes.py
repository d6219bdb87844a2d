"""Names for the streams of a series: station, lanes and totals out of headers such as "101031297 (Promenade FR Nord)"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stadtkern.data.gather.columns import typed_numbers
from stadtkern.data.gather.model import ColumnMapping, Guess, Mapping, Role
from stadtkern.data.gather.tabular import Cell, Table
from stadtkern.data.gather.words import Labelled, labelled, lane_name, names_total, station_above, title_above
from stadtkern.data.harmonise.missing import sentinel
from stadtkern.data.harmonise.numbers import number_style
from stadtkern.town.text import Text

# A column is the sum of the others when it is so in nearly all rows; counters lose a lane now and then.
_SUM_SHARE = 0.95
_MOST_SUMMED = 700


def name_columns(mapping: Mapping, table: Table, fallback: str) -> list[Guess]:
    """Name station, lanes and total of a series' value columns. ``fallback`` is the file's readable name."""
    values = [(place, one) for place, one in enumerate(mapping.columns) if one.role is Role.VALUE]
    by_row = any(one.role is Role.STATION for one in mapping.columns)
    labels = {place: found for place, one in values if (found := labelled(one.header)) is not None}
    guesses: list[Guess] = []
    total = _find_total(mapping, table, values)
    above = station_above(table.above)
    named = above or fallback or title_above(table.above)
    if labels and len(labels) == len(values) and not by_row:
        guesses += _name_labelled(mapping, labels, total)
    else:
        if not by_row:
            mapping.station = named or None
            if named:
                guesses.append(_station_guess(named, from_file=named == fallback and not above, sure=bool(above)))
        if total is not None:
            for place, one in values:
                one.lane = None if place == total else one.title
    if total is not None:
        guesses.append(_total_guess(mapping.columns[total]))
    guesses += _sentinels(mapping, table, values)
    guesses += _units_of_counts(mapping, values, counts=bool(labels))
    return guesses


def _station_guess(named: str, *, from_file: bool, sure: bool) -> Guess:
    if from_file:
        text = Text(
            f"Die Datei nennt keine Messstelle. Sie heißt deshalb wie die Datei: „{named}“.",
            f"The file names no station. It is therefore called like the file: “{named}”.",
        )
        return Guess("station.from-name", text, 0.6, value=named)
    text = Text(
        f"Die Messstelle heißt so, wie es über der Tabelle steht: „{named}“.",
        f"The station is called as it says above the table: “{named}”.",
    )
    return Guess("station.from-title", text, 0.85 if sure else 0.6, value=named)


def _name_labelled(mapping: Mapping, labels: dict[int, Labelled], total: int | None) -> list[Guess]:
    """Take station and lanes from labels: the total's label is the station's, else what all labels begin with."""
    guesses = []
    if total is not None:
        station = labels[total].label
        mapping.station_id = labels[total].external_id
    elif len(labels) == 1:
        only = next(iter(labels.values()))
        station, mapping.station_id = only.label, only.external_id
    else:
        station = _common_start([one.label for one in labels.values()])
        if not station:
            station = next(iter(labels.values())).label
        guesses.append(
            Guess(
                "station.from-lanes",
                Text(
                    f"Der Name der Messstelle wurde aus den Spalten abgeleitet: „{station}“.",
                    f"The station's name was taken from the columns: “{station}”.",
                ),
                0.6,
                value=station,
            )
        )
    mapping.station = station
    single = len(labels) == 1
    lanes = {
        place: None if place == total or single else lane_name(station, one.label) for place, one in labels.items()
    }
    often = Counter(lanes.values())
    for place, one in labels.items():
        column, lane = mapping.columns[place], lanes[place]
        column.station, column.external_id = station, one.external_id
        column.lane = lane if lane is None or often[lane] == 1 else f"{lane} ({one.external_id})"
        column.title = column.lane or ("Gesamt" if not single else one.label)
        column.unit = column.unit or None
    return guesses


def _common_start(labels: Sequence[str]) -> str:
    """Give the words with which all labels begin."""
    first, last = min(labels).split(), max(labels).split()
    count = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    return " ".join(first[:count]).strip(" ,-:([")


def _sentinels(mapping: Mapping, table: Table, values: Sequence[tuple[int, ColumnMapping]]) -> list[Guess]:
    """Say which numbers look like "nothing measured" (-999 …). They stay numbers until a person decides."""
    guesses = []
    for place, one in values:
        mark = sentinel(_numbers(table.sample[place], one.format or mapping.decimal))
        if mark is not None:
            text = f"{mark:g}"
            guesses.append(
                Guess(
                    "value.sentinel",
                    Text(
                        f"In „{one.header}“ steht mehrfach {text}. Das sieht nach „nicht gemessen“ aus, bleibt aber eine Zahl.",
                        f"“{one.header}” holds {text} several times. It looks like “not measured” but stays a number.",
                    ),
                    0.8,
                    one.header,
                    text,
                )
            )
    return guesses


def _find_total(mapping: Mapping, table: Table, values: Sequence[tuple[int, ColumnMapping]]) -> int | None:
    """Find the column that is the sum of all others, by arithmetic: a name alone ("Insgesamt") proves nothing."""
    if len(values) < 3 or any(one.format and one.format.startswith("time=") for _, one in values):
        return None
    if any(one.role is Role.LANE for one in mapping.columns):
        return None
    numbers = {place: _numbers(table.sample[place], one.format or mapping.decimal) for place, one in values}
    named = [place for place, one in values if names_total(one.header)]
    for place in dict.fromkeys([*named, values[0][0], values[-1][0]]):
        others = [numbers[other] for other, _ in values if other != place]
        if _is_sum(numbers[place], others):
            return place
    return None


def _numbers(cells: Sequence[Cell], decimal: str | None) -> list[float | None]:
    some = cells[:: max(1, len(cells) // _MOST_SUMMED)]
    return [None if one is None else float(one) for one in typed_numbers(some, number_style(decimal or "."))[0]]


def _is_sum(total: Sequence[float | None], others: Sequence[Sequence[float | None]]) -> bool:
    equal = seen = telling = 0
    for place, whole in enumerate(total):
        parts = [column[place] for column in others if column[place] is not None]
        if whole is None or not parts:
            continue
        seen += 1
        same = abs(sum(part for part in parts if part is not None) - whole) <= 1e-6 * max(1.0, abs(whole))
        equal += same
        telling += same and sum(1 for part in parts if part) > 1
    return seen >= 3 and equal >= _SUM_SHARE * seen and telling > 0


def _total_guess(column: ColumnMapping) -> Guess:
    return Guess(
        "lane.total",
        Text(
            f"„{column.header}“ ist die Summe der übrigen Spalten und wird als Gesamtwert geführt.",
            f"“{column.header}” is the sum of the other columns and is kept as their total.",
        ),
        0.98,
        column.header,
        "total",
    )


def _units_of_counts(mapping: Mapping, values: Sequence[tuple[int, ColumnMapping]], *, counts: bool) -> list[Guess]:
    """Whole numbers at a counter's lanes are counts; other columns without a unit stay without one, and that is said."""
    if any(one.role is Role.UNIT for one in mapping.columns):
        return []
    bare = [one for _, one in values if one.unit is None and one.type in ("integer", "number")]
    if not bare:
        return []
    if counts and all(one.type == "integer" for one in bare):
        for one in bare:
            one.unit = "1"
        return [
            Guess(
                "unit.count",
                Text(
                    "Die Werte sind ganze Zahlen ohne Einheit. Sie werden als Anzahl gelesen.",
                    "The values are whole numbers without a unit. They are read as counts.",
                ),
                0.85,
                value="1",
            )
        ]
    if all((one.format or "").startswith("time=") for one in bare):
        return [
            Guess(
                "unit.unknown",
                Text(
                    "Für die Werte ist keine Einheit angegeben. Sie bleibt offen, bis jemand sie einträgt.",
                    "No unit is given for the values. It stays open until someone enters it.",
                ),
                0.5,
            )
        ]
    named = ", ".join(f"„{one.header}“" for one in bare[:3])
    english = ", ".join(f"“{one.header}”" for one in bare[:3])
    return [
        Guess(
            "unit.unknown",
            Text(
                f"Für {named} ist keine Einheit angegeben. Sie bleibt offen, bis jemand sie einträgt.",
                f"No unit is given for {english}. It stays open until someone enters it.",
            ),
            0.5,
            bare[0].header,
        )
    ]
