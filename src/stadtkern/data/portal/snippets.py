"""How to use a dataset from elsewhere: ready lines with this town's and this dataset's own addresses."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.data.publish.download import Format, formats_of
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program and the lines for it. ``key`` names it for good; ``steps`` say in words what to do with the lines."""

    key: str
    name: Text
    lines: str
    steps: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Download:
    """One format a collection can be had in."""

    name: Text
    ending: str
    hint: Text


_HINTS = {
    "csv": Text("für Tabellenprogramme und Skripte", "for spreadsheets and scripts"),
    "xlsx": Text("zum Öffnen mit Excel oder LibreOffice", "to open in Excel or LibreOffice"),
    "geojson": Text("für Karten und das Web", "for maps and the web"),
    "json": Text("für Programme", "for programs"),
    "parquet": Text("für große Auswertungen", "for large analyses"),
    "tif": Text("für QGIS und Programme", "for QGIS and programs"),
}


def downloads(collection: CollectionFacts) -> list[Download]:
    """Give the formats that the download door has for this collection."""
    return [Download(_name(one, collection), one.ending, _HINTS[one.ending]) for one in formats_of(collection)]


def _name(one: Format, collection: CollectionFacts) -> Text:
    if one.ending == "parquet" and collection.shape == "features":
        return Text("GeoParquet", "GeoParquet")
    return one.title


def snippets(collection: CollectionFacts, base: str, streams: list[StreamFacts]) -> list[Snippet]:
    """Give ready lines for people with Excel first, then for programs. ``base`` is https://host without a slash at the end."""
    if collection.shape == "terrain":
        return terrain_snippets(collection.slug, base)
    csv = f"{base}/download/{collection.slug}.csv"
    found = [_excel(csv), _curl(collection, csv)]
    if collection.shape == "series":
        stream = streams[0].id if streams else 1
        return [
            *found,
            _pandas(csv, times=True),
            *_sensorthings(base, stream),
            _js_values(base, stream),
            *_r(csv),
            _qgis(base),
        ]
    if collection.shape == "features":
        return [*found, _pandas(csv), *_features(collection, base), *_r_places(collection, base), _qgis(base)]
    return [*found, _pandas(csv), _js_rows(csv), *_r(csv)]


def terrain_snippets(slug: str, base: str) -> list[Snippet]:
    """Give ready lines for a terrain: the file, and its relief as tiles."""
    tif = f"{base}/download/{slug}.tif"
    rasterio = f'import rasterio\n\nwith rasterio.open("{tif}") as ground:\n    print(ground.bounds, ground.read(1, masked=True).mean())'
    return [
        Snippet("curl", Text("curl", "curl"), f"curl -fsS -o '{slug}.tif' '{tif}'"),
        Snippet("python", Text("Python (rasterio)", "Python (rasterio)"), rasterio),
        Snippet(
            "r", Text("R (terra)", "R (terra)"), f'library(terra)\n\nground <- rast("/vsicurl/{tif}")\nplot(ground)'
        ),
        Snippet(
            "qgis",
            Text("QGIS (Relief als Kacheln)", "QGIS (relief as tiles)"),
            f"{base}/tiles/relief/{{z}}/{{x}}/{{y}}.png",
            (
                Text(
                    "In QGIS: Layer › Layer hinzufügen › XYZ-Layer hinzufügen.",
                    "In QGIS: Layer › Add Layer › Add XYZ Layer.",
                ),
                Text("Auf „Neu“ klicken und diese Adresse eintragen:", "Click “New” and enter this address:"),
            ),
        ),
    ]


def _excel(csv: str) -> Snippet:
    return Snippet(
        "excel",
        Text("Excel (aktualisiert sich auf Knopfdruck)", "Excel (refreshes at the press of a button)"),
        f'let\n    Datei = Web.Contents("{csv}"),\n'
        '    Tabelle = Csv.Document(Datei, [Delimiter = ",", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]),\n'
        "    Kopf = Table.PromoteHeaders(Tabelle, [PromoteAllScalars = true]),\n"
        '    Typen = Table.TransformColumnTypes(Kopf, {}, "en-US")\nin\n    Typen',
        (
            Text(
                "In Excel: Daten › Daten abrufen › Aus anderen Quellen › Leere Abfrage.",
                "In Excel: Data › Get Data › From Other Sources › Blank Query.",
            ),
            Text(
                "Im Power-Query-Editor: Erweiterter Editor öffnen, alles ersetzen durch:",
                "In the Power Query Editor: open Advanced Editor and replace everything by:",
            ),
        ),
    )


def _curl(collection: CollectionFacts, csv: str) -> Snippet:
    return Snippet("curl", Text("curl", "curl"), f"curl -fsS -o '{collection.slug}.csv' '{csv}'")


def _pandas(csv: str, *, times: bool = False) -> Snippet:
    more = ', parse_dates=["time"]' if times else ""
    last = "print(df.tail())" if times else "print(df.describe(include='all'))"
    lines = f'import pandas as pd\n\ndf = pd.read_csv("{csv}"{more})\n{last}'
    return Snippet("python", Text("Python (pandas)", "Python (pandas)"), lines)


def _sensorthings(base: str, stream: int) -> list[Snippet]:
    values = f"{base}/sta/v1.1/Datastreams({stream})/Observations"
    query = "$orderby=phenomenonTime%20desc&$top=96"
    return [
        Snippet(
            "sensorthings",
            Text("Die letzten 96 Werte (SensorThings)", "The latest 96 values (SensorThings)"),
            f"curl -fsS '{values}?{query}'",
        ),
        Snippet(
            "python-sta",
            Text("Python (SensorThings)", "Python (SensorThings)"),
            "import frost_sta_client as sta\n\n"
            f'service = sta.SensorThingsService("{base}/sta/v1.1")\n'
            f"stream = service.datastreams().find({stream})\n"
            "for value in stream.get_observations().query().top(10).list():\n"
            "    print(value.phenomenon_time, value.result)",
        ),
    ]


def _js_values(base: str, stream: int) -> Snippet:
    address = f"{base}/sta/v1.1/Datastreams({stream})/Observations?$orderby=phenomenonTime%20desc&$top=10"
    return Snippet(
        "js",
        Text("JavaScript (Browser oder Node)", "JavaScript (browser or Node)"),
        f'const answer = await fetch("{address}");\nconst {{ value }} = await answer.json();\n'
        "for (const one of value) console.log(one.phenomenonTime, one.result);",
    )


def _js_rows(csv: str) -> Snippet:
    return Snippet(
        "js",
        Text("JavaScript (Browser oder Node)", "JavaScript (browser or Node)"),
        f'const answer = await fetch("{csv}");\nconst lines = (await answer.text()).trim().split("\\n");\n'
        "console.log(lines[0], lines.length - 1);",
    )


def _r(csv: str) -> list[Snippet]:
    return [Snippet("r", Text("R", "R"), f'df <- read.csv("{csv}")\nsummary(df)')]


def _features(collection: CollectionFacts, base: str) -> list[Snippet]:
    items = f"{base}/features/collections/{collection.slug}/items"
    geojson = f"{base}/download/{collection.slug}.geojson"
    return [
        Snippet(
            "part",
            Text("Ein Ausschnitt (OGC API Features)", "A part of it (OGC API Features)"),
            f"curl -fsS '{items}?limit=100&bbox={_box(collection)}'",
        ),
        Snippet(
            "geopandas",
            Text("Python (GeoPandas)", "Python (GeoPandas)"),
            f'import geopandas as gpd\n\ngdf = gpd.read_file("{geojson}")\ngdf.plot()',
        ),
        Snippet(
            "js",
            Text("JavaScript (Browser oder Node)", "JavaScript (browser or Node)"),
            f'const answer = await fetch("{items}?limit=10");\nconst {{ features }} = await answer.json();\n'
            "for (const one of features) console.log(one.geometry?.type, one.properties);",
        ),
    ]


def _r_places(collection: CollectionFacts, base: str) -> list[Snippet]:
    lines = f'library(sf)\n\ndata <- st_read("{base}/download/{collection.slug}.geojson")\nplot(st_geometry(data))'
    return [Snippet("r", Text("R (sf)", "R (sf)"), lines)]


def _box(collection: CollectionFacts) -> str:
    return ",".join(f"{edge:.4f}" for edge in collection.bbox) if collection.bbox else "13.0,52.0,14.0,53.0"


def _qgis(base: str) -> Snippet:
    return Snippet(
        "qgis",
        Text("QGIS", "QGIS"),
        f"{base}/features",
        (
            Text(
                "In QGIS: Layer › Layer hinzufügen › WFS / OGC API – Features hinzufügen.",
                "In QGIS: Layer › Add Layer › Add WFS / OGC API – Features Layer.",
            ),
            Text("Auf „Neu“ klicken und diese Adresse eintragen:", "Click “New” and enter this address:"),
        ),
    )
