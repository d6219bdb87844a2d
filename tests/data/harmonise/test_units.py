"""Units are found in headers and after numbers, and only where they are."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stadtkern.data.harmonise._unit_list import BY_SPELLING
from stadtkern.data.harmonise.units import unit_of, unit_of_symbol


@pytest.mark.parametrize(
    ("header", "ucum", "title"),
    [
        ("Temperatur (°C)", "Cel", "Temperatur"),
        ("Temperatur [°C] außen", "Cel", "Temperatur außen"),
        ("Insgesamt (in Mill. Euro)", "10*6.{EUR}", "Insgesamt"),
        ("Je Einwohner (in Euro)", "{EUR}", "Je Einwohner"),
        ("Schulden in Tsd. €", "10*3.{EUR}", "Schulden"),
        ("hoeheM", "m", "hoehe"),
        ("kronendurchmesserM", "m", "kronendurchmesser"),
        ("stammumfangCM", "cm", "stammumfang"),
        ("laenge_m", "m", "laenge"),
        ("flaeche_qm", "m2", "flaeche"),
        ("area_ha", "har", "area"),
        ("[kWh]", "kW.h", ""),
        ("%", "%", ""),
        ("Anteil in %", "%", "Anteil"),
        ("Anteil %", "%", "Anteil"),
        ("PM10 (µg/m³)", "ug/m3", "PM10"),
        ("PM2.5 in μg/m3", "ug/m3", "PM2.5"),
        ("Wasserstand, cm", "cm", "Wasserstand"),
        ("Verbrauch/kWh", "kW.h", "Verbrauch"),
        ("Verbrauch kWh", "kW.h", "Verbrauch"),
        ("Leistung (MW)", "MW", "Leistung"),
        ("Spannung (mV)", "mV", "Spannung"),
        ("Pegel dB(A)", "dB[SPL]", "Pegel"),
        ("Dichte (Einwohner je km²)", "{person}/km2", "Dichte"),
        ("Wind m/s", "m/s", "Wind"),
        ("Einwohner je km²", "{person}/km2", ""),
        ("Anzahl", "{#}", ""),
        ("Miete (€/m²)", "{EUR}/m2", "Miete"),
    ],
)
def test_a_unit_is_found_and_the_title_is_left(header: str, ucum: str, title: str) -> None:
    unit = unit_of(header)
    assert unit is not None
    assert (unit.ucum, unit.title) == (ucum, title)
    assert unit.name.de
    assert unit.name.en


@pytest.mark.parametrize(
    "header",
    [
        "", "baum", "Datum", "DATUM", "Latitude", "X", "Y", "Linie A", "Haus h", "Name (alt)", "Name_dt", "Stadt", "Klasse a",
        "Jahr", "Temperatur min", "Kosten pro Jahr", "Umsatz je Einwohner", "Gruppe/A", "Tag",
        "Je Einwohner umgerechnet auf Landesdurchschnitt NRW = 100", "Art in der Stadt", "OBJECTID", "Raum", "programm",
        "100031297 (Promenade (nördl. Salzstraße))", "353409612 (Promenade (westl. Hals) Fahrräder IN)", "type_code",
    ],
)  # fmt: skip
def test_headers_without_a_unit_get_none(header: str) -> None:
    assert unit_of(header) is None


def test_small_and_capital_letters_mean_different_units() -> None:
    milli, mega = unit_of_symbol("mW") or unit_of_symbol("mV"), unit_of_symbol("MW")
    assert milli is not None
    assert mega is not None
    assert milli.ucum != mega.ucum
    assert unit_of_symbol("KWH") == unit_of_symbol("kWh")


def test_money_in_millions_says_its_factor() -> None:
    unit = unit_of("Insgesamt (in Mill. Euro)")
    assert unit is not None
    assert unit.factor == 1e6
    assert unit.name.de == "Millionen Euro"


def test_every_spelling_of_the_list_is_found_alone() -> None:
    for spelling, facts in BY_SPELLING.items():
        found = unit_of_symbol(spelling)
        assert found is not None, spelling
        assert found.ucum == facts.ucum


@given(st.text(max_size=60))
def test_any_header_can_be_asked(header: str) -> None:
    unit_of(header)
    unit_of_symbol(header)


def test_the_real_files_headers_have_the_units_that_they_name(real: Path) -> None:
    found: dict[str, str] = {}
    for name, delimiter in (
        ("tables/muenster-verfuegbares-einkommen.csv", ";"),
        ("tables/spielplaetze-muenster.csv", ";"),
        ("trees/konstanz_baumkataster_2020.csv", ","),
        ("brandenburg/brandenburg_gemeinden_2023.csv", ","),
    ):
        with (real / name).open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            for header in next(csv.reader(lines, delimiter=delimiter)):
                if (unit := unit_of(header)) is not None:
                    found[header] = unit.ucum
    assert found == {
        "Insgesamt (in Mill. Euro)": "10*6.{EUR}",
        "Je Einwohner (in Euro)": "{EUR}",
        "hoeheM": "m",
        "kronendurchmesserM": "m",
        "stammumfangCM": "cm",
        "area_ha": "har",
    }
