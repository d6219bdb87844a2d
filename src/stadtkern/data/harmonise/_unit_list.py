"""The units that towns use: UCUM code, German and English name, symbol, and how people spell them."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """One unit. ``factor`` multiplies the number where the spelling holds a number itself ("Mill. Euro": 1e6)."""

    ucum: str
    name: Text
    symbol: str
    factor: float = 1.0


# code | German | English | symbol | spellings, separated by ";"
_LIST = """
m|Meter|metre|m|m;meter;metre;metres;mtr
cm|Zentimeter|centimetre|cm|cm;CM;zentimeter;centimeter;centimetre
mm|Millimeter|millimetre|mm|mm;millimeter;millimetre
km|Kilometer|kilometre|km|km;kilometer;kilometre
m2|Quadratmeter|square metre|m²|m²;m2;qm;m^2;quadratmeter;sqm;square metres
km2|Quadratkilometer|square kilometre|km²|km²;km2;qkm;km^2;quadratkilometer
har|Hektar|hectare|ha|ha;hektar;hectare;hectares
ar|Ar|are|a|ar
m3|Kubikmeter|cubic metre|m³|m³;m3;cbm;m^3;kubikmeter;cubic metres
L|Liter|litre|l|l;L;ltr;liter;litre;litres
mL|Milliliter|millilitre|ml|ml;mL;milliliter
kg|Kilogramm|kilogram|kg|kg;kilogramm;kilogram
g|Gramm|gram|g|g;gramm;gram
mg|Milligramm|milligram|mg|mg;milligramm
t|Tonne|tonne|t|t;to;tonne;tonnen;tonnes
Cel|Grad Celsius|degree Celsius|°C|°C;° C;ºC;˚C;grad c;grad celsius;celsius;degc;deg c;cel;℃
K|Kelvin|kelvin|K|K;kelvin
[degF]|Grad Fahrenheit|degree Fahrenheit|°F|°F;fahrenheit;degf
deg|Grad|degree|°|°;grad;deg;degree;degrees
%|Prozent|percent|%|%;prozent;percent;pct;v.h;vh;v. h;% rF;%rF;% r.F;%rh;% rh
[ppth]|Promille|per mille|‰|‰;promille
[ppm]|Teile je Million|parts per million|ppm|ppm
[ppb]|Teile je Milliarde|parts per billion|ppb|ppb
ug/m3|Mikrogramm je Kubikmeter|microgram per cubic metre|µg/m³|µg/m³;μg/m³;µg/m3;μg/m3;ug/m3;ug/m³;µg/m^3;µg/cbm
mg/m3|Milligramm je Kubikmeter|milligram per cubic metre|mg/m³|mg/m³;mg/m3
mg/L|Milligramm je Liter|milligram per litre|mg/l|mg/l;mg/L
ug/L|Mikrogramm je Liter|microgram per litre|µg/l|µg/l;μg/l;ug/l
W|Watt|watt|W|W;watt
kW|Kilowatt|kilowatt|kW|kW;kw;kilowatt
kW{p}|Kilowatt peak|kilowatt peak|kWp|kWp;kwp
MW|Megawatt|megawatt|MW|MW;megawatt
W.h|Wattstunde|watt hour|Wh|Wh;wattstunden
kW.h|Kilowattstunde|kilowatt hour|kWh|kWh;kwh;KWh;KWH;kilowattstunde;kilowattstunden
MW.h|Megawattstunde|megawatt hour|MWh|MWh;mwh;megawattstunde;megawattstunden
GW.h|Gigawattstunde|gigawatt hour|GWh|GWh;gwh
kW.h/m2|Kilowattstunde je Quadratmeter|kilowatt hour per square metre|kWh/m²|kWh/m²;kWh/m2
W/m2|Watt je Quadratmeter|watt per square metre|W/m²|W/m²;W/m2;w/m2
J|Joule|joule|J|J;joule
V|Volt|volt|V|V;volt
mV|Millivolt|millivolt|mV|mV
A|Ampere|ampere|A|A;ampere
mA|Milliampere|milliampere|mA|mA
lx|Lux|lux|lx|lx;lux
Hz|Hertz|hertz|Hz|Hz;hertz
dB|Dezibel|decibel|dB|dB;db;dezibel;decibel
dB[SPL]|Dezibel (A)|A-weighted decibel|dB(A)|dB(A);dba;dBA;db(a)
dB{mW}|Dezibel Milliwatt|decibel milliwatt|dBm|dBm;dbm
hPa|Hektopascal|hectopascal|hPa|hPa;hpa;hektopascal
Pa|Pascal|pascal|Pa|Pa;pascal
kPa|Kilopascal|kilopascal|kPa|kPa
mbar|Millibar|millibar|mbar|mbar;millibar
bar|Bar|bar|bar|bar
m/s|Meter je Sekunde|metre per second|m/s|m/s;m/sec;m s-1;m·s⁻¹
km/h|Kilometer je Stunde|kilometre per hour|km/h|km/h;kmh;km/std;kph
m3/s|Kubikmeter je Sekunde|cubic metre per second|m³/s|m³/s;m3/s
m3/h|Kubikmeter je Stunde|cubic metre per hour|m³/h|m³/h;m3/h
L/s|Liter je Sekunde|litre per second|l/s|l/s;L/s
mm/h|Millimeter je Stunde|millimetre per hour|mm/h|mm/h
L/m2|Liter je Quadratmeter|litre per square metre|l/m²|l/m²;l/m2;l/qm
s|Sekunde|second|s|s;sek;sec;sekunde;sekunden;second;seconds
min|Minute|minute|min|min;minute;minuten;minutes
h|Stunde|hour|h|h;std;stunde;stunden;hour;hours
d|Tag|day|d|tag;tage;tagen;day;days
ms|Millisekunde|millisecond|ms|ms;millisekunden
mo|Monat|month|Monat|monat;monate;month;months
a|Jahr|year|Jahr|jahr;jahre;jahren;year;years
uS/cm|Mikrosiemens je Zentimeter|microsiemens per centimetre|µS/cm|µS/cm;μS/cm;uS/cm
mS/cm|Millisiemens je Zentimeter|millisiemens per centimetre|mS/cm|mS/cm
[pH]|pH-Wert|pH|pH|pH
{NTU}|Trübung (NTU)|turbidity (NTU)|NTU|NTU;FNU
uSv/h|Mikrosievert je Stunde|microsievert per hour|µSv/h|µSv/h;μSv/h;uSv/h
nSv/h|Nanosievert je Stunde|nanosievert per hour|nSv/h|nSv/h
By|Byte|byte|B|byte;bytes
{EUR}|Euro|euro|€|€;eur;EUR;euro
{USD}|US-Dollar|US dollar|$|$;usd;USD
{EUR}/m2|Euro je Quadratmeter|euro per square metre|€/m²|€/m²;€/m2;euro/m²;euro/m2;eur/m²;euro/qm;euro je m²;euro je qm
{EUR}/a|Euro je Jahr|euro per year|€/a|€/a;euro/jahr;€/jahr;euro im jahr;euro pro jahr
{ct}/(kW.h)|Cent je Kilowattstunde|cent per kilowatt hour|ct/kWh|ct/kWh
1/h|je Stunde|per hour|1/h|1/h;kfz/h;rad/h
1/d|je Tag|per day|1/d|1/d;kfz/24h;kfz/tag;rad/tag
{#}|Anzahl|count|Anzahl|anzahl;stück;stck;stk;count;number;zahl
{person}|Personen|people|Personen|personen;person;einwohner;ew;einw;menschen;people
{person}/km2|Einwohner je Quadratkilometer|inhabitants per square kilometre|Ew./km²|ew/km²;ew./km²;einwohner/km²;einwohner je km²;einw./km²;ew/qkm;einwohner je qkm
t/a|Tonnen je Jahr|tonnes per year|t/a|t/a;t/jahr
kg/{person}|Kilogramm je Person|kilogram per person|kg/Ew.|kg/ew;kg/einwohner;kg je einwohner;kg/e
"""

# Euro in thousands, millions: the number keeps its meaning only with the factor.
_MONEY = (
    (1e3, "Tausend Euro", "thousand euro", "Tsd. €", ("tsd. euro", "tsd euro", "tsd. eur", "tsd eur", "tsd. €",
     "tsd €", "t€", "t €", "teur", "teuro", "tausend euro", "1000 euro", "1.000 euro", "1 000 euro", "1000 €", "1.000 €", "k€")),
    (1e6, "Millionen Euro", "million euro", "Mio. €", ("mio. euro", "mio euro", "mio. eur", "mio eur", "mio. €", "mio €",
     "mill. euro", "mill euro", "mill. eur", "mill. €", "millionen euro", "m€", "mio.€", "million euro")),
    (1e9, "Milliarden Euro", "billion euro", "Mrd. €", ("mrd. euro", "mrd euro", "mrd. eur", "mrd. €", "mrd €",
     "milliarden euro")),
)  # fmt: skip
_MONEY_CODE = {1e3: "10*3.{EUR}", 1e6: "10*6.{EUR}", 1e9: "10*9.{EUR}"}


def _read() -> dict[str, UnitFacts]:
    spellings: dict[str, UnitFacts] = {}
    for line in _LIST.strip().splitlines():
        ucum, german, english, symbol, known = line.split("|")
        facts = UnitFacts(ucum, Text(german, english), symbol)
        for spelling in known.split(";"):
            spellings.setdefault(spelling, facts)
    for factor, german, english, symbol, known_money in _MONEY:
        facts = UnitFacts(_MONEY_CODE[factor], Text(german, english), symbol, factor)
        for spelling in known_money:
            spellings.setdefault(spelling.rstrip("."), facts)
    return spellings


BY_SPELLING: dict[str, UnitFacts] = _read()
"""Spelling (as written, long ones lower-case) to unit."""

SUFFIXES: dict[str, UnitFacts] = {
    suffix: BY_SPELLING[suffix if suffix in BY_SPELLING else suffix.lower()]
    for suffix in (
        "M", "CM", "MM", "KM", "M2", "M3", "HA", "KG", "KW", "kW", "KWH", "kWh", "MWh", "cm", "mm", "km", "m2",
        "qm", "m3", "ha", "kg", "m", "EUR", "eur", "Prozent", "prozent", "percent", "Celsius", "celsius", "hPa",
    )
    if (suffix in BY_SPELLING or suffix.lower() in BY_SPELLING)
}  # fmt: skip
"""Endings of machine headers ("hoeheM", "laenge_m") to units."""
