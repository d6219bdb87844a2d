"""Features, tiles and downloads of a million points and three million observations, through a real server.

``python -m bench.features`` prints the figures; pygeoapi and Datasette are asked the same where they are installed
(``uv sync --group bench``, or STADTKERN_PEERS names another Python that has them).
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pyarrow as pa

from bench.points import COLUMNS, batches, boxes

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "tests")]
from serving import Serving, serving, stadtkern  # noqa: E402

COUNT = 1_000_000
LARGE = 100_000
STREAMS, PER_STREAM = 30, 100_000
SPACE = "  "


def fill(folder: Path) -> None:
    """Write the points and observations into a town's lake and registry, published."""
    os.environ["STADTKERN_TOWN"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "stadtkern.front.settings"
    import django

    django.setup()
    from stadtkern.data.gather.model import Column, StreamSpec
    from stadtkern.data.lake import open_lake
    from stadtkern.data.registry import public
    from stadtkern.data.registry.facts import ColumnFacts
    from stadtkern.data.registry.models import Collection, Dataset
    from stadtkern.data.registry.things import Things

    lake = open_lake(folder / "lake")
    for number, (slug, count) in enumerate((("trees", COUNT), ("few", LARGE)), 1):
        collection, dataset = _collection(public, Dataset, slug, "features")
        with lake.importing(number) as writer:
            written = writer.table(collection, [Column(name, name, type_) for name, type_ in COLUMNS], True, batches(count))  # fmt: skip
        facts = [ColumnFacts(name, name, type_) for name, type_ in COLUMNS]
        public.describe_collection(
            collection, columns=facts, rows=written.rows, bbox=written.bbox, time_start=None, time_end=None
        )
    collection, dataset = _collection(public, Dataset, "counters", "series")
    specs = [StreamSpec(f"Station {one // 3}", f"Spur {one % 3}", "{count}") for one in range(STREAMS)]
    ids = Things(folder / "registry.sqlite3").ensure_streams(dataset, collection, specs)
    with lake.importing(9) as writer:
        writer.series(observations(ids))
    Collection.objects.filter(pk=collection).update(rows=STREAMS * PER_STREAM)
    lake.close()


def _collection(public: object, dataset_model: object, slug: str, shape: str) -> tuple[int, int]:
    dataset = public.ensure_dataset(slug, title=slug)  # type: ignore[attr-defined]
    collection, _new = public.ensure_collection(dataset, slug, slug, shape, alone=True)  # type: ignore[attr-defined]
    dataset_model.objects.filter(pk=dataset).update(category="public", published=True)  # type: ignore[attr-defined]
    return collection, dataset


def observations(ids: list[int]) -> Iterator[pa.RecordBatch]:
    """Give three million observations, one each quarter of an hour."""
    start = datetime(2022, 1, 1)  # noqa: DTZ001 - the lake's times are UTC without saying so
    times = pa.array([start + timedelta(minutes=15 * one) for one in range(PER_STREAM)], pa.timestamp("us"))
    numbers = pa.array([float(one % 311) for one in range(PER_STREAM)])
    for stream in ids:
        yield pa.RecordBatch.from_pydict(
            {"stream": pa.array([stream] * PER_STREAM, pa.int32()), "time": times, "number": numbers}
        )


def asked(client: httpx.Client, addresses: list[str], check: Callable[[httpx.Response], None]) -> tuple[float, float]:
    """Ask one after the other over one connection; gives median and 95th percentile in ms, after three to warm up."""
    taken = []
    for turn, address in enumerate([*addresses[:3], *addresses]):
        started = time.perf_counter()
        answer = client.get(address)
        spent = (time.perf_counter() - started) * 1000
        check(answer)
        if turn > 2:
            taken.append(spent)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def _about(wanted: int, key: str = "features") -> Callable[[httpx.Response], None]:
    def check(answer: httpx.Response) -> None:
        answer.raise_for_status()
        found = answer.json()
        rows = len(found[key] if isinstance(found, dict) else found)
        assert wanted * 0.8 <= rows <= wanted * 1.2, rows

    return check


def _good(answer: httpx.Response) -> None:
    answer.raise_for_status()


def show(what: str, figure: str, goal: str = "") -> None:
    """Print one line."""
    print(f"{what:<68} {figure:>24}  {goal}", flush=True)


def features(client: httpx.Client) -> None:
    """Boxes, values, depth."""
    path = "/features/collections/trees/items?f=json&limit=1200"
    found = [f"{path}&bbox={','.join(map(str, box))}" for box in boxes(60, 1000, COUNT)]
    # Plain, as the peers answer; packed, as a browser asks.
    for packing, goal in (("identity", "goal 15 ms"), ("gzip", "")):
        client.headers["Accept-Encoding"] = packing
        show(
            f"features: 1,000 of a million by bbox, {packing} (median, p95)",
            "{:.1f}, {:.1f} ms".format(*asked(client, found, _about(1000))),
            goal,
        )
    found = [f"{one}&filter=height%3E10%20AND%20name%20LIKE%20'Baum%205%25'" for one in found]
    show("features: the same with a CQL2 filter", "{:.1f}, {:.1f} ms".format(*asked(client, found, _good)))
    address, depth, pages = "/features/collections/trees/items?f=json&limit=1000", [], 0
    while pages < 120 and address:
        started = time.perf_counter()
        answer = client.get(address)
        depth.append((time.perf_counter() - started) * 1000)
        address = next((one["href"] for one in answer.json()["links"] if one["rel"] == "next"), "")
        pages += 1
    show(
        "features: page of 1,000 at the start, at depth 120,000",
        f"{statistics.median(depth[2:12]):.1f}, {statistics.median(depth[-10:]):.1f} ms",
    )


def tiles(client: httpx.Client) -> None:
    """Tiles over the middle of the points, from the whole in one tile to single points."""
    started = time.perf_counter()
    _good(client.get(_tile(8, 0)))
    show(
        "tiles: the first tile of a million points (makes the overview)",
        f"{(time.perf_counter() - started) * 1000:.0f} ms",
    )
    for z in (8, 10, 11, 12, 13, 14):
        found = [_tile(z, step) for step in range(1 if z < 10 else 2 if z < 12 else 4 if z < 13 else 8)]
        spent = []
        for address in found:
            # The query makes it another address; nothing but the tile's own key is remembered, so ask for new ones.
            started = time.perf_counter()
            _good(client.get(address))
            spent.append((time.perf_counter() - started) * 1000)
        show(f"tiles: zoom {z}, made anew", f"{statistics.median(spent):.1f} ms", "goal 30 ms")


def _tile(z: int, step: int) -> str:
    n = 2**z
    x = int((13.15 + 180) / 360 * n)
    y = int((1 - math.asinh(math.tan(math.radians(52.35))) / math.pi) / 2 * n)
    return f"/tiles/trees/{z}/{x + step % 2}/{y + step // 2}.mvt"


def downloads(town: Serving, client: httpx.Client) -> None:
    """Files, with the server's memory before and at most while they run."""
    for slug, ending, rows in (
        ("few", "csv", LARGE), ("few", "geojson", LARGE), ("few", "xlsx", LARGE), ("few", "parquet", LARGE),
        ("counters", "csv", STREAMS * PER_STREAM), ("counters", "parquet", STREAMS * PER_STREAM),
    ):  # fmt: skip
        before, most, size = memory(town), 0.0, 0
        started = time.perf_counter()
        with client.stream("GET", f"/download/{slug}.{ending}", headers={"Accept-Encoding": "identity"}) as answer:
            answer.raise_for_status()
            for number, piece in enumerate(answer.iter_raw()):
                size += len(piece)
                if number % 16 == 0:
                    most = max(most, memory(town))
        spent = time.perf_counter() - started
        show(
            f"download: {rows:,} rows as {ending} ({size / 1e6:.0f} MB)",
            f"{spent:.1f} s, +{max(0, most - before):.0f} MB",
        )


def memory(town: Serving) -> float:
    """Give the resident memory of the serving process in MB."""
    lines = Path(f"/proc/{town.process.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def main() -> None:
    """Fill a town, serve it, measure; then the peers."""
    from bench.peers import measure

    with tempfile.TemporaryDirectory(prefix="stadtkern-bench-") as name:
        folder = Path(name) / "town"
        stadtkern("init", folder, "--password", "ein-gutes-wort")
        fill(folder)
        with serving(folder) as town, httpx.Client(base_url=town.address, timeout=300, trust_env=False) as client:
            client.headers["Accept-Encoding"] = "identity"
            features(client)
            tiles(client)
            downloads(town, client)
        measure(Path(name))


if __name__ == "__main__":
    main()
