"""``make bench``: all figures, each part in a process of its own so that none warms the other."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

PARTS = (
    "bench.lake",
    "bench.features",
    "bench.town",
    "bench.pages",
    "bench.search",
    "bench.paths",
    "bench.map",
    "bench.survey",
    "bench.effects",
    "bench.builder",
    "bench.rooms",
)


def main() -> int:
    """Run all parts; gives 1 when one broke."""
    failed = 0
    with tempfile.TemporaryDirectory() as compiled:
        # Python keeps what it compiled, as on any machine, also where the environment says otherwise.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for part in PARTS:
            print(f"\n{part}", flush=True)
            failed |= subprocess.run(
                [sys.executable, "-m", part],
                check=False,
                cwd=Path(__file__).resolve().parent.parent,
                env=environment,
            ).returncode
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
