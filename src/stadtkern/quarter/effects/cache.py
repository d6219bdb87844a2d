"""Says where compiled loops are kept. Imports nothing, for every command asks."""

from __future__ import annotations

import os
from pathlib import Path

_BESIDE = Path(__file__).parent


def keep_compiled_in(folder: Path, beside: Path = _BESIDE) -> None:
    """Have compiled loops kept in a town's folder where the program's own cannot be written; nothing goes elsewhere.

    Whoever runs the program may have chosen a folder (``NUMBA_CACHE_DIR``). Has to be called before anything is compiled.
    """
    if not os.access(beside, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(folder / "compiled"))
