"""cjio as a reader of CityJSON, without what importing it does to everybody else."""

from __future__ import annotations

import importlib
import json.encoder
from typing import Any


def _quietly() -> Any:
    """Import cjio, which has ``json`` write six places after the comma in the whole process, and take that back."""
    fast = json.encoder.c_make_encoder
    found = importlib.import_module("cjio.cityjson")
    json.encoder.c_make_encoder = fast
    vars(json.encoder).pop("float", None)
    return found


CityJSON = _quietly().CityJSON
assert json.dumps(0.0078125) == "0.0078125"
