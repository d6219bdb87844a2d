"""Loops are compiled before somebody waits, and kept in the town's folder where the program's own cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import stadtkern
from stadtkern.quarter.effects.cache import keep_compiled_in
from stadtkern.quarter.effects.ready import make_ready_beside

SOURCE = os.path.dirname(os.path.dirname(stadtkern.__file__))
COMPILE = """
import sys
from pathlib import Path
from stadtkern.quarter.effects.cache import keep_compiled_in
from stadtkern.quarter.effects.ready import make_ready

keep_compiled_in(Path(sys.argv[1]), beside=Path(sys.argv[1]) / "not-there")
assert "numba" not in sys.modules
make_ready()
from stadtkern.quarter.effects import fast
loops = {name: one for name, one in vars(fast).items() if hasattr(one, "signatures")}
assert len(loops) == 7, loops
print([name for name, one in loops.items() if not one.signatures])
"""


def test_all_loops_are_compiled_and_kept_in_the_towns_folder_alone(tmp_path: Path) -> None:
    """In a home that is empty before and after."""
    home, run = tmp_path / "home", tmp_path / "run"
    home.mkdir()
    environment = {**os.environ, "PYTHONPATH": SOURCE, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", COMPILE, str(run)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
    assert list(home.iterdir()) == []
    assert list((run / "compiled").rglob("*.nbi"))


def test_a_folder_that_can_be_written_or_was_chosen_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiled loops then lie beside the program, or where its owner wants them."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    keep_compiled_in(tmp_path, beside=tmp_path)
    assert "NUMBA_CACHE_DIR" not in os.environ
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/chosen")
    keep_compiled_in(tmp_path, beside=tmp_path / "not-there")
    assert os.environ["NUMBA_CACHE_DIR"] == "/chosen"


def test_a_process_of_its_own_compiles_and_ends_when_it_should() -> None:
    assert make_ready_beside(lambda: False)
    assert not make_ready_beside(lambda: True)
