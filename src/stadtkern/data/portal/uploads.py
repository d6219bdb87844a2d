"""Uploads go straight to disk in the town's own folder, and stop where the town's limit is."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from stadtkern.data.gather.run import limits_of
from stadtkern.data.portal.access import town


class Uploading(FileUploadHandler):
    """Writes one upload to the folder of trials; ``too_large`` says that it was cut off."""

    def __init__(self, request: HttpRequest) -> None:
        """Take the request whose body is about to be read."""
        super().__init__(request)
        self.too_large = False
        self.most = limits_of(town()).file_bytes
        self._file: Any = None
        self._written = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        folder = town().files / "trials"
        folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.NamedTemporaryFile(dir=folder, prefix="up-", delete=False)  # noqa: SIM115 - ends in file_complete
        self._written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what came; stop when it is too much."""
        del start
        self._written += len(raw_data)
        if self._written > self.most:
            self.too_large = True
            self._forget()
            raise StopUpload(connection_reset=False)
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """Give the finished file."""
        if self._file is None:
            return None
        self._file.flush()
        self._file.seek(0)
        return UploadedFile(self._file, self.file_name, self.content_type, file_size, self.charset)

    def upload_interrupted(self) -> None:
        """Leave nothing behind when the reader's connection broke."""
        self._forget()

    def _forget(self) -> None:
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._file = None
