"""What a file is, seen from its first bytes: a name's ending is only a claim."""

from __future__ import annotations

from stadtkern.town.text import ProblemError, Text, problem

# Signatures as the formats' own specifications give them; only those that people really upload by mistake.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\x7fELF", "program"),
    (b"MZ", "program"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"\x00\x00\x27\x0a", "Shapefile"),
    (b"fgb\x03", "FlatGeobuf"),
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A text may hold a stray control character; a file of which more is controls is no text.
_MOST_CONTROLS = 0.02
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def content_of(head: bytes) -> str:
    """Name what the first bytes are: "empty", "zip", "ole", "html", "xml", "json", "text", "binary" or a format's name."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature) and not (_could_be_words(signature) and _looks_like_text(head)):
            return name
    if not head:
        return "empty"
    if not _looks_like_text(head):
        return "binary"
    start = _plain_start(head)
    if not start:
        return "blank" if not _plain_start(head, whole=True) else "text"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith(b"<") and (start.startswith(b"<?xml") or b">" in start):
        return "xml"
    if start.startswith((b"{", b"[")):
        return "json"
    return "text"


def is_utf16(head: bytes) -> bool:
    """Say whether the bytes are UTF-16 text, by its mark or by every second byte of them being zero."""
    if head.startswith(_UTF16_MARKS):
        return True
    sample = head[:4096]
    if len(sample) < 8:
        return False
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    return max(even, odd) > 0.6 * half and min(even, odd) < 0.05 * half


def refuse_foreign(name: str, content: str, wanted: Text) -> ProblemError:
    """Make the problem for a file whose content is not what a kind of source can read."""
    if content in ("empty", "blank"):
        return problem(
            "file.empty",
            f"Die Datei „{name}“ ist leer. Es wurde nichts übernommen.",
            f"The file “{name}” is empty. Nothing was taken over.",
            Text(
                "Prüfen Sie, ob der Export vollständig war, und laden Sie die Datei noch einmal hoch.",
                "Check whether the export was complete, and upload the file again.",
            ),
        )
    if content == "binary":
        return problem(
            "file.binary",
            f"Die Datei „{name}“ enthält keinen lesbaren Text, sondern Binärdaten.",
            f"The file “{name}” holds no readable text but binary data.",
            Text(f"Erwartet wird {wanted.de}.", f"{wanted.en} is expected."),
        )
    return problem(
        "file.wrong-content",
        f"Die Datei „{name}“ ist dem Inhalt nach {_GERMAN.get(content, content)} und nicht {wanted.de}.",
        f"By its content the file “{name}” is {_ENGLISH.get(content, content)}, not {wanted.en}.",
        Text(
            "Prüfen Sie, ob es die richtige Datei ist. Der Name endet womöglich falsch.",
            "Check whether it is the right file. Its name may have the wrong ending.",
        ),
    )


_GERMAN = {
    "zip": "ein ZIP-Archiv",
    "ole": "ein altes Office-Dokument",
    "html": "eine Webseite (HTML)",
    "xml": "XML",
    "json": "JSON",
    "text": "Text",
    "program": "ein Programm",
    "PNG": "ein Bild (PNG)",
    "JPEG": "ein Bild (JPEG)",
    "GIF": "ein Bild (GIF)",
    "TIFF": "ein Bild (TIFF)",
    "PDF": "ein PDF-Dokument",
}
_ENGLISH = {
    "zip": "a ZIP archive",
    "ole": "an old Office document",
    "html": "a web page (HTML)",
    "xml": "XML",
    "json": "JSON",
    "text": "text",
    "program": "a program",
    "PNG": "an image (PNG)",
    "JPEG": "an image (JPEG)",
    "GIF": "an image (GIF)",
    "TIFF": "an image (TIFF)",
    "PDF": "a PDF document",
}


def _could_be_words(signature: bytes) -> bool:
    """Say whether a text could begin like this, too ("MZ", "PAR1")."""
    return len(signature) <= 4 and signature.isalnum()


def _looks_like_text(head: bytes) -> bool:
    if is_utf16(head):
        return True
    sample = head[:65536]
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= _MOST_CONTROLS * len(sample)


def _plain_start(head: bytes, *, whole: bool = False) -> bytes:
    sample = head if whole else head[:1024]
    if is_utf16(sample):
        sample = sample.replace(b"\x00", b"").lstrip(b"\xff\xfe")
    return sample.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\x00").lower()
