"""Compiled loops work where nothing can be kept, are imported only when needed, and let other threads run."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import numpy as np

import stadtkern
from stadtkern.quarter.effects import fast
from stadtkern.quarter.effects.light import Caster, passed
from stadtkern.quarter.effects.sunpath import Sun

SOURCE = os.path.dirname(os.path.dirname(stadtkern.__file__))
LOOK = """
import sys
import stadtkern.quarter.effects.meter
assert "numba" not in sys.modules
assert "scipy" not in sys.modules
"""
NOWHERE = """
import numba

really = numba.njit
asked = []

def refuse(*given, **told):
    asked.append(told)
    if told.get("cache"):
        raise RuntimeError("cannot cache function: no locator available")
    return really(*given, **told)

numba.njit = refuse
import numpy as np
from stadtkern.quarter.effects import fast
assert {"cache": True, "nogil": True} in asked and {"nogil": True} in asked
print(fast.tops(np.array([[0, 8, 1]], dtype=np.uint64)).tolist())
"""


def _python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout.strip()


def test_counting_alone_imports_no_compiler() -> None:
    """The meter is imported with the program; numba and scipy only when something slow is asked."""
    assert _python(LOOK) == ""


def test_where_nothing_can_be_kept_each_process_compiles_anew() -> None:
    """As on a machine where neither the program's folder nor the user's cache can be written."""
    assert _python(NOWHERE) == "[[3]]"


def test_others_go_on_while_a_compiled_loop_runs() -> None:
    """A thread that counts gets on while shadows are reckoned."""
    bits = np.ones((512, 512), dtype=np.uint64)
    start = np.ones((512, 512), dtype=np.uint64)
    caster, to = Caster(bits), Sun(30, 200).towards()
    caster.shaded(start, to)
    offsets, out = np.tile(passed(to, 512, 512, 0), (4000, 1)), np.zeros((512, 512), dtype=np.bool_)
    bits[0] = 1 << 63
    top = fast.tops(bits)
    thread = threading.Thread(target=fast.shadow, args=(bits, top, start, offsets, out))
    thread.start()
    ticks = 0
    while thread.is_alive():
        ticks += 1
        time.sleep(0.001)
    thread.join()
    assert ticks > 5
