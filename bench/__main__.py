"""``make bench``: all figures, each part in a process of its own so that none warms the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARTS = ("bench.lake", "bench.features", "bench.town")


def main() -> int:
    """Run all parts; gives 1 when one broke."""
    failed = 0
    for part in PARTS:
        print(f"\n{part}", flush=True)
        failed |= subprocess.run(
            [sys.executable, "-m", part], check=False, cwd=Path(__file__).resolve().parent.parent
        ).returncode
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
