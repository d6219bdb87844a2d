"""What archives are let in."""

from __future__ import annotations

import bz2
import gzip
import zipfile
from pathlib import Path

import pytest

from stadtkern.data.gather.guarding import check_file, check_stream, check_zip, extract, read_member
from stadtkern.data.gather.model import Limits
from stadtkern.town.text import ProblemError


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _code(call) -> str:
    with pytest.raises(ProblemError) as caught:
        call()
    problem = caught.value.problem
    assert problem.text.de
    assert problem.text.en
    assert problem.text.de != problem.text.en
    return problem.code


def test_an_ordinary_zip_lists_its_files_without_folders_and_shadows(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a/x.txt": b"x", "__MACOSX/a/._x.txt": b"", "a/.DS_Store": b""})
    assert [member.base for member in check_zip(path, Limits())] == ["x.txt"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.touch()
    assert _code(lambda: check_file(path, Limits())) == "file.empty"


def test_a_file_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 100)
    assert _code(lambda: check_file(path, Limits(file_bytes=99))) == "file.too-big"


def test_a_truncated_zip_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"x": b"x" * 1000})
    path.write_bytes(path.read_bytes()[:-30])
    assert _code(lambda: check_zip(path, Limits())) == "archive.broken"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = _zip(tmp_path / "bomb.zip", {"zeros": bytes(32 * 1024 * 1024)})
    assert path.stat().st_size < 100_000
    assert _code(lambda: check_zip(path, Limits())) == "archive.bomb"


def test_a_zip_whose_files_are_too_many_bytes_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a": b"x" * 600, "b": b"y" * 600})
    assert _code(lambda: check_zip(path, Limits(unpacked_bytes=1000))) == "archive.bomb"


def test_a_directory_that_lies_about_sizes_is_found_while_unpacking(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a": b"x" * 5000})
    data = path.read_bytes().replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    path.write_bytes(data)
    member = check_zip(path, Limits())[0]
    assert member.size == 50
    code = _code(lambda: extract(path, member, tmp_path / "out", Limits()))
    assert code in ("archive.broken", "archive.bomb")


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "C:/windows", "..\\evil"])
def test_a_path_that_leaves_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert _code(lambda: check_zip(_zip(tmp_path / "a.zip", {name: b"x"}), Limits())) == "archive.path"


def test_an_archive_with_too_many_files_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {str(number): b"" for number in range(10_001)})
    assert _code(lambda: check_zip(path, Limits())) == "archive.bomb"


def test_an_archive_of_folders_is_empty(tmp_path: Path) -> None:
    assert _code(lambda: check_zip(_zip(tmp_path / "a.zip", {"a/": b""}), Limits())) == "archive.empty"


def test_an_encrypted_archive_is_told(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a": b"secret"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the flag in the local header and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert _code(lambda: check_zip(path, Limits())) == "archive.encrypted"


def test_a_member_is_read_and_extracted_as_it_was(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"a.txt": b"abc" * 1000})
    member = check_zip(path, Limits())[0]
    assert read_member(path, member, 5) == b"abcab"
    assert extract(path, member, tmp_path / "out", Limits()).read_bytes() == b"abc" * 1000


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress])
def test_a_packed_stream_is_measured(tmp_path: Path, packer) -> None:
    path = tmp_path / "a"
    path.write_bytes(packer(b"abc" * 1000))
    assert check_stream(path, Limits()) == 3000


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress])
def test_a_packed_bomb_is_refused(tmp_path: Path, packer) -> None:
    path = tmp_path / "a"
    path.write_bytes(packer(bytes(20 * 1024 * 1024)))
    assert _code(lambda: check_stream(path, Limits())) == "archive.bomb"


@pytest.mark.parametrize("packer", [gzip.compress, bz2.compress])
def test_a_truncated_stream_is_refused(tmp_path: Path, packer) -> None:
    path = tmp_path / "a"
    path.write_bytes(packer(bytes(range(256)) * 100)[:-9])
    assert _code(lambda: check_stream(path, Limits())) == "archive.broken"
