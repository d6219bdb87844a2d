"""What runs beside the answers while a town serves: the schedule, live sources, an embedded broker if asked for."""

from __future__ import annotations

import asyncio
import logging

from stadtkern.data.gather.schedule import Schedule
from stadtkern.data.gather.undo import clear_cut_off
from stadtkern.data.lake.town import town_lake
from stadtkern.town.folder import TownFolder

log = logging.getLogger(__name__)


class Background:
    """Starts and ends everything that is not an answer to a request."""

    def __init__(self, town: TownFolder) -> None:
        """Take the town; nothing runs before ``start``."""
        self._town = town
        self._schedule = Schedule(town)
        self._live: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    async def start(self) -> None:
        """Clear up after a cut-off run, then begin."""
        if taken_back := await asyncio.to_thread(clear_cut_off, self._town):
            log.warning("%s imports were cut off and have been taken back", taken_back)
        self._schedule.start()
        self._live = asyncio.create_task(self._run_live(), name="live sources")

    async def stop(self) -> None:
        """End in order: no new jobs, no new values, then the lake, which writes what it holds."""
        self._stop.set()
        await asyncio.to_thread(self._schedule.stop)
        if self._live is not None:
            try:
                await asyncio.wait_for(self._live, 5)
            except (TimeoutError, asyncio.CancelledError):
                self._live.cancel()
        await asyncio.to_thread(town_lake(self._town).close)

    async def _run_live(self) -> None:
        from stadtkern.data.gather.live_sources import run_live_sources

        try:
            await run_live_sources(self._town, self._stop)
        except Exception:
            log.exception("live sources ended")
