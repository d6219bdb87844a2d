"""What the dataset page reckons without asking the lake: years, periods, quality in short, citations, rates, versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from stadtkern.data.lake import Difference
from stadtkern.data.lake._model import Change
from stadtkern.data.portal import cite
from stadtkern.data.portal.observations import Bucket
from stadtkern.data.portal.period import between, of_kind
from stadtkern.data.portal.quality_short import in_short
from stadtkern.data.portal.rate import Rate
from stadtkern.data.portal.versions import host_of, samples, versions
from stadtkern.data.portal.years import by_year
from stadtkern.data.registry.facts import ColumnFacts
from stadtkern.data.registry.public import ImportFacts
from stadtkern.town.text import Text

TODAY = date(2026, 3, 10)


def days(first: date, count: int, value: float = 10.0) -> list[Bucket]:
    found = []
    for n in range(count):
        when = datetime.combine(first + timedelta(days=n), datetime.min.time())
        found.append(Bucket(when, value * 24, value, value, value, 24))
    return found


def test_months_of_different_length_are_compared_by_their_mean_day() -> None:
    found = dict(by_year(days(date(2025, 1, 1), 59), adds=True, weekly=False))
    assert found == {2025: {1: 240.0, 2: 240.0}}
    assert dict(by_year(days(date(2025, 1, 1), 59), adds=False, weekly=False)) == {2025: {1: 10.0, 2: 10.0}}


def test_a_month_that_has_just_begun_is_left_out() -> None:
    assert dict(by_year(days(date(2025, 1, 1), 36), adds=True, weekly=False)) == {2025: {1: 240.0}}


def test_the_first_days_of_january_may_belong_to_the_last_iso_year() -> None:
    found = dict(by_year(days(date(2024, 12, 30), 14), adds=True, weekly=True))
    assert found == {2025: {1: 240.0, 2: 240.0}}


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_zooming_keeps_the_newest_value_in_view(factor: float) -> None:
    first, last = date(2025, 1, 1), date(2026, 3, 10)
    period = between(date(2026, 2, 10), last).zoomed(factor, first, last)
    assert period is not None
    assert period.end.date() == last + timedelta(days=1)
    assert round(period.days) == round(29 * factor)


def test_zooming_in_the_past_keeps_the_middle_and_ends_at_the_ends() -> None:
    first, last = date(2025, 1, 1), date(2026, 3, 10)
    june = of_kind("month", datetime(2025, 6, 1))
    closer = june.zoomed(0.5, first, last)
    assert closer is not None
    assert (closer.start.date(), closer.days) == (date(2025, 6, 8), 15)
    wide = june.zoomed(1000, first, last)
    assert wide is not None
    assert (wide.kind, wide.start.date()) == ("all", first)
    assert wide.zoomed(2, first, last) is None
    assert between(first, first).zoomed(0.5, first, last) is None


def quality(**totals: object) -> dict:
    base = {"complete": 1.0, "gaps": 0, "outliers": 0, "streams_with_data": 1, "present": 240,
            "first": "2026-03-01T00:00:00Z", "last": "2026-03-10T00:00:00Z"}  # fmt: skip
    return {"rows": 240, "totals": base | totals, "imports": {"reasons": []}}


def short(report: dict, until: date | None = TODAY, shape: str = "series"):
    return in_short(report, shape=shape, until=until, changed=TODAY, today=TODAY)


def test_a_flawless_series_has_five_dots_and_says_so() -> None:
    found = short(quality())
    assert found is not None
    assert (found.dots, found.words.de) == (5, "Vollständig, aktuell bis heute, keine Lücken")
    assert found.words.en == "Complete, up to date, no gaps"


def test_what_is_missing_is_said_and_costs_a_dot_each() -> None:
    found = short(quality(complete=0.82, gaps=2), TODAY - timedelta(days=40))
    assert found is not None
    assert found.dots == 2
    assert found.words.de == "Nur 82\u00a0% der Werte sind da, Werte bis 29. Januar 2026, 2 Lücken"
    assert found.marks == [True, True, False, False, False]


def test_nearly_all_is_never_called_all() -> None:
    found = short(quality(complete=0.9996, gaps=1))
    assert found is not None
    assert found.words.de == "Fast vollständig, aktuell bis heute, 1 Lücke"


def test_yearly_numbers_may_be_a_year_old() -> None:
    yearly = quality(present=20, first="2005-12-31T00:00:00Z", last="2025-12-31T00:00:00Z")
    found = short(yearly, date(2025, 12, 31))
    assert found is not None
    assert found.dots == 5


def test_tables_and_places_are_judged_by_fields_rows_and_places() -> None:
    report = {
        "rows": 1000,
        "totals": {"complete": 1.0, "outliers": 0},
        "places": {"without": 4},
        "imports": {"reasons": [{"count": 7}]},
    }
    found = short(report, None, "features")
    assert found is not None
    assert found.words.de == "Vollständig, heute geändert, 4 ohne Ort"
    assert [one.well for one in found.points] == [True, True, True, False, True]
    table = short({"rows": 3, "totals": {"complete": 1.0}, "duplicates": 2}, None, "table")
    assert table is not None
    assert "2 doppelte Zeilen" in table.words.de


def test_an_empty_dataset_has_no_quality() -> None:
    assert short({}) is None
    assert short({"rows": 0}) is None


WORK = cite.Work(
    "raeder", "Wie viele Räder fahren über 100 % der Brücken_{A&B}?", "Birkenfurt", "Tiefbau & Grün", date(2026, 3, 1), TODAY,
    Text("Datenlizenz Deutschland – Zero 2.0", "Data licence Germany – Zero 2.0"), "https://stadt.example/datasets/raeder/",
)  # fmt: skip


def test_a_citation_names_town_title_version_licence_and_address() -> None:
    assert cite.plain(WORK, "de") == (
        "Birkenfurt, Tiefbau & Grün (2026): Wie viele Räder fahren über 100 % der Brücken_{A&B}? Version vom 1. März 2026. "
        "Datenlizenz Deutschland – Zero 2.0. https://stadt.example/datasets/raeder/ (abgerufen am 10. März 2026)"
    )
    assert "Version of 1 March 2026" in cite.plain(WORK, "en")


def test_bibtex_escapes_what_tex_would_take_for_its_own() -> None:
    entry = cite.bibtex(WORK, "de")
    assert entry.startswith("@misc{raeder-2026-03-01,")
    assert r"title = {{Wie viele Räder fahren über 100 \% der Brücken\_\{A\&B\}?}}" in entry
    assert "url = {https://stadt.example/datasets/raeder/}" in entry
    plain = entry.replace(r"\{", "").replace(r"\}", "")
    assert plain.count("{") == plain.count("}")


def test_a_rate_lets_some_through_and_forgets_after_a_while() -> None:
    rate = Rate(most=2, most_of_all=3, seconds=60)
    assert [rate.allows("a", now) for now in (0, 1, 2)] == [True, True, False]
    assert rate.allows("b", 3)
    assert not rate.allows("c", 4)
    assert rate.allows("a", 61)


def past(number: int, hour: int, state: str = "done") -> ImportFacts:
    at = datetime(2026, 3, 1, hour, tzinfo=UTC)
    return ImportFacts(
        number,
        1,
        "a",
        "csv",
        f"geheim-{number}.csv",
        "",
        state,
        at,
        at,
        "amt",
        1,
        1,
        0,
        0,
        [],
        [],
        [],
        number,
        number + 1,
        None,
    )


def test_versions_that_were_never_public_stay_closed_to_the_public() -> None:
    imports = [past(4, 14), past(3, 12), past(2, 10, "undone"), past(1, 8)]
    since = datetime(2026, 3, 1, 13, tzinfo=UTC)
    found = versions(imports, {4: "https://u:p@host.example/x?key=1"}, since=since, staff=False)
    assert [(one.number, one.facts.id, one.shown) for one in found] == [(3, 4, True), (2, 3, True), (1, 1, False)]
    assert found[0].place == "host.example"
    assert all(one.shown for one in versions(imports, {}, since=None, staff=True))
    assert not any(one.shown for one in versions(imports, {}, since=None, staff=False))


@pytest.mark.parametrize("address", ["mqtt://geheim@host:1883", "/home/amt/datei.csv", "http://[kaputt", ""])
def test_only_the_host_of_a_web_address_is_told(address: str) -> None:
    assert host_of(address) == ""


COLUMNS = [ColumnFacts("name", "Name", "text", role="name"), ColumnFacts("hoehe", "Höhe", "number")]
FOUND = Difference(
    1, 1, 1,
    (
        Change("added", None, {"_id": 3, "name": "Linde", "hoehe": 4.0, "telefon": "0123"}),
        Change("removed", {"_id": 2, "name": "Eiche", "hoehe": 9.0, "telefon": "0456"}, None),
        Change("changed", {"_id": 1, "name": "Ahorn", "hoehe": 7.0}, {"_id": 1, "name": "Ahorn", "hoehe": 8.0}),
    ),
)  # fmt: skip


def test_a_difference_shows_only_columns_that_readers_see_and_fields_that_differ() -> None:
    found = samples(FOUND, COLUMNS, before=True, after=True, names={})
    assert [one.kind for one in found] == ["added", "removed", "changed"]
    assert found[0].fields == (("Name", None, "Linde"), ("Höhe", None, 4.0))
    assert found[2].fields == (("Höhe", 7.0, 8.0),)
    assert found[2].name == "Ahorn"
    assert "0123" not in str(found)


def test_the_side_that_was_never_public_is_not_shown() -> None:
    after = samples(FOUND, COLUMNS, before=False, after=True, names={})
    assert "Eiche" not in str(after)
    assert "7.0" not in str(after)
    assert "Linde" in str(after)
    before = samples(FOUND, COLUMNS, before=True, after=False, names={})
    assert "Linde" not in str(before)
    assert samples(FOUND, COLUMNS, before=False, after=False, names={}) == []
