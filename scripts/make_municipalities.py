"""Make the package's list of Brandenburg's municipalities from a table of the Federal Statistical Office's register.

The table needs the columns ags, ars and name, nothing else of it is kept: ``python scripts/make_municipalities.py TABLE.csv``.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/stadtkern/data/harmonise/municipalities_brandenburg_2023.csv"
SOURCE = (
    "# Source: © Statistisches Bundesamt (Destatis), Gemeindeverzeichnis (GV-ISys), 31.12.2023; ags, ars and name only"
)


def main(table: str) -> int:
    """Write the list; gives the number of municipalities."""
    with Path(table).open(encoding="utf-8-sig", newline="") as lines:
        rows = sorted((row["ags"], row["ars"], row["name"]) for row in csv.DictReader(lines))
    with TARGET.open("w", encoding="utf-8", newline="") as target:
        target.write(f"{SOURCE}\n")
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("ags", "ars", "name"))
        writer.writerows(rows)
    return len(rows)


if __name__ == "__main__":
    print(main(sys.argv[1]))
