"""The loop that joins faces, compiled by numba. Imported only where it is used."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stadtkern.quarter.blocks.grid import Ids
from stadtkern.quarter.effects.fast import compiled

Rows = npt.NDArray[np.int64]


@compiled
def rectangles(ids: Ids, full: npt.NDArray[np.bool_], sense: int) -> Rows:
    """Join the faces of whole blocks that look along the first axis, plane by plane, each as large as it gets.

    Gives rows (plane, first row, row after the last, first place, place after the last, block). A rectangle may run on
    where both sides are whole blocks: nobody sees it there.
    """
    planes, rows, places = ids.shape
    out = np.empty((1024, 6), dtype=np.int64)
    count = 0
    # -2 hidden, -1 nothing (or joined already), else the block.
    face = np.empty((rows, places), dtype=np.int32)
    for plane in range(planes):
        beyond = plane + sense
        some = False
        for row in range(rows):
            for place in range(places):
                face[row, place] = -1
                if full[plane, row, place]:
                    if 0 <= beyond < planes and full[beyond, row, place]:
                        face[row, place] = -2
                    else:
                        face[row, place] = ids[plane, row, place]
                        some = True
        if not some:
            continue
        for row in range(rows):
            for place in range(places):
                block = face[row, place]
                if block < 0:
                    continue
                end = place + 1
                probe = end
                while probe < places and (face[row, probe] == block or face[row, probe] == -2):
                    probe += 1
                    if face[row, probe - 1] == block:
                        end = probe
                last = row + 1
                below = last
                while below < rows:
                    fits, real = True, False
                    for probe in range(place, end):
                        if face[below, probe] == block:
                            real = True
                        elif face[below, probe] != -2:
                            fits = False
                            break
                    if not fits:
                        break
                    below += 1
                    if real:
                        last = below
                for r in range(row, last):
                    for c in range(place, end):
                        if face[r, c] == block:
                            face[r, c] = -1
                if count == len(out):
                    grown = np.empty((2 * count, 6), dtype=np.int64)
                    grown[:count] = out
                    out = grown
                out[count] = np.array((plane, row, last, place, end, block))
                count += 1
    return out[:count].copy()
