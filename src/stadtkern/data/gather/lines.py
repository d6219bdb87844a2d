"""Lines of a text file, in blocks of about a megabyte, with little memory however long the file or a line is."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stadtkern.data.gather.model import Progress

BLOCK_BYTES = 1024 * 1024
# What a line is read as when its bytes do not fit the file's encoding: Windows' Western European first.
_FALLBACKS = ("utf-8", "cp1252", "latin-1")
_WIDE = ("utf-16", "utf-32")
_Read = Callable[[int], bytes]


@dataclass(slots=True)
class Block:
    """Some lines. ``first`` is the number of the first, from 1; None stands for a line that was too long to keep.

    ``other`` holds the places in ``lines`` that had to be read in another encoding, with its name.
    """

    first: int
    lines: list[str | None]
    quoted: bool = False
    holds_nul: bool = False
    other: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file and how its bytes become lines. ``longest`` is the most bytes a line may have."""

    path: Path
    encoding: str
    longest: int
    newline: str = "\n"

    def blocks(self, progress: Progress | None = None) -> Iterator[Block]:
        """Give the whole file in blocks; tells ``progress`` the bytes done and the file's size."""
        total = self.path.stat().st_size
        number = 1
        with self.path.open("rb") as file:
            file.seek(len(_mark_of(self.encoding, file.read(4))))
            source = self._wide(file.read) if self._is_wide else self._narrow(file.read)
            for block in source:
                block.first = number
                number += len(block.lines)
                yield block
                if progress is not None:
                    progress(min(file.tell(), total), total)

    def spots(self, count: int, size: int, after: int) -> Iterator[list[str]]:
        """Give whole lines from ``count`` places behind the first ``after`` bytes, none twice."""
        if self._is_wide:
            return
        step = (self.path.stat().st_size - after) // count
        if step <= 0:
            return
        size = min(size, step)
        newline = self.newline.encode()
        with self.path.open("rb") as file:
            for spot in range(1, count + 1):
                file.seek(after + step * spot - size)
                data = file.read(size)
                start, end = data.find(newline), data.rfind(newline)
                if 0 <= start < end:
                    block = self._block(data[start + len(newline) : end])
                    yield [line for line in block.lines if line is not None]

    @property
    def _is_wide(self) -> bool:
        return self.encoding.lower().replace("_", "-").startswith(_WIDE)

    def _narrow(self, read: _Read) -> Iterator[Block]:
        newline = self.newline.encode()
        rest, skipping = b"", False
        while data := read(BLOCK_BYTES):
            end = data.rfind(newline)
            if end < 0:
                rest += data
                if len(rest) > self.longest:
                    rest, skipping = b"", True
                continue
            whole = rest + data[:end]
            rest = data[end + len(newline) :]
            if skipping:
                # The long line ends at the first line end here; one mark stands for it.
                _, _, whole = whole.partition(newline)
                skipping = False
                yield Block(0, [None])
                if not whole:
                    continue
            yield self._block(whole)
        if skipping:
            yield Block(0, [None])
        elif rest:
            yield self._block(rest)

    def _wide(self, read: _Read) -> Iterator[Block]:
        decoder = codecs.getincrementaldecoder(self.encoding)(errors="replace")
        rest = ""
        while True:
            data = read(BLOCK_BYTES)
            text = rest + decoder.decode(data, final=not data)
            text = _one_newline(text, self.newline)
            if not data:
                if text:
                    yield self._lines(text)
                return
            whole, found, rest = text.rpartition("\n")
            if found:
                yield self._lines(whole)
            elif len(rest) > self.longest:
                yield Block(0, [None])
                rest = ""

    def _block(self, data: bytes) -> Block:
        try:
            text = data.decode(self.encoding)
        except UnicodeDecodeError:
            return self._line_by_line(data)
        if self.encoding not in _FALLBACKS[:1] and b"\xc3" in data:
            return self._line_by_line(data)
        return self._lines(_one_newline(text, self.newline))

    def _lines(self, text: str) -> Block:
        lines: list[str | None] = list(text.split("\n"))
        if len(text) > self.longest:
            lines = [None if line is not None and len(line) > self.longest else line for line in lines]
        return Block(0, lines, quoted='"' in text, holds_nul="\x00" in text)

    def _line_by_line(self, data: bytes) -> Block:
        block = Block(0, [], quoted=b'"' in data, holds_nul=b"\x00" in data)
        for raw in data.replace(b"\r\n", b"\n").split(self.newline.encode()):
            line, encoding = self._decode(raw)
            if encoding != self.encoding:
                block.other[len(block.lines)] = encoding
            block.lines.append(line if len(raw) <= self.longest else None)
        return block

    def _decode(self, raw: bytes) -> tuple[str, str]:
        if raw.isascii():
            return raw.decode("ascii"), self.encoding
        for encoding in dict.fromkeys((_FALLBACKS[0], self.encoding, *_FALLBACKS)):
            try:
                return raw.decode(encoding), encoding
            except UnicodeDecodeError:
                continue
        raise AssertionError("every byte has a meaning in latin-1")


def _one_newline(text: str, newline: str) -> str:
    return text.replace("\r\n", "\n") if newline == "\n" else text.replace(newline, "\n")


def newline_of(head: bytes) -> str:
    """Say which line end a file uses: line feed (also after a carriage return), or the latter alone as old Macs wrote it."""
    return "\r" if b"\n" not in head and b"\r" in head else "\n"


def _mark_of(encoding: str, start: bytes) -> bytes:
    """Give the byte order mark that is to be skipped; UTF-16 without stated order needs its own."""
    if encoding.lower().startswith("utf-8") and start.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8
    return b""
