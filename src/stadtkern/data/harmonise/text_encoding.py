"""Which encoding a file is in, and its lines as text in flat memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from stadtkern.data.harmonise.refused import quote, refuse
from stadtkern.town.text import Text

_BLOCK = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# German letters in Windows-1252 and in the older DOS code page 850, when they stand beside another letter.
_ANSI = re.compile(rb"(?<=[A-Za-z])[\xe4\xf6\xfc\xdf\xc4\xd6\xdc\xe9]|[\xe4\xf6\xfc\xc4\xd6\xdc](?=[A-Za-z])")
_DOS = re.compile(rb"(?<=[A-Za-z])[\x84\x94\x81\xe1\x8e\x99\x9a]|[\x84\x94\x81\x8e\x99\x9a](?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding: Python's ``name`` for it, length of the byte order mark ``bom``, and how ``sure`` it is (0 to 1)."""

    name: str
    bom: int = 0
    sure: float = 1.0

    @property
    def text(self) -> Text:
        """Say the encoding in words, for the report of guesses."""
        title = {"cp1252": "Windows-1252 (ANSI)", "cp850": "DOS 850", "latin-1": "ISO 8859-1"}.get(
            self.name, self.name.upper()
        )
        return Text(f"Zeichenkodierung: {title}", f"Character encoding: {title}")


def detect(head: bytes) -> Encoding:
    """Tell the encoding from a file's first bytes (64 kB are good).

    A byte order mark decides; then zero bytes (UTF-16 without a mark), then whether it is valid UTF-8 (a cut last letter is
    forgiven), then which old code page puts German letters where letters belong.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, len(mark), 1.0)
    if (wide := _wide(head)) is not None:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _old(head)
    return Encoding("utf-8", 0, 0.95 if head.isascii() else 0.99)


_PROBE = "a;1\n"


def named(name: str) -> Encoding:
    """Give the encoding that a saved mapping names. Raises Refused (``text.encoding``)."""
    try:
        found = codecs.lookup(name)
        bytes(range(128, 256)).decode(found.name, "replace")
        if (
            not found.name.startswith(("utf-16", "utf-32"))
            and _PROBE.encode(found.name).lstrip(codecs.BOM_UTF8) != _PROBE.encode()
        ):
            raise LookupError(name)  # not one in which b"\n" ends a line, or no text encoding at all
    except (LookupError, ValueError) as reason:
        raise refuse(
            "text.encoding",
            f"Die Zeichenkodierung „{quote(name)}“ ist nicht bekannt.",
            f"The character encoding “{quote(name)}” is not known.",
        ) from reason
    plain = {"utf_8_sig": "utf-8", "utf-8-sig": "utf-8", "iso8859-1": "latin-1"}.get(found.name, found.name)
    return Encoding({"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(plain, plain))


def _wide(head: bytes) -> Encoding | None:
    """Tell UTF-16 without a mark by where its zero bytes stand."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 4 or head.count(0) < len(head) * 0.2:
        return None
    if odd.count(0) > even.count(0) * 4:
        return Encoding("utf-16-le", 0, 0.9)
    return Encoding("utf-16-be", 0, 0.9) if even.count(0) > odd.count(0) * 4 else None


def _old(head: bytes) -> Encoding:
    """Decide among the old code pages, or for UTF-8 with some broken lines."""
    lines = head.splitlines()[:-1] or [head]
    whole = sum(1 for line in lines if not line.isascii() and _is_utf8(line))
    broken = sum(1 for line in lines if not _is_utf8(line))
    if whole > broken:
        return Encoding("utf-8", 0, round(whole / (whole + broken), 2))
    ansi, dos = len(_ANSI.findall(head)), len(_DOS.findall(head))
    if dos > ansi:
        return Encoding("cp850", 0, round(0.5 + 0.4 * (dos - ansi) / (dos + ansi), 2))
    return Encoding("cp1252", 0, 0.9 if ansi else 0.6)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class Lines(Iterator[str]):
    r"""A file's lines as text, ends of lines kept ("\n", "\r\n"), so that a CSV reader can join quoted ones.

    ``number`` counts the lines given; ``fallback`` holds the numbers (from 1, at most 1,000) of lines that were not valid
    in the file's encoding and were read as Windows-1252 instead, ``fallbacks`` counts them all; ``bytes_read`` tells how
    far it is.
    """

    def __init__(self, stream: BinaryIO, encoding: Encoding | None = None, *, longest: int = 1 << 26) -> None:
        """Read the first block and tell the encoding; ``longest`` is the limit of one line in bytes."""
        self.number = 0
        self.fallback: list[int] = []
        self.fallbacks = 0
        self.bytes_read = 0
        self._stream = stream
        self._head = self._fill()
        self.encoding = encoding or detect(self._head)
        for mark, name in _BOMS:
            if self._head.startswith(mark) and name.startswith(self.encoding.name.removesuffix("-sig")[:6]):
                self._head = self._head[len(mark) :]
                self.encoding = Encoding(name, len(mark), self.encoding.sure)
                break
        self._longest = longest
        self._lines = self._wide_lines() if self.encoding.name.startswith(("utf-16", "utf-32")) else self._byte_lines()

    def __next__(self) -> str:
        """Give the next line."""
        line = next(self._lines)
        self.number += 1
        return line

    def _fill(self) -> bytes:
        block = self._stream.read(_BLOCK)
        self.bytes_read += len(block)
        return block

    def _byte_lines(self) -> Iterator[str]:
        r"""Cut at b"\\n", which no letter of these encodings contains; decode block by block, line by line only in need."""
        rest, block = b"", self._head
        end = b"\r" if b"\n" not in block and b"\r" in block[:-1] else b"\n"
        done = 0
        while block:
            cut = block.rfind(end) + 1
            if cut:
                lines = self._decode(rest + block[:cut], end, done)
                done += len(lines)
                yield from lines
                rest = block[cut:]
            else:
                rest += block
                self._check(len(rest))
            block = self._fill()
        if rest:
            yield from self._decode(rest, end, done)

    def _decode(self, data: bytes, end: bytes, done: int) -> list[str]:
        try:
            return _split(data.decode(self.encoding.name), end.decode())
        except UnicodeDecodeError:
            return [self._line(line, done + place) for place, line in enumerate(_split_bytes(data, end), start=1)]

    def _line(self, line: bytes, number: int) -> str:
        try:
            return line.decode(self.encoding.name)
        except UnicodeDecodeError:
            self.fallbacks += 1
            if len(self.fallback) < 1000:
                self.fallback.append(number)
        try:
            return line.decode("cp1252")
        except UnicodeDecodeError:
            return line.decode("latin-1")

    def _wide_lines(self) -> Iterator[str]:
        """Lines of UTF-16 and UTF-32; a broken pair becomes the replacement sign and its line is noted."""
        decoder = codecs.getincrementaldecoder(self.encoding.name)("replace")
        rest, block, done = "", self._head, 0
        while True:
            text = rest + decoder.decode(block, final=not block)
            cut = text.rfind("\n") + 1 if block else len(text)
            for line in _split(text[:cut], "\n"):
                done += 1
                if "\ufffd" in line:
                    self.fallbacks += 1
                    self.fallback.append(done)
                yield line
            rest = text[cut:]
            self._check(len(rest))
            if not block:
                return
            block = self._fill()

    def _check(self, length: int) -> None:
        if length > self._longest:
            raise refuse(
                "text.line",
                f"Eine Zeile ist länger als {self._longest // 1_000_000} MB. Das ist keine Tabelle.",
                f"One line is longer than {self._longest // 1_000_000} MB. This is not a table.",
            )


def _split(text: str, end: str) -> list[str]:
    """Cut after each ``end`` only; str.splitlines would also cut at form feeds and Unicode separators inside cells."""
    lines = [line + end for line in text.split(end)]
    last = lines.pop()[: -len(end)]
    return [*lines, last] if last else lines


def _split_bytes(data: bytes, end: bytes) -> list[bytes]:
    lines = [line + end for line in data.split(end)]
    last = lines.pop()[: -len(end)]
    return [*lines, last] if last else lines


def decode_lines(stream: BinaryIO, encoding: Encoding | None = None) -> Lines:
    """Give the lines of a binary stream as text; see Lines. Raises Refused ("text.line") for a line without end."""
    return Lines(stream, encoding)
