"""How to use a dataset from elsewhere: ready lines with this town's and this dataset's own addresses."""

from __future__ import annotations

from dataclasses import dataclass

from stadtkern.data.publish.download import Format, formats_of
from stadtkern.data.registry.facts import CollectionFacts
from stadtkern.data.registry.things import StreamFacts
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program and the lines for it; ``code`` is False for steps in words."""

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
}


def downloads(collection: CollectionFacts) -> list[Download]:
    """Give the formats that the download door has for this collection."""
    return [Download(_name(one, collection), one.ending, _HINTS[one.ending]) for one in formats_of(collection)]


def _name(one: Format, collection: CollectionFacts) -> Text:
    if one.ending == "parquet" and collection.shape == "features":
        return Text("GeoParquet", "GeoParquet")
    return one.title


def snippets(collection: CollectionFacts, base: str, streams: list[StreamFacts]) -> list[Snippet]:
    """Give ready lines for curl, Python, R and QGIS. ``base`` is https://host without a slash at the end."""
    csv = f"{base}/download/{collection.slug}.csv"
    items = f"{base}/features/collections/{collection.slug}/items"
    found = [Snippet(Text("curl", "curl"), f"curl -o {collection.slug}.csv '{csv}'")]
    if collection.shape == "series":
        found += _series(base, csv, streams)
    elif collection.shape == "features":
        found += _features(collection, base, items, csv)
    else:
        found += [
            Snippet(
                Text("Python (pandas)", "Python (pandas)"),
                f'import pandas as pd\n\ndf = pd.read_csv("{csv}")\nprint(df.describe())',
            ),
            Snippet(Text("R", "R"), f'df <- read.csv("{csv}")\nsummary(df)'),
        ]
    return found


def _series(base: str, csv: str, streams: list[StreamFacts]) -> list[Snippet]:
    stream = streams[0].id if streams else 1
    values = f"{base}/sta/v1.1/Datastreams({stream})/Observations"
    query = "$orderby=phenomenonTime%20desc&$top=96"
    return [
        Snippet(
            Text("Die letzten 96 Werte (SensorThings)", "The latest 96 values (SensorThings)"),
            f"curl '{values}?{query}'",
        ),
        Snippet(
            Text("Python (pandas)", "Python (pandas)"),
            f'import pandas as pd\n\ndf = pd.read_csv("{csv}", parse_dates=["time"])\nprint(df.tail())',
        ),
        Snippet(
            Text("Python (SensorThings)", "Python (SensorThings)"),
            "import frost_sta_client as sta\n\n"
            f'service = sta.SensorThingsService("{base}/sta/v1.1")\n'
            f"stream = service.datastreams().find({stream})\n"
            "for value in stream.get_observations().query().top(10).list():\n"
            "    print(value.phenomenon_time, value.result)",
        ),
        Snippet(Text("R", "R"), f'df <- read.csv("{csv}")\nplot(as.POSIXct(df$time), df$number, type = "l")'),
        _qgis(base),
    ]


def _features(collection: CollectionFacts, base: str, items: str, csv: str) -> list[Snippet]:
    return [
        Snippet(
            Text("Ausschnitt (OGC API Features)", "A part of it (OGC API Features)"),
            f"curl '{items}?limit=100&bbox={_box(collection)}'",
        ),
        Snippet(
            Text("Python (GeoPandas)", "Python (GeoPandas)"),
            f'import geopandas as gpd\n\ngdf = gpd.read_file("{base}/download/{collection.slug}.geojson")\ngdf.plot()',
        ),
        Snippet(
            Text("R (sf)", "R (sf)"),
            f'library(sf)\n\ndata <- st_read("{base}/download/{collection.slug}.geojson")\nplot(st_geometry(data))',
        ),
        _qgis(base),
        Snippet(Text("Tabelle ohne Karte", "The table without a map"), f"curl '{csv}'"),
    ]


def _box(collection: CollectionFacts) -> str:
    return ",".join(f"{edge:.4f}" for edge in collection.bbox) if collection.bbox else "13.0,52.0,14.0,53.0"


def _qgis(base: str) -> Snippet:
    return Snippet(
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
