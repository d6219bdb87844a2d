"""Fetches a file from an address into the town's folder, size-limited, and only when it has changed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx

from stadtkern.data.gather.model import Limits, Progress
from stadtkern.town.text import Text, problem

_TIMEOUT = httpx.Timeout(30, connect=10)
_REASONS = (
    (httpx.TimeoutException, Text("sie antwortet nicht", "it does not answer")),
    (httpx.ConnectError, Text("dort hört niemand zu", "nobody listens there")),
    (httpx.NetworkError, Text("die Verbindung ist abgebrochen", "the connection broke off")),
    (httpx.UnsupportedProtocol, Text("so eine Adresse gibt es nicht", "there is no such kind of address")),
)
_ENDINGS = {
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "text/csv": ".csv",
    "application/zip": ".zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}


@dataclass(frozen=True, slots=True)
class Fetched:
    """A fetched file; ``path`` is None when the server says that nothing changed."""

    path: Path | None
    name: str
    etag: str = ""
    modified: str = ""


def fetch(
    address: str,
    folder: Path,
    limits: Limits,
    *,
    etag: str = "",
    modified: str = "",
    progress: Progress | None = None,
) -> Fetched:
    """Fetch ``address`` into ``folder``. Raises ProblemError when it cannot be had or is too large."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise problem(
            "fetch.scheme",
            "Die Adresse muss mit https:// oder http:// beginnen.",
            "The address must start with https:// or http://.",
        )
    headers = {"User-Agent": "stadtkern"}
    if etag:
        headers["If-None-Match"] = etag
    if modified:
        headers["If-Modified-Since"] = modified
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=_TIMEOUT, max_redirects=5) as client,
            client.stream("GET", address, headers=headers) as answer,
        ):
            if answer.status_code == httpx.codes.NOT_MODIFIED:
                return Fetched(None, "", etag, modified)
            answer.raise_for_status()
            name = _name(address, answer.headers.get("content-type", ""))
            total = int(answer.headers.get("content-length", 0))
            path = _keep(answer, folder, limits, progress, total)
            return Fetched(path, name, answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
    except httpx.HTTPStatusError as error:
        status = error.response.status_code
        raise problem(
            "fetch.status",
            f"Die Adresse antwortet mit dem Fehler {status}. Die alten Daten bleiben.",
            f"The address answers with error {status}. The old data stay.",
        ) from error
    except httpx.HTTPError as error:
        raise problem(
            "fetch.unreachable",
            f"Die Adresse ist nicht zu erreichen ({_why(error).de}). Die alten Daten bleiben.",
            f"The address cannot be reached ({_why(error).en}). The old data stay.",
        ) from error


def _why(error: httpx.HTTPError) -> Text:
    """Say why an address cannot be reached; what is rare keeps its technical name."""
    for kind, words in _REASONS:
        if isinstance(error, kind):
            return words
    return Text(type(error).__name__, type(error).__name__)


def _keep(answer: httpx.Response, folder: Path, limits: Limits, progress: Progress | None, total: int) -> Path:
    done = 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix="fetch-", delete=False) as file:
        path = Path(file.name)
        try:
            for piece in answer.iter_bytes(1024 * 256):
                done += len(piece)
                if done > limits.file_bytes:
                    size = limits.file_bytes // 1024**2
                    raise problem(
                        "fetch.too-large",
                        f"Die Datei ist größer als {size} MB. Sie wurde nicht geladen.",
                        f"The file is larger than {size} MB. It was not fetched.",
                    )
                file.write(piece)
                if progress is not None:
                    progress(done, total)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    return path


def _name(address: str, content_type: str) -> str:
    name = PurePosixPath(unquote(urlsplit(address).path)).name or urlsplit(address).hostname or "daten"
    if "." not in name:
        name += _ENDINGS.get(content_type.partition(";")[0].strip(), "")
    return name
