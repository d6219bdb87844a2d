"""The quality report's sentences, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from stadtkern.town.text import Text
from stadtkern.town.written import MONTHS, write_day

_BERLIN = ZoneInfo("Europe/Berlin")
_UNSURE = 0.8


def nothing_yet() -> Text:
    """Say that there are no data."""
    return Text("Es gibt noch keine Daten.", "There are no data yet.")


def sentence(parts: Iterable[Text]) -> Text:
    """Join sentences."""
    listed = list(parts)
    return Text(" ".join(one.de for one in listed), " ".join(one.en for one in listed))


def count_words(found: dict[str, Any], imports: dict[str, Any]) -> list[Text]:
    """Say what a report found, most important first."""
    words = _series(found) if "streams" in found else _table(found)
    words += _counted(
        imports["refused"],
        ("Beim Einlesen wurde 1 Zeile nicht übernommen.", "1 row was refused when reading."),
        ("Beim Einlesen wurden {} Zeilen nicht übernommen.", "{} rows were refused when reading."),
    )
    words += _counted(
        sum(1 for one in imports["guesses"] if float(one.get("sure") or 0) < _UNSURE),
        ("1 Annahme beim Einlesen ist unsicher.", "1 assumption made when reading is not certain."),
        ("{} Annahmen beim Einlesen sind unsicher.", "{} assumptions made when reading are not certain."),
    )
    return words


def _series(found: dict[str, Any]) -> list[Text]:
    totals = found["totals"]
    words: list[Text] = []
    expected, complete = totals["expected"], totals["complete"]
    if complete is None:
        words.append(
            Text(
                f"{_de(found['rows'])} {'Wert' if found['rows'] == 1 else 'Werte'} ohne festen Abstand, "
                "deshalb ist keine Vollständigkeit angegeben.",
                f"{_en(found['rows'])} {'value' if found['rows'] == 1 else 'values'} at no fixed interval, "
                "so completeness is not stated.",
            )
        )
    elif complete >= 1:
        words.append(
            Text(f"Alle {_de(expected)} erwarteten Werte sind da.", f"All {_en(expected)} expected values are there.")
        )
    else:
        words.append(
            Text(
                f"Von {_de(expected)} erwarteten Werten sind {_percent_de(complete)} da.",
                f"Of {_en(expected)} expected values, {_percent_en(complete)} are there.",
            )
        )
    if (gap := totals["longest_gap"]) is not None:
        when, one = _gap_start(gap), gap["missing"] == 1
        words.append(
            Text(
                f"In der längsten Lücke ({when.de}) "
                + ("fehlt 1 Wert." if one else f"fehlen {_de(gap['missing'])} Werte."),
                f"The longest gap ({when.en}) " + ("lacks 1 value." if one else f"lacks {_en(gap['missing'])} values."),
            )
        )
    words += _counted(
        totals["duplicates"],
        ("1 Wert steht doppelt.", "1 value is there twice."),
        ("{} Werte stehen doppelt.", "{} values are there twice."),
    )
    words += _outliers(totals["outliers"])
    ambiguous = sum(one["flags"].get("ambiguous", 0) for one in found["streams"])
    return words + _counted(
        ambiguous,
        (
            "1 Wert liegt in der doppelten Stunde der Zeitumstellung.",
            "1 value lies in the double hour of the clock change.",
        ),
        (
            "{} Werte liegen in der doppelten Stunde der Zeitumstellung.",
            "{} values lie in the double hour of the clock change.",
        ),
    )


def _gap_start(gap: dict[str, Any]) -> Text:
    """Say when a gap begins: the year or month of the first value missing, else its day."""
    start, end = (datetime.fromisoformat(gap[key]).astimezone(_BERLIN) for key in ("start", "end"))
    one = gap["missing"] == 1
    step = (end - start) / (gap["missing"] + 1)
    if step < timedelta(days=27):
        return Text(
            f"{'am' if one else 'ab'} {write_day(start.date(), 'de')}",
            f"{'on' if one else 'from'} {write_day(start.date(), 'en')}",
        )
    # Of months and years the report keeps the last value before the gap.
    first = start + step + timedelta(days=3)
    yearly = step > timedelta(days=360)
    german, english = (
        str(first.year) if yearly else f"{MONTHS[lang][first.month - 1]} {first.year}" for lang in ("de", "en")
    )
    return Text(german if one else f"ab {german}", english if one else f"from {english}")


def _table(found: dict[str, Any]) -> list[Text]:
    complete = found["totals"]["complete"]
    rows, columns = found["rows"], len(found["columns"])
    first_de = f"{_de(rows)} {'Zeile' if rows == 1 else 'Zeilen'}, {columns} {'Spalte' if columns == 1 else 'Spalten'}"
    first_en = f"{_en(rows)} {'row' if rows == 1 else 'rows'}, {columns} {'column' if columns == 1 else 'columns'}"
    if complete is None:
        words = [Text(f"{first_de}.", f"{first_en}.")]
    else:
        words = [
            Text(
                f"{first_de}; {_percent_de(complete)} der Felder sind gefüllt.",
                f"{first_en}; {_percent_en(complete)} of the fields are filled.",
            )
        ]
    words += _counted(
        found["duplicates"],
        ("1 Zeile steht doppelt.", "1 row is there twice."),
        ("{} Zeilen stehen doppelt.", "{} rows are there twice."),
    )
    words += _outliers(found["totals"]["outliers"])
    if (places := found["places"]) is None:
        return words
    words += _counted(
        places["without"], ("1 Objekt hat keinen Ort.", "1 object has no place."), ("{} Objekte haben keinen Ort.", "{} objects have no place.")
    )  # fmt: skip
    words += _counted(
        places["beyond"] + places["far"]["count"],
        ("1 Ort liegt weit außerhalb.", "1 place lies far away."),
        ("{} Orte liegen weit außerhalb.", "{} places lie far away."),
    )
    return words + _counted(
        places["invalid"], ("1 Geometrie ist ungültig.", "1 geometry is invalid."), ("{} Geometrien sind ungültig.", "{} geometries are invalid.")
    )  # fmt: skip


def _outliers(count: int) -> list[Text]:
    return _counted(
        count, ("1 Wert fällt auf.", "1 value stands out."), ("{} Werte fallen auf.", "{} values stand out.")
    )


def _counted(count: int, one: tuple[str, str], many: tuple[str, str]) -> list[Text]:
    if not count:
        return []
    return [Text(*one)] if count == 1 else [Text(many[0].format(_de(count)), many[1].format(_en(count)))]


def _de(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _en(number: int) -> str:
    return f"{number:,}"


def _percent_en(share: float) -> str:
    """Give a share in percent with one decimal, never "100.0%" unless it is whole."""
    percent = f"{min(share * 100, 99.9) if share < 1 else 100:.1f}"
    return f"{percent.removesuffix('.0')}%"


def _percent_de(share: float) -> str:
    return _percent_en(share).replace(".", ",").replace("%", "\u00a0%")
