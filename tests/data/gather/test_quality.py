"""The quality report counts what is there, what is missing and what stands out, and says it in both languages."""

from __future__ import annotations

import csv
import json
import math
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stadtkern.data.gather import quality_rows, quality_series
from stadtkern.data.gather.quality import quality
from stadtkern.data.harmonise.times import TimeGuess, parse_times
from stadtkern.data.lake import Lake, Observation, open_lake
from stadtkern.data.registry.facts import CollectionFacts

QUARTER = timedelta(minutes=15)
START = datetime(2024, 1, 1)
SERIES = CollectionFacts(1, 1, "werte", "werte", "Werte", "series")


@dataclass
class Import:
    read: int = 0
    written: int = 0
    refused: int = 0
    refusals: list[dict[str, Any]] = field(default_factory=list)
    flagged: list[dict[str, Any]] = field(default_factory=list)
    guesses: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lake]:
    lake = open_lake(tmp_path_factory.mktemp("quality"))
    yield lake
    lake.close()


_numbers = iter(range(1, 1_000_000))


def write(lake: Lake, rows: Sequence[tuple[datetime, float | None]], **more: Sequence[str | None]) -> int:
    """Write one stream and give its id."""
    stream, count = next(_numbers), len(rows)
    batch = pa.record_batch(
        {
            "stream": pa.array([stream] * count, pa.int32()),
            "time": pa.array([time for time, _ in rows], pa.timestamp("us")),
            "time_end": pa.nulls(count, pa.timestamp("us")),
            "number": pa.array([number for _, number in rows], pa.float64()),
            "value": pa.nulls(count, pa.string()),
            "status": pa.array(more.get("status", [None] * count), pa.string()),
            "flag": pa.array(more.get("flag", [None] * count), pa.string()),
            "_row": pa.array(range(count), pa.int64()),
        }
    )
    with lake.importing(1) as writer:
        writer.series(iter([batch]))
    return stream


def report(lake: Lake, *streams: int, imports: Sequence[Import] = (), zone: str = "Europe/Berlin") -> dict[str, Any]:
    with lake.read() as cursor:
        found = quality(cursor, SERIES, [(one, f"Spur {one}") for one in streams], import_facts=imports, zone=zone)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def steady(count: int, step: timedelta = QUARTER, start: datetime = START) -> list[tuple[datetime, float | None]]:
    return [(start + step * i, float(i % 7)) for i in range(count)]


def test_a_whole_series_is_complete_in_every_month(lake: Lake) -> None:
    found = report(lake, write(lake, steady(96 * 60)))
    (one,) = found["streams"]
    assert (one["step"], one["expected"], one["present"], one["complete"]) == (900, 5760, 5760, 1.0)
    assert one["gaps"] == {"count": 0, "missing": 0, "longest": []}
    assert [month["month"] for month in one["months"]] == ["2024-01", "2024-02", "2024-03"]
    assert {month["share"] for month in one["months"]} == {1.0}
    assert (one["first"], one["last"]) == ("2024-01-01T00:00:00Z", "2024-02-29T23:45:00Z")
    assert found["summary"]["de"] == "Alle 5.760 erwarteten Werte sind da."
    assert found["summary"]["en"] == "All 5,760 expected values are there."


def test_a_series_of_one_single_value_is_described(lake: Lake) -> None:
    (one,) = report(lake, write(lake, steady(1)))["streams"]
    assert (one["rows"], one["present"], one["duplicates"], one["step"]) == (1, 1, 0, None)


def test_gaps_are_found_where_they_are_and_lower_their_month(lake: Lake) -> None:
    rows = steady(96 * 60)
    hole = [row for row in rows if not datetime(2024, 2, 10) <= row[0] < datetime(2024, 2, 11)]
    found = report(lake, write(lake, hole))
    (one,) = found["streams"]
    assert one["gaps"] == {
        "count": 1,
        "missing": 96,
        "longest": [{"start": "2024-02-10T00:00:00Z", "end": "2024-02-11T00:00:00Z", "missing": 96}],
    }
    assert one["complete"] == math.floor(5664 / 5760 * 10_000) / 10_000
    shares = {month["month"]: month for month in one["months"]}
    assert shares["2024-01"]["share"] == 1.0
    assert (shares["2024-02"]["expected"], shares["2024-02"]["present"]) == (29 * 96, 28 * 96)
    assert "98,3\u00a0% da" in found["summary"]["de"]
    assert "In der längsten Lücke (ab 10. Februar 2024) fehlen 96 Werte." in found["summary"]["de"]
    assert "from 10 February 2024" in found["summary"]["en"]


def test_only_the_longest_gaps_are_listed_but_all_are_counted(lake: Lake) -> None:
    rows = [row for i, row in enumerate(steady(96 * 60)) if i % 100 >= i // 1000 + 1]
    (one,) = report(lake, write(lake, rows))["streams"]
    # The first hole stands before the first value, so it is not known.
    assert one["gaps"]["count"] == 57
    lengths = [gap["missing"] for gap in one["gaps"]["longest"]]
    assert len(lengths) == 20
    assert lengths == sorted(lengths, reverse=True)
    assert one["gaps"]["missing"] == one["expected"] - one["present"]


@given(st.lists(st.booleans(), min_size=60, max_size=300))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_present_and_missing_make_what_was_expected(lake: Lake, mask: list[bool]) -> None:
    mask = [there or i % 3 != 0 for i, there in enumerate(mask)]  # two of three are there: the step can be seen
    rows = [row for row, there in zip(steady(len(mask)), mask, strict=True) if there]
    (one,) = report(lake, write(lake, rows))["streams"]
    if one["step"] == 900:
        inner = mask[mask.index(True) : len(mask) - mask[::-1].index(True)]
        assert (one["expected"], one["present"], one["gaps"]["missing"]) == (len(inner), sum(inner), inner.count(False))
        assert sum(month["present"] for month in one["months"]) == sum(inner)
        assert (one["complete"] == 1.0) == all(inner)


def test_the_double_hour_that_stands_once_is_no_gap(lake: Lake) -> None:
    walls = [datetime(2024, 10, 26) + QUARTER * i for i in range(96 * 3)]
    times = parse_times([f"{wall:%Y-%m-%d %H:%M}" for wall in walls], TimeGuess("YYYY-MM-DD HH:mm", "minute"))
    rows = [(start, 1.0) for start in times.starts if start is not None]
    found = report(lake, write(lake, rows, flag=times.flags))
    (one,) = found["streams"]
    assert one["gaps"]["count"] == 0
    assert one["complete"] == 1.0
    assert one["flags"] == {"ambiguous": 4}
    assert "4 Werte liegen in der doppelten Stunde" in found["summary"]["de"]


def test_a_value_far_from_its_hour_of_the_week_stands_out_and_the_daily_wave_does_not(lake: Lake) -> None:
    rows: list[tuple[datetime, float | None]] = []
    for i in range(96 * 7 * 12):
        time = START + QUARTER * i
        wave = 200 * math.sin(math.pi * time.hour / 24) * (0.4 if time.weekday() > 4 else 1)
        rows.append((time, round(20 + wave + (i * 7919 % 13))))
    night = next(i for i, (time, _) in enumerate(rows) if time == datetime(2024, 2, 6, 2))
    rows[night] = (rows[night][0], 400.0)
    found = report(lake, write(lake, rows), zone="UTC")
    (one,) = found["streams"]
    assert one["outliers"]["method"] == "hour-of-week"
    assert one["outliers"]["count"] == 1
    (worst,) = one["outliers"]["worst"]
    assert (worst["time"], worst["number"]) == ("2024-02-06T02:00:00Z", 400.0)
    assert worst["usual"] < 100
    assert worst["score"] > 8
    assert "1 Wert fällt auf." in found["summary"]["de"]


def test_short_series_are_measured_as_a_whole(lake: Lake) -> None:
    rows = steady(200, timedelta(days=1))
    rows[50] = (rows[50][0], 9999.0)
    (one,) = report(lake, write(lake, rows))["streams"]
    assert one["outliers"]["method"] == "whole"
    assert [entry["number"] for entry in one["outliers"]["worst"]] == [9999.0]


def test_a_series_that_never_changes_has_no_outliers(lake: Lake) -> None:
    (one,) = report(lake, write(lake, [(START + QUARTER * i, 5.0) for i in range(500)]))["streams"]
    assert one["outliers"]["count"] == 0


def test_rows_without_a_value_count_as_missing(lake: Lake) -> None:
    rows: list[tuple[datetime, float | None]] = [
        (time, None if 40 <= i < 50 else number) for i, (time, number) in enumerate(steady(96))
    ]
    (one,) = report(lake, write(lake, rows))["streams"]
    assert (one["rows"], one["empty"], one["present"], one["expected"]) == (96, 10, 86, 96)
    assert one["gaps"]["missing"] == 10


def test_infinite_numbers_do_not_spoil_the_report(lake: Lake) -> None:
    rows = steady(96)
    rows[5] = (rows[5][0], math.inf)
    rows[6] = (rows[6][0], math.nan)
    (one,) = report(lake, write(lake, rows))["streams"]
    assert (one["present"], one["maximum"]) == (96, 6.0)


def test_live_values_at_the_same_time_are_duplicates(lake: Lake) -> None:
    stream = next(_numbers)
    times = [START + QUARTER * i for i in (0, 1, 1, 2, 3, 3, 4)]
    lake.append([Observation(stream, time, float(i)) for i, time in enumerate(times)]).result(20)
    found = report(lake, stream)
    (one,) = found["streams"]
    assert (one["rows"], one["duplicates"], one["present"], one["complete"]) == (7, 2, 5, 1.0)
    assert "2 Werte stehen doppelt." in found["summary"]["de"]


def test_statuses_are_counted(lake: Lake) -> None:
    (one,) = report(lake, write(lake, steady(10), status=["0"] * 7 + ["1"] * 2 + [None]))["streams"]
    assert one["statuses"] == {"0": 7, "1": 2}


def test_events_at_no_fixed_interval_have_no_completeness(lake: Lake) -> None:
    rows: list[tuple[datetime, float | None]] = [(START + timedelta(minutes=i**3), 1.0) for i in range(60)]
    found = report(lake, write(lake, rows))
    (one,) = found["streams"]
    assert (one["step"], one["expected"], one["complete"]) == (None, None, None)
    assert found["summary"]["de"].startswith("60 Werte ohne festen Abstand")


def test_a_sensor_that_is_not_quite_punctual_is_regular(lake: Lake) -> None:
    rows: list[tuple[datetime, float | None]] = [
        (START + timedelta(seconds=60 * i + (i * 37 % 5)), 1.0) for i in range(600) if i not in range(100, 130)
    ]
    (one,) = report(lake, write(lake, rows))["streams"]
    assert (one["gaps"]["count"], one["gaps"]["missing"], one["expected"]) == (1, 30, 600)


@pytest.mark.parametrize(
    ("months", "skipped"),
    [(1, set()), (1, {13, 14, 15, 16, 17, 18, 40}), (3, {5, 6}), (12, {4, 5, 6, 7, 8, 9, 10, 11})],
)
def test_months_quarters_and_years_are_counted_by_the_calendar(lake: Lake, months: int, skipped: set[int]) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    rows: list[tuple[datetime, float | None]] = []
    for i in range(60):
        month = i * months
        local = datetime(1960 + month // 12, month % 12 + 1, 1, tzinfo=berlin)
        if i not in skipped:
            rows.append((local.astimezone(UTC).replace(tzinfo=None), 1.0))
    (one,) = report(lake, write(lake, rows))["streams"]
    assert (one["present"], one["expected"], one["gaps"]["missing"]) == (60 - len(skipped), 60, len(skipped))
    assert one["months"] == []


def test_streams_keep_their_order_and_names_and_empty_ones_are_counted(lake: Lake) -> None:
    first, second = write(lake, steady(96)), write(lake, steady(48))
    found = report(lake, second, 999_999_999, first)
    assert [(one["id"], one["name"]) for one in found["streams"]] == [
        (second, f"Spur {second}"),
        (first, f"Spur {first}"),
    ]
    assert (found["rows"], found["totals"]["streams"], found["totals"]["streams_with_data"]) == (144, 3, 2)
    assert found["months"] == [{"month": "2024-01", "present": 144, "expected": 144, "share": 1.0}]


def test_many_streams_in_portions_give_the_same_report(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    streams = [write(lake, steady(96 + i)) for i in range(5)]
    whole = report(lake, *streams)
    monkeypatch.setattr(quality_rows, "CHUNK", 150)
    assert report(lake, *streams) == whole


@pytest.mark.parametrize("seed", range(4))
def test_a_long_stream_in_stretches_gives_the_same_report(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    rows: list[tuple[datetime, float | None]] = [
        (time, None if chance.random() < 0.05 else round(chance.gauss(20, 3), chance.choice([0, 1, 9])))
        for time, _ in steady(96 * 70, start=datetime(2024, 2, 20))
        if chance.random() > 0.03
    ]
    rows[4000] = (rows[4000][0], 900.0)
    flags = [chance.choice([None, None, "ambiguous"]) for _ in rows]
    stream = write(lake, rows, flag=flags, status=[chance.choice([None, "ok", "it's"]) for _ in rows])
    whole = report(lake, stream)
    monkeypatch.setattr(quality_rows, "CHUNK", 500)
    monkeypatch.setattr(quality_rows, "SAMPLED", 4000)
    # What is usual in an hour comes from a sample, and so does what lies far from it; all else is exact.
    for found in (whole, stretched := report(lake, stream)):
        for one in found["streams"]:
            assert one["outliers"]["worst"][0]["number"] == 900.0
            del one["outliers"]
        del found["totals"]["outliers"], found["summary"]
    assert stretched == whole
    assert not list((lake.folder / "tmp").iterdir())


@pytest.mark.parametrize(
    "numbers", [[5.0], [1.0] * 700, [float(i % 2) for i in range(901)], [float(i**3) for i in range(999)]]
)
def test_the_median_of_a_long_stream_is_exact(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, numbers: list[float]
) -> None:
    stream = write(lake, [(START + QUARTER * i, number) for i, number in enumerate(numbers)])
    monkeypatch.setattr(quality_rows, "CHUNK", 100)
    monkeypatch.setattr(quality_rows, "SAMPLED", 100)
    (one,) = report(lake, stream)["streams"]
    assert one["median"] == statistics.median(numbers)


def test_the_least_complete_streams_are_listed_when_there_are_many(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, holed = write(lake, steady(96)), write(lake, [row for i, row in enumerate(steady(96)) if i not in (50, 51)])
    monkeypatch.setattr(quality_series, "MOST_STREAMS", 1)
    found = report(lake, whole, holed)
    assert [one["id"] for one in found["streams"]] == [holed]
    assert found["totals"]["expected"] == 192


def test_a_collection_without_data_says_so(lake: Lake) -> None:
    for found in (report(lake), report(lake, 999_999_998)):
        assert found["rows"] == 0
        assert found["summary"] == {"de": "Es gibt noch keine Daten.", "en": "There are no data yet."}


def test_nothing_of_the_report_stays_in_the_cursor(lake: Lake) -> None:
    stream = write(lake, steady(10))
    with lake.read() as cursor:
        quality(cursor, SERIES, [(stream, "a")])
        assert cursor.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'quality_rows'").fetchone() == (
            0,
        )


def test_imports_are_summed_up_for_this_part_of_the_dataset(lake: Lake) -> None:
    gap = {"code": "time.gap", "row": 7, "reason": {"de": "Die Uhrzeit gab es nicht.", "en": "It did not exist."}}
    new = Import(100, 97, 3, [gap, {**gap, "row": 8}, {"code": "number.text", "row": 9, "part": "andere"}])
    new.guesses = [{"code": "encoding", "sure": 0.9}, {"code": "crs", "column": "x", "sure": 0.5}]
    old = Import(10, 10, 0, flagged=[{"code": "number.text", "row": 3, "part": "werte"}])
    old.guesses = [{"code": "encoding", "sure": 0.4}]
    found = report(lake, write(lake, steady(96)), imports=[new, old])
    imports = found["imports"]
    assert (imports["count"], imports["read"], imports["written"], imports["refused"]) == (2, 110, 107, 3)
    assert imports["reasons"] == [{"code": "time.gap", "count": 2, "reason": gap["reason"], "row": 7}]
    assert [one["code"] for one in imports["flags"]] == ["number.text"]
    assert imports["guesses"] == [{"code": "crs", "column": "x", "sure": 0.5}, {"code": "encoding", "sure": 0.9}]
    assert "3 Zeilen nicht übernommen" in found["summary"]["de"]
    assert "1 Annahme beim Einlesen ist unsicher." in found["summary"]["de"]


def test_the_days_that_muensters_files_lack_are_found(lake: Lake, real: Path) -> None:
    texts: list[str] = []
    for month in ("2024-03", "2024-04"):
        with (real / f"counters-muenster/100035541/{month}.csv").open(encoding="utf-8", newline="") as lines:
            texts += [row[0] for row in csv.reader(lines)][1:]
    times = parse_times(texts, TimeGuess("YYYY-MM-DD HH:mm", "minute"))
    (one,) = report(lake, write(lake, [(start, 1.0) for start in times.starts if start is not None]))["streams"]
    longest = one["gaps"]["longest"][0]
    local = [datetime.fromisoformat(longest[key]).astimezone(ZoneInfo("Europe/Berlin")) for key in ("start", "end")]
    assert [moment.strftime("%d.%m. %H:%M") for moment in local] == ["31.03. 00:00", "01.04. 00:00"]
    assert longest["missing"] == 23 * 4  # the day of the clock change has 23 hours
    assert one["months"][0]["share"] < 0.97
