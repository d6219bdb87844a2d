"""JSON Patch (RFC 6902) for changing an entity: add, replace, remove and test."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused


def patched(entity: dict[str, Any], operations: Any) -> dict[str, Any]:
    """Give those properties of an entity that the operations change, as they are afterwards."""
    if not isinstance(operations, list):
        raise _wrong()
    after: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(entity))
    before = copy.deepcopy(after)
    for operation in operations:
        if not isinstance(operation, dict):
            raise _wrong()
        _apply(after, operation)
    changed = {name: value for name, value in after.items() if name not in before or before[name] != value}
    return changed | {name: None for name in before if name not in after}


def _apply(document: Any, operation: dict[str, Any]) -> None:
    name, path = operation.get("op"), operation.get("path")
    if name not in ("add", "replace", "remove", "test") or not isinstance(path, str) or not path.startswith("/"):
        raise _wrong()
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")]
    for part in way:
        document = _child(document, part)
    if name == "add":
        _add(document, last, operation.get("value"))
        return
    found = _child(document, last)
    if name == "test":
        if found != operation.get("value"):
            raise refused("patch-test", f"{path} hat einen anderen Wert.", f"{path} has another value.", 409)
        return
    key = int(last) if isinstance(document, list) else last
    if name == "remove":
        del document[key]
    else:
        document[key] = operation.get("value")


def _add(document: Any, last: str, value: Any) -> None:
    if isinstance(document, dict):
        document[last] = value
    elif isinstance(document, list) and (last == "-" or (last.isdigit() and int(last) <= len(document))):
        document.insert(len(document) if last == "-" else int(last), value)
    else:
        raise _wrong()


def _child(document: Any, name: str) -> Any:
    if isinstance(document, dict) and name in document:
        return document[name]
    if isinstance(document, list) and name.isdigit() and int(name) < len(document):
        return document[int(name)]
    raise _wrong()


def _wrong() -> RefusedError:
    return refused("patch", "Die Änderung (JSON Patch) passt nicht.", "The change (JSON Patch) does not fit.")
