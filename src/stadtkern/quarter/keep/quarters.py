"""Quarters and their bases: one immutable file for each base, one row for each quarter."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import weakref
from collections import OrderedDict
from pathlib import Path
from typing import Any

from stadtkern.quarter.blocks.base import Base, pack, unpack
from stadtkern.quarter.keep.core import Core, now
from stadtkern.quarter.keep.facts import Quarter
from stadtkern.town.text import Text, problem

# Bases that nobody holds stay in memory so many.
KEPT = 4


class Quarters(Core):
    """The part of the store that knows quarters."""

    def __init__(self, folder: Path) -> None:
        """Take the folder ``quarters`` of a town."""
        super().__init__(folder)
        self._bases: OrderedDict[tuple[str, str], Base] = OrderedDict()
        # Rooms that hold a base share it, also when the few that are kept have moved on.
        self._held: weakref.WeakValueDictionary[tuple[str, str], Base] = weakref.WeakValueDictionary()
        self._loading = threading.Lock()

    def quarters(self) -> tuple[Quarter, ...]:
        """Give all quarters by title."""
        return tuple(_quarter(row) for row in self.rows("SELECT * FROM quarter ORDER BY title_de, id"))

    def quarter(self, slug: str) -> Quarter | None:
        """Find a quarter by its name in addresses."""
        row = self.row("SELECT * FROM quarter WHERE slug = ?", slug)
        return None if row is None else _quarter(row)

    def quarter_by_id(self, number: int) -> Quarter | None:
        """Find a quarter by its id."""
        row = self.row("SELECT * FROM quarter WHERE id = ?", number)
        return None if row is None else _quarter(row)

    def save_quarter(
        self,
        slug: str,
        *,
        title: Text | None = None,
        text: Text | None = None,
        published: bool | None = None,
        base: Base | None = None,
        bbox: tuple[float, float, float, float] | None = None,
        report: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
    ) -> Quarter:
        """Make a quarter or change what is given. A new one needs at least a base and a bbox (degrees).

        Raises ProblemError when another base is given while a variant has entries: they would not fit it.
        """
        data = None if base is None else pack(base)
        sha = "" if data is None else hashlib.sha256(data).hexdigest()[:12]
        if data is not None:
            _write_whole(self._base_file(slug, sha), data)
        given: dict[str, Any] = {}
        if title is not None:
            given |= {"title_de": title.de, "title_en": title.en}
        if text is not None:
            given |= {"text_de": text.de, "text_en": text.en}
        if base is not None:
            given |= {"base": sha, "nx": base.grid.nx, "ny": base.grid.ny, "nz": base.grid.nz}
        for name, value in (("bbox", bbox), ("report", report), ("settings", settings)):
            if value is not None:
                given[name] = json.dumps(value, ensure_ascii=False)
        if published is not None:
            given["published"] = int(published)

        def work(connection: sqlite3.Connection) -> None:
            row = connection.execute("SELECT id, base FROM quarter WHERE slug = ?", [slug]).fetchone()
            if row is None:
                _insert(connection, slug, given)
                return
            if base is not None and row["base"] != sha and _has_entries(connection, row["id"]):
                raise _built_upon()
            if given:
                changes = ", ".join(f"{name} = ?" for name in given)
                connection.execute(f"UPDATE quarter SET {changes} WHERE id = ?", [*given.values(), row["id"]])

        self.write(work)
        found = self.quarter(slug)
        if found is None:
            raise AssertionError("the quarter was just saved")
        return found

    def has_entries(self, quarter: int) -> bool:
        """Say whether anybody has built on a quarter's base yet."""
        return _has_entries(self.reading(), quarter) if self.file.exists() else False

    def base(self, slug: str) -> Base:
        """Give a quarter's base. It is shared: nobody may write to it. Raises KeyError when there is no such quarter."""
        quarter = self.quarter(slug)
        if quarter is None:
            raise KeyError(slug)
        key = (slug, quarter.base)
        with self._loading:
            found = self._bases.get(key) or self._held.get(key)
            if found is None:
                found = unpack(self._base_file(*key).read_bytes())
            self._bases[key] = self._held[key] = found
            self._bases.move_to_end(key)
            while len(self._bases) > KEPT:
                self._bases.popitem(last=False)
        return found

    def base_bytes(self, slug: str) -> tuple[bytes, str]:
        """Give the file of a quarter's base and its mark. Raises KeyError when there is no such quarter."""
        quarter = self.quarter(slug)
        if quarter is None:
            raise KeyError(slug)
        return self._base_file(slug, quarter.base).read_bytes(), quarter.base

    def _base_file(self, slug: str, sha: str) -> Path:
        return self.folder / slug / f"base-{sha}.skq"


def _write_whole(file: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also when the power goes."""
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f".{file.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with half.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        half.replace(file)
    finally:
        half.unlink(missing_ok=True)
    for folder in (file.parent, file.parent.parent):
        handle_number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle_number)
        finally:
            os.close(handle_number)


def _insert(connection: sqlite3.Connection, slug: str, given: dict[str, Any]) -> None:
    if "base" not in given or "bbox" not in given:
        raise problem(
            "quarter.base",
            "Für ein neues Quartier fehlt die Grundlage.",
            "A new quarter needs a base.",
        )
    row = {
        "title_de": slug, "title_en": slug, "text_de": "", "text_en": "", "published": 0, "report": "{}", "settings": "{}",
        **given, "slug": slug, "created": now(),
    }  # fmt: skip
    places = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO quarter ({', '.join(row)}) VALUES ({places})", list(row.values()))


def _has_entries(connection: sqlite3.Connection, quarter: int) -> bool:
    query = "SELECT 1 FROM batch JOIN variant ON variant.id = batch.variant WHERE variant.quarter = ? LIMIT 1"
    return connection.execute(query, [quarter]).fetchone() is not None


def _built_upon() -> Exception:
    return problem(
        "quarter.built-upon",
        "Auf diesem Quartier wurde schon gebaut, deshalb bleibt seine Grundlage. Legen Sie ein neues Quartier an.",
        "People have built on this quarter already, so its base stays. Make a new quarter instead.",
    )


def _quarter(row: sqlite3.Row) -> Quarter:
    west, south, east, north = json.loads(row["bbox"])
    return Quarter(
        id=row["id"],
        slug=row["slug"],
        title=Text(row["title_de"], row["title_en"]),
        text=Text(row["text_de"], row["text_en"]),
        published=bool(row["published"]),
        base=row["base"],
        nx=row["nx"],
        ny=row["ny"],
        nz=row["nz"],
        bbox=(west, south, east, north),
        report=json.loads(row["report"]),
        settings=json.loads(row["settings"]),
        created=row["created"],
    )
