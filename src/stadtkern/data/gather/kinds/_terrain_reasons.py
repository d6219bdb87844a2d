"""Why a terrain cannot be read, and why single cells of it are not taken, in both languages."""

from __future__ import annotations

from stadtkern.town.text import ProblemError, Text, problem

NO_HEIGHT = Text(
    "Für diese Zelle steht keine Höhe in der Datei (Leerwert).",
    "The file has no height for this cell (void).",
)
ABSURD = Text(
    "Diese Höhe kann nicht stimmen: Sie liegt unter −500 m oder über 9.000 m.",
    "This height cannot be right: it is below −500 m or above 9,000 m.",
)
FEET = Text(
    "Die Höhen sind in Fuß angegeben und wurden in Meter umgerechnet.",
    "The heights are in feet and were turned into metres.",
)
FAR = Text(
    "Das Gelände liegt nicht bei der Stadt. Bitte prüfen Sie, ob es die richtige Kachel ist und das Koordinatensystem stimmt.",
    "The terrain is not near the town. Please check whether it is the right tile and the coordinate system is right.",
)
MOVED = Text(
    "Das Gelände wurde auf ein Gitter in Längen- und Breitengraden umgerechnet, so fein wie das der Quelle.",
    "The terrain was laid on a grid of degrees, as fine as the source's own.",
)
_AGAIN = Text(
    "Bitte laden Sie die Datei noch einmal von der Quelle herunter und versuchen Sie es dann erneut.",
    "Please download the file from its source once more and try again.",
)
_HGT_SIZES = Text(
    "Eine Kachel hat 1.201 × 1.201 oder 3.601 × 3.601 Höhen zu je zwei Byte.",
    "A tile has 1,201 × 1,201 or 3,601 × 3,601 heights of two bytes each.",
)


def broken(name: str) -> ProblemError:
    """Make the problem for a raster that ends too soon or is none."""
    return problem(
        "terrain.broken",
        f"Das Höhenmodell „{name}“ ist beschädigt oder unvollständig. Es wurde nichts übernommen.",
        f"The height model “{name}” is damaged or incomplete. Nothing was taken from it.",
        _AGAIN,
    )


def picture(name: str, bands: int) -> ProblemError:
    """Make the problem for a raster of colours."""
    de = f"{bands} Farbkanäle" if bands > 1 else "Farb- oder Graustufen"
    en = f"{bands} bands of colour" if bands > 1 else "shades of colour or grey"
    return problem(
        "terrain.picture",
        f"„{name}“ ist ein Bild ({de}) und kein Höhenmodell.",
        f"“{name}” is a picture ({en}), not a height model.",
        Text(
            "Gebraucht wird ein GeoTIFF mit einem Kanal, in dem Höhen in Metern stehen (16 oder 32 Bit).",
            "What is needed is a GeoTIFF with one band that holds heights in metres (16 or 32 bits).",
        ),
    )


def crs_missing(name: str) -> ProblemError:
    """Make the problem for a raster that does not say where it lies."""
    return problem(
        "terrain.crs-missing",
        f"In „{name}“ steht nicht, wo das Gelände liegt: Koordinatensystem oder Lage fehlen.",
        f"“{name}” does not say where the terrain is: coordinate system or position are missing.",
        Text(
            "Tragen Sie das System ein, zum Beispiel mit „gdal_edit.py -a_srs EPSG:25833 datei.tif“, oder exportieren Sie "
            "die Datei mit Georeferenz.",
            "Write the system into it, for instance with “gdal_edit.py -a_srs EPSG:25833 file.tif”, or export the file with "
            "its georeference.",
        ),
    )


def crs_wrong(name: str, said: str) -> ProblemError:
    """Make the problem for coordinates that cannot be in the system that the file names."""
    return problem(
        "terrain.crs-wrong",
        f"Die Koordinaten in „{name}“ passen nicht zum angegebenen Koordinatensystem ({said}).",
        f"The coordinates in “{name}” do not fit the coordinate system that it names ({said}).",
        Text(
            "Meist ist die Angabe falsch: Werte wie 428000, 5760000 gehören zu EPSG:25833 oder EPSG:25832, Werte wie 13,9 "
            "und 52,0 zu EPSG:4326.",
            "Mostly the statement is wrong: numbers like 428000, 5760000 belong to EPSG:25833 or EPSG:25832, numbers like "
            "13.9 and 52.0 to EPSG:4326.",
        ),
    )


def too_large(name: str, width: int, height: int) -> ProblemError:
    """Make the problem for more cells than a town allows."""
    return problem(
        "terrain.too-large",
        f"Das Höhenmodell „{name}“ ist mit {width} × {height} Zellen größer als erlaubt.",
        f"The height model “{name}” has {width} × {height} cells, which is more than allowed.",
        Text(
            "Schneiden Sie es auf das Gebiet der Stadt zu, oder nehmen Sie ein gröberes.",
            "Cut it to the town's area, or take a coarser one.",
        ),
    )


def no_heights(name: str) -> ProblemError:
    """Make the problem for a raster without a single height."""
    return problem(
        "terrain.empty",
        f"Im Höhenmodell „{name}“ steht keine einzige Höhe.",
        f"The height model “{name}” holds not a single height.",
        Text(
            "Vielleicht liegt die Kachel ganz im Wasser oder außerhalb des Landes. Bitte wählen Sie eine andere.",
            "Perhaps the tile lies all in water or outside of the country. Please choose another.",
        ),
    )


def absurd(name: str, least: float, most: float) -> ProblemError:
    """Make the problem for numbers that cannot be heights in metres."""
    return problem(
        "terrain.heights",
        f"Die Zahlen in „{name}“ gehen von {_plain(least)} bis {_plain(most)}. Das sind keine Höhen in Metern.",
        f"The numbers in “{name}” go from {_plain(least)} to {_plain(most)}. These are no heights in metres.",
        Text(
            "Stehen die Höhen in Zentimetern oder Millimetern, rechnen Sie sie vorher in Meter um.",
            "If they are in centimetres or millimetres, turn them into metres first.",
        ),
    )


def _plain(value: float) -> str:
    return f"{value:.0f}" if abs(value) < 1e9 else f"{value:.1e}"


def hgt_size(name: str, size: int) -> ProblemError:
    """Make the problem for a .hgt file of a size that no tile has."""
    return problem(
        "terrain.size",
        f"„{name}“ hat {size} Byte, so groß ist keine SRTM-Kachel. Vielleicht ist sie unvollständig.",
        f"“{name}” has {size} bytes, which no SRTM tile has. Perhaps it is incomplete.",
        _HGT_SIZES,
    )


def hgt_name(name: str) -> ProblemError:
    """Make the problem for a .hgt file whose name does not say where it lies."""
    return problem(
        "terrain.name",
        f"Bei SRTM-Kacheln sagt der Name, wo sie liegen. „{name}“ sagt es nicht.",
        f"With SRTM tiles the name says where they are. “{name}” does not.",
        Text(
            "Geben Sie der Datei den Namen ihrer Südwestecke, zum Beispiel N52E013.hgt.",
            "Give the file the name of its south-west corner, for instance N52E013.hgt.",
        ),
    )


def nothing_inside(listed: str) -> ProblemError:
    """Make the problem for an archive without terrain."""
    return problem(
        "terrain.zip-content",
        f"Im Archiv ist kein Höhenmodell. Es enthält: {listed}.",
        f"The archive holds no height model. It contains: {listed}.",
        Text("Gelesen werden .hgt und GeoTIFF (.tif).", "What is read is .hgt and GeoTIFF (.tif)."),
    )


def too_many(count: int, most: int) -> ProblemError:
    """Make the problem for an archive of more tiles than are read at once."""
    return problem(
        "terrain.files",
        f"Das Archiv enthält {count} Höhenmodelle, erlaubt sind {most}.",
        f"The archive holds {count} height models, {most} are allowed.",
    )
