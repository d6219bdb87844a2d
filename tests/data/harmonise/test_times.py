"""Times are read in the way in which a column writes them."""

# ruff: noqa: PT017  (a property test asserts about a refusal that may or may not come)

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise.refused import Refused
from stadtkern.data.harmonise.times import (
    Instant,
    TimeGuess,
    as_utc,
    guess_time,
    is_clock,
    parse_time,
    parse_times,
    time_guess,
)

BERLIN = ZoneInfo("Europe/Berlin")
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("text", "header", "name", "granularity", "start", "end"),
    [
        ("2024-03-01 00:15", "", "YYYY-MM-DD HH:mm", "minute", local(2024, 3, 1, 0, 15), None),
        ("2024-03-01T00:15:30.25", "", "YYYY-MM-DD HH:mm", "second", local(2024, 3, 1, 0, 15, 30, 250000), None),
        ("2024-03-01", "", "YYYY-MM-DD", "day", local(2024, 3, 1), local(2024, 3, 2)),
        ("31.12.2024", "", "DD.MM.YYYY", "day", local(2024, 12, 31), local(2025, 1, 1)),
        ("1.7.2024", "", "DD.MM.YYYY", "day", local(2024, 7, 1), local(2024, 7, 2)),
        ("31.12.24 14:30", "", "DD.MM.YYYY HH:mm", "minute", local(2024, 12, 31, 14, 30), None),
        ("31.12.2024, 14:30 Uhr", "", "DD.MM.YYYY HH:mm", "minute", local(2024, 12, 31, 14, 30), None),
        ("31.12.2024 24:00", "", "DD.MM.YYYY HH:mm", "hour", local(2025, 1, 1), None),
        ("Di, 31.12.2024 14 Uhr", "", "DD.MM.YYYY HH:mm", "hour", local(2024, 12, 31, 14), None),
        ("1. Januar 2024", "", "D. MMMM YYYY", "day", local(2024, 1, 1), local(2024, 1, 2)),
        ("1. März 2024 12:05", "", "D. MMMM YYYY HH:mm", "minute", local(2024, 3, 1, 12, 5), None),
        ("03-Okt-2024", "", "D. MMMM YYYY", "day", local(2024, 10, 3), local(2024, 10, 4)),
        ("March 5, 2024", "", "MMMM D, YYYY", "day", local(2024, 3, 5), local(2024, 3, 6)),
        ("Januar 2024", "", "MMMM YYYY", "month", local(2024, 1, 1), local(2024, 2, 1)),
        ("Jan 24", "", "MMMM YYYY", "month", local(2024, 1, 1), local(2024, 2, 1)),
        ("Mrz. 2024", "", "MMMM YYYY", "month", local(2024, 3, 1), local(2024, 4, 1)),
        ("2024-03", "", "YYYY-MM", "month", local(2024, 3, 1), local(2024, 4, 1)),
        ("12/2024", "", "MM/YYYY", "month", local(2024, 12, 1), local(2025, 1, 1)),
        ("12.2024", "Monat", "MM.YYYY", "month", local(2024, 12, 1), local(2025, 1, 1)),
        ("KW 05/2024", "", "KW WW/YYYY", "week", local(2024, 1, 29), local(2024, 2, 5)),
        ("2024-W05", "", "KW WW/YYYY", "week", local(2024, 1, 29), local(2024, 2, 5)),
        ("5. KW 2024", "", "KW WW/YYYY", "week", local(2024, 1, 29), local(2024, 2, 5)),
        ("Q1 2024", "", "Q Q/YYYY", "quarter", local(2024, 1, 1), local(2024, 4, 1)),
        ("2024-Q4", "", "Q Q/YYYY", "quarter", local(2024, 10, 1), local(2025, 1, 1)),
        ("III. Quartal 2024", "", "Q Q/YYYY", "quarter", local(2024, 7, 1), local(2024, 10, 1)),
        ("1995", "Jahr", "YYYY", "year", local(1995, 1, 1), local(1996, 1, 1)),
        ("20240131", "Datum", "YYYYMMDD", "day", local(2024, 1, 31), local(2024, 2, 1)),
        ("2024013113", "MESS_DATUM", "YYYYMMDD HH:mm", "hour", local(2024, 1, 31, 13), None),
        ("1709251200", "timestamp", "epoch s", "second", datetime(2024, 3, 1), None),
        ("1709251200123", "ts", "epoch ms", "second", datetime(2024, 3, 1, 0, 0, 0, 123000), None),
        ("45352.5", "Datum", "excel", "second", local(2024, 3, 1, 12), None),
        ("45352", "Datum", "excel", "day", local(2024, 3, 1), local(2024, 3, 2)),
        ("2024-03-01T00:00:00Z", "", "YYYY-MM-DD HH:mm", "hour", datetime(2024, 3, 1), None),
        ("2024-03-01T00:30+05:30", "", "YYYY-MM-DD HH:mm", "minute", datetime(2024, 2, 29, 19), None),
        ("01.03.2024 00:30 MESZ", "", "DD.MM.YYYY HH:mm", "minute", datetime(2024, 2, 29, 22, 30), None),
        ("Mon, 01 Jan 2024 12:00:00 GMT", "", "D. MMMM YYYY HH:mm", "hour", datetime(2024, 1, 1, 12), None),
        ("3/14/2024 1:05 pm", "", "MM/DD/YYYY HH:mm", "minute", local(2024, 3, 14, 13, 5), None),
        ("12/31/2024 12:05 AM", "", "MM/DD/YYYY HH:mm", "minute", local(2024, 12, 31, 0, 5), None),
    ],
)
def test_a_time_is_recognised_and_read(
    text: str, header: str, name: str, granularity: str, start: datetime, end: datetime | None
) -> None:
    guess = guess_time([text], header)
    assert guess is not None
    assert (guess.format, guess.granularity) == (name, granularity)
    assert parse_time(text, guess) == Instant(start, end, None)
    assert parse_time(text, time_guess(guess.format, guess.granularity)).start == start


@pytest.mark.parametrize(
    ("samples", "header"),
    [
        (["7.657", "51.9"], "x"),
        (["353306596"], "id"),
        (["1353306596"], "id"),
        (["45352"], "Einwohner"),
        (["Spielplatz Fichtenweg"], "Name"),
        (["12:30"], "Uhrzeit"),
        (["32.01.2024"], "Datum"),
        (["2023-02-29"], "Datum"),
        ([""], "Datum"),
        ([], "Datum"),
    ],
)
def test_what_is_no_time_is_not_taken_for_one(samples: list[str], header: str) -> None:
    assert guess_time(samples, header) is None


def test_digits_alone_are_less_sure_without_a_header_that_speaks_of_time() -> None:
    with_header, without = guess_time(["1995", "1996"], "Jahr"), guess_time(["1995", "1996"], "Fläche")
    assert with_header is not None
    assert without is not None
    assert with_header.sure > 0.9
    assert without.sure < 0.5


def test_day_and_month_are_told_apart_by_the_samples_or_said_to_be_unsure() -> None:
    german, american, open_ = (guess_time(one) for one in (["14/3/2024"], ["3/14/2024"], ["3/4/2024"]))
    assert german is not None
    assert american is not None
    assert open_ is not None
    assert (german.format, american.format, open_.format) == ("DD/MM/YYYY", "MM/DD/YYYY", "DD/MM/YYYY")
    assert german.sure > 0.9 > open_.sure


def test_clocks_that_always_stand_at_midnight_are_days() -> None:
    guess = guess_time(["01.01.2024 00:00", "02.01.2024 00:00", "03.01.2024 00:00"])
    assert guess is not None
    assert guess.granularity == "day"
    assert parse_time("31.03.2024 00:00", guess) == Instant(local(2024, 3, 31), local(2024, 4, 1))


def test_days_without_a_clock_between_times_are_midnight() -> None:
    guess = guess_time(["01.01.2024 23:45", "02.01.2024", "02.01.2024 00:15"])
    assert guess is not None
    assert parse_time("02.01.2024", guess) == Instant(local(2024, 1, 2), None)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), st.integers(0, 6))
def test_times_written_in_many_ways_are_read_back(moment: datetime, way: int) -> None:
    moment = moment.replace(second=0, microsecond=0)
    month = MONTHS[moment.month - 1]
    text = [
        f"{moment:%Y-%m-%d %H:%M}",
        f"{moment:%Y-%m-%dT%H:%M:%S}Z",
        f"{moment:%d.%m.%Y %H:%M}",
        f"{moment.day}.{moment.month}.{moment.year}, {moment:%H:%M} Uhr",
        f"{moment.day}. {month} {moment.year} {moment:%H:%M}",
        f"{moment:%Y%m%d%H%M}",
        f"{moment:%Y/%m/%d %H:%M:%S}+02:00",
    ][way]
    guess = guess_time([text], "Zeit")
    assert guess is not None
    aware = moment.replace(tzinfo=UTC) if way == 1 else moment.replace(tzinfo=BERLIN)
    expected = aware.astimezone(UTC).replace(tzinfo=None) if way != 6 else moment - timedelta(hours=2)
    try:
        assert parse_time(text, guess).start == expected
    except Refused as refused:
        assert refused.code == "time.gap"
        assert aware.astimezone(UTC).astimezone(BERLIN).replace(tzinfo=None) != moment


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_are_as_long_as_the_calendar_says(day: date) -> None:
    found = parse_time(f"{day:%d.%m.}{day.year}", TimeGuess("DD.MM.YYYY", "day"))
    assert found.end is not None
    after = day + timedelta(days=1)
    assert found.start == local(day.year, day.month, day.day)
    assert found.end == local(after.year, after.month, after.day)


@given(st.text(max_size=30), st.text(max_size=10))
def test_nothing_but_refused_is_raised_for_any_text(text: str, header: str) -> None:
    guess = guess_time([text], header) or TimeGuess("DD.MM.YYYY HH:mm", "minute")
    try:
        parse_time(text, guess)
    except Refused as refused:
        assert refused.text.de
        assert refused.text.en


@given(
    st.text(alphabet="0123456789.:-/ TZ+QKW", max_size=24),
    st.sampled_from(
        ["YYYY-MM-DD HH:mm", "DD.MM.YYYY", "epoch s", "epoch ms", "excel", "YYYYMMDD", "KW WW/YYYY", "YYYY"]
    ),
)
def test_nothing_but_refused_is_raised_for_texts_that_look_like_times(text: str, name: str) -> None:
    times = parse_times([text], time_guess(name))
    assert len(times.starts) == len(times.ends) == len(times.flags) == 1
    assert (times.starts[0] is None) == bool(times.refused)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "time.missing"), ("gestern", "time.text"), ("31.02.2024", "time.text"), ("01.01.0001 00:00", "time.range")],
)
def test_refusals_have_their_codes(text: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_time(text, TimeGuess("DD.MM.YYYY HH:mm", "minute"))
    assert refused.value.code == code


def test_unknown_zones_and_formats_are_refused() -> None:
    with pytest.raises(Refused, match=r"time\.zone"):
        parse_time("2024-01-01", TimeGuess("YYYY-MM-DD", "day"), "Europa/Berlin")
    with pytest.raises(Refused, match=r"time\.zone"):
        parse_time("2024-01-01", TimeGuess("YYYY-MM-DD", "day"), "../../etc/passwd")
    with pytest.raises(Refused, match=r"time\.format"):
        time_guess("irgendwann")


def test_very_long_texts_are_refused_at_once() -> None:
    for text in ("1.1.2024 10" + " " * 100_000 + "x", "1" * 100_000, " " * 100_000 + "x"):
        with pytest.raises(Refused) as refused:
            parse_time(text, TimeGuess("DD.MM.YYYY HH:mm", "minute"))
        assert len(refused.value.text.de) < 200
        assert guess_time([text], "Zeit") is None


def test_a_column_of_clocks_alone_is_noticed() -> None:
    assert is_clock(["14:30", "9:05 Uhr", ""])
    assert not is_clock(["14:30", "2024"])
    assert not is_clock([])


def test_moments_with_a_zone_come_to_utc() -> None:
    assert as_utc(datetime(2024, 7, 1, 12, tzinfo=BERLIN)) == datetime(2024, 7, 1, 10)
    assert as_utc(datetime(2024, 7, 1, 12)) == datetime(2024, 7, 1, 12)
