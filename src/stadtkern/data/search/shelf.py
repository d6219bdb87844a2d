"""One index on disk: built whole in a folder of its own, opened when it is ready, replaced when what it tells of changed."""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tantivy import Document, Index, Schema, SchemaBuilder, Searcher

from stadtkern.data.search.entry import Entry, Group
from stadtkern.data.search.words import Compounds, read
from stadtkern.town.text import Text

log = logging.getLogger(__name__)

# Part of every mark: an index that an older program built is built again.
VERSION = 5
BUILDING = "tmp-search-"
_WORDS = "own-words.json"
_HEAP = 32_000_000
_KEPT_WORDS = 6_000
# A generation that is no longer asked stays a while: a backup may be reading it.
_KEEP_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Shelf:
    """An index that can be asked, and the dictionary its compounds were taken apart with."""

    mark: str
    schema: Schema
    searcher: Searcher
    compounds: Compounds

    def entry(self, stored: str) -> Entry:
        """Give the entry that a document was made of."""
        return unpacked(stored)


def schema() -> Schema:
    """Give the fields: stems by weight, words as spelt for beginnings and slips, the entry itself."""
    builder = SchemaBuilder()
    for name in ("title", "keys", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in ("name", "keyed", "exact"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("group", "kind"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("dataset", indexed=True, fast=True)
    builder.add_float_field("weight", fast=True)
    builder.add_text_field("entry", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def open_shelf(folder: Path, name: str, mark: str) -> Shelf | None:
    """Open the index with this mark, if it is there and whole; a broken one is thrown away and told as missing."""
    place = folder / f"{name}-{mark}"
    if not place.is_dir():
        return None
    try:
        own = json.loads((place / _WORDS).read_text("utf-8"))
        index = Index.open(str(place))
        return Shelf(mark, index.schema, index.searcher(), Compounds.of(own))
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it can be built again
        log.warning("the search index %s cannot be read and is built again: %s", place.name, error)
        shutil.rmtree(place, ignore_errors=True)
        return None


def build_shelf(folder: Path, name: str, mark: str, entries: Iterable[Entry]) -> Shelf:
    """Build an index beside the town's folders and move it in when it is whole; older ones go when nobody reads them.

    Raises OSError when the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listed = list(entries)
    own = sorted({word.exact for one in listed for text in _texts(one) for word in read(text)})
    compounds = Compounds.of(own)
    half = Path(tempfile.mkdtemp(prefix=BUILDING, dir=folder.parent))
    try:
        index = Index(schema(), str(half))
        writer = index.writer(_HEAP, 1)
        for one in listed:
            writer.add_document(_document(one, compounds))
        writer.commit()
        writer.wait_merging_threads()
        del writer, index
        (half / _WORDS).write_text(json.dumps(own, ensure_ascii=False), "utf-8")
        place = folder / f"{name}-{mark}"
        shutil.rmtree(place, ignore_errors=True)
        half.chmod(0o755)
        half.rename(place)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    _clear(folder, name, mark)
    opened = open_shelf(folder, name, mark)
    if opened is None:
        raise OSError(f"the search index {name} could not be opened after it was built")
    return opened


def clear_halves(town: Path) -> None:
    """Throw away what a process that was cut off left half built."""
    for half in town.glob(f"{BUILDING}*"):
        shutil.rmtree(half, ignore_errors=True)


def _clear(folder: Path, name: str, mark: str) -> None:
    for old in folder.glob(f"{name}-*"):
        if old.name != f"{name}-{mark}" and old.stat().st_mtime < time.time() - _KEEP_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def _texts(one: Entry) -> Sequence[str]:
    return (one.title.de, one.title.en, one.keys, one.text.de, one.text.en, one.more)


def _document(one: Entry, compounds: Compounds) -> Document:
    title = read(f"{one.title.de} {one.title.en}" if one.title.en != one.title.de else one.title.de)
    keys, body = read(one.keys), read(f"{one.text.de} {one.text.en} {one.more}")
    document = Document()
    for field, words in (("title", title), ("keys", keys), ("body", body)):
        document.add_text(field, " ".join(stem for word in words for stem in _stems(word.exact, word.stems, compounds)))
    document.add_text("name", " ".join(word.exact for word in title))
    document.add_text("keyed", " ".join(word.exact for word in keys))
    document.add_text("exact", " ".join(sorted({word.exact for word in (*title, *keys, *body)})))
    document.add_text("group", one.group.value)
    document.add_text("kind", one.kind)
    document.add_unsigned("dataset", one.dataset or 0)
    document.add_float("weight", one.weight)
    document.add_text("entry", packed(one))
    return document


def _stems(exact: str, stems: Sequence[str], compounds: Compounds) -> list[str]:
    """Give a word's stems and those of its parts, each once."""
    found = dict.fromkeys(stems)
    for way in compounds.stems(exact):
        found |= dict.fromkeys(way)
    return list(found)


def packed(one: Entry) -> str:
    """Write an entry as the index stores it; what only helps to find is left out, but for what a dataset is shown with."""
    values = {
        key: value for key, value in asdict(one).items() if value not in (None, "") and key not in ("keys", "more")
    }
    if one.group is Group.DATA:
        values["more"] = one.more[:_KEPT_WORDS]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpacked(stored: str) -> Entry:
    """Read an entry as the index stores it."""
    values: dict[str, Any] = json.loads(stored)
    values["group"] = Group(values["group"])
    values["title"], values["text"] = Text(**values["title"]), Text(**values["text"])
    box = values.get("box")
    values["box"] = (box[0], box[1], box[2], box[3]) if box else None
    return Entry(**values)
