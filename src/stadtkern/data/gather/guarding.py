"""What an upload is by its content, and whether it may be opened: sizes, archives, magic bytes.

A file's name is a hint, its first bytes decide. An archive is judged by its directory before anything is unpacked, and
while unpacking the bytes are counted again, because a directory can lie.
"""

from __future__ import annotations

import bz2
import gzip
import shutil
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from stadtkern.data.gather.model import Limits
from stadtkern.town.text import Text, problem

HEAD_BYTES = 64 * 1024
MAX_MEMBERS = 10_000
_CHUNK = 1024 * 1024
_RATIO_FLOOR = 16 * 1024 * 1024
"""Below this an archive is harmless whatever its ratio is (a sheet of zeros packs 1000 to 1)."""

_ASK_AGAIN = Text(
    "Bitte laden Sie die Datei noch einmal von der Quelle herunter und versuchen Sie es dann erneut.",
    "Please download the file from its source once more and try again.",
)
_UNPACK_FIRST = Text(
    "Bitte entpacken Sie das Archiv auf Ihrem Rechner und laden Sie die Datei darin einzeln hoch.",
    "Please unpack the archive on your computer and upload the file inside on its own.",
)


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive. ``name`` is its path inside, ``base`` its file name; sizes in bytes."""

    name: str
    base: str
    size: int
    packed: int


def read_head(path: Path, size: int = HEAD_BYTES) -> bytes:
    """Give the file's first bytes."""
    with path.open("rb") as file:
        return file.read(size)


def check_file(path: Path, limits: Limits) -> int:
    """Give the file's size in bytes. Raises ProblemError: file.empty, file.too-big."""
    size = path.stat().st_size
    if size == 0:
        raise problem("file.empty", "Die Datei ist leer.", "The file is empty.", _ASK_AGAIN)
    if size > limits.file_bytes:
        raise problem(
            "file.too-big",
            f"Die Datei ist mit {_mb_de(size)} größer als erlaubt ({_mb_de(limits.file_bytes)}).",
            f"The file has {_mb(size)}, which is more than allowed ({_mb(limits.file_bytes)}).",
        )
    return size


def check_zip(path: Path, limits: Limits) -> list[Member]:
    """List the files of a zip after judging its directory; folders and macOS' shadow files are left out.

    Raises ProblemError: archive.broken, archive.path, archive.encrypted, archive.bomb, archive.empty.
    """
    size = check_file(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise _broken() from error
    if len(infos) > MAX_MEMBERS:
        raise _bomb(f"{len(infos)} Dateien", f"{len(infos)} files")
    _check_paths(info.filename for info in infos)
    if any(info.flag_bits & 0x1 for info in infos):
        raise problem(
            "archive.encrypted",
            "Das Archiv ist mit einem Kennwort geschützt.",
            "The archive is encrypted.",
            _UNPACK_FIRST,
        )
    unpacked = sum(info.file_size for info in infos)
    if unpacked > limits.unpacked_bytes:
        raise _bomb(f"entpackt {_mb_de(unpacked)}", f"{_mb(unpacked)} unpacked")
    if unpacked > max(_RATIO_FLOOR, size * limits.unpacked_ratio):
        raise _bomb(f"entpackt das {unpacked // size}-fache", f"{unpacked // size} times the size unpacked")
    members = [
        Member(info.filename, PurePosixPath(info.filename).name, info.file_size, info.compress_size)
        for info in infos
        if not info.is_dir() and not _shadow(info.filename)
    ]
    if not members:
        raise problem("archive.empty", "Das Archiv enthält keine Dateien.", "The archive holds no files.", _ASK_AGAIN)
    return members


def extract(path: Path, member: Member, target: Path, limits: Limits) -> Path:
    """Unpack one file of a checked zip to ``target``, counting its bytes. Raises ProblemError: archive.broken, .bomb."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member.name) as source, target.open("wb") as sink:
            _copy_counted(source, sink, min(limits.unpacked_bytes, member.size))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise _broken() from error
    return target


def read_member(path: Path, member: Member, limit: int) -> bytes:
    """Give the first ``limit`` bytes of a file in a checked zip. Raises ProblemError: archive.broken."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(member.name) as source:
            return source.read(limit)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise _broken() from error


def check_stream(path: Path, limits: Limits) -> int:
    """Unpack a .gz or .bz2 to nowhere, to see that it is whole, and give its size in bytes.

    Raises ProblemError: archive.broken, archive.bomb.
    """
    size = check_file(path, limits)
    allowed = min(limits.unpacked_bytes, max(_RATIO_FLOOR, size * limits.unpacked_ratio))
    done = 0
    try:
        with _opened(path) as source:
            while chunk := source.read(_CHUNK):
                done += len(chunk)
                if done > allowed:
                    raise _bomb(f"entpackt mehr als {_mb_de(allowed)}", f"more than {_mb(allowed)} unpacked")
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise _broken() from error
    return done


def stream_head(path: Path, size: int = HEAD_BYTES) -> bytes:
    """Give the first bytes inside a .gz or .bz2; empty when it is broken. Never raises for a bad file."""
    try:
        with _opened(path) as source:
            return source.read(size)
    except (OSError, EOFError, zlib.error, ValueError):
        return b""


def require_space(folder: Path, needed: int) -> None:
    """See that ``folder`` has room for ``needed`` bytes beside a reserve. Raises ProblemError: disk.full."""
    free = shutil.disk_usage(folder).free
    if free < needed + 64 * 1024 * 1024:
        raise problem(
            "disk.full",
            f"Auf dem Server ist zu wenig Platz, um die Datei zu entpacken ({_mb_de(needed)} nötig, {_mb_de(free)} frei).",
            f"The server has too little space to unpack the file ({_mb(needed)} needed, {_mb(free)} free).",
        )


def _opened(path: Path) -> IO[bytes]:
    opener = gzip.open if read_head(path, 2) == b"\x1f\x8b" else bz2.open
    return cast(IO[bytes], opener(path, "rb"))


def _copy_counted(source: IO[bytes], sink: IO[bytes], allowed: int) -> None:
    done = 0
    while chunk := source.read(_CHUNK):
        done += len(chunk)
        if done > allowed:
            raise _bomb("entpackt mehr, als es angibt", "more unpacked than it states")
        sink.write(chunk)


def _check_paths(names: Iterable[str]) -> None:
    for name in names:
        clean = name.replace("\\", "/")
        if clean.startswith("/") or ".." in clean.split("/") or clean[1:2] == ":" or "\0" in clean:
            raise problem(
                "archive.path",
                f"Das Archiv enthält einen unzulässigen Pfad („{name[:80]}“) und wurde nicht entpackt.",
                f"The archive holds a forbidden path (“{name[:80]}”) and was not unpacked.",
                _UNPACK_FIRST,
            )


def _shadow(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")


def _broken() -> Exception:
    return problem(
        "archive.broken",
        "Das Archiv ist beschädigt oder unvollständig. Es wurde nichts übernommen.",
        "The archive is damaged or incomplete. Nothing was taken from it.",
        _ASK_AGAIN,
    )


def _bomb(de: str, en: str) -> Exception:
    return problem(
        "archive.bomb",
        f"Das Archiv ist zu groß ({de}) und wurde nicht entpackt.",
        f"The archive is too large ({en}) and was not unpacked.",
        _UNPACK_FIRST,
    )


def _mb(size: int) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(size / 1e6, 0.1):.1f} MB"


def _mb_de(size: int) -> str:
    return _mb(size).replace(".", ",")
