"""Reads vector tiles (Mapbox Vector Tile 2.1) for tests, straight from the specification."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

_KINDS = {1: "Point", 2: "LineString", 3: "Polygon"}


def layers_of(tile: bytes) -> dict[str, list[dict[str, Any]]]:
    """Give each layer's features: ``id``, ``kind``, ``properties`` and ``positions`` in tile units, y downwards."""
    found: dict[str, list[dict[str, Any]]] = {}
    for number, body in _fields(tile):
        assert number == 3, "a tile holds layers only"
        name, features = _layer(body)
        assert name not in found, "a layer's name stands once in a tile"
        found[name] = features
    return found


def _layer(body: bytes) -> tuple[str, list[dict[str, Any]]]:
    name, version, extent = "", 0, 0
    keys: list[str] = []
    values: list[Any] = []
    bodies: list[bytes] = []
    for number, value in _fields(body):
        if number == 1:
            name = value.decode()
        elif number == 2:
            bodies.append(value)
        elif number == 3:
            keys.append(value.decode())
        elif number == 4:
            values.append(_value(value))
        elif number == 5:
            extent = value
        elif number == 15:
            version = value
    assert (version, extent) == (2, 4096)
    assert bodies, "a layer has features"
    return name, [_feature(one, keys, values) for one in bodies]


def _feature(body: bytes, keys: list[str], values: list[Any]) -> dict[str, Any]:
    feature: dict[str, Any] = {"id": None, "properties": {}}
    for number, value in _fields(body):
        if number == 1:
            feature["id"] = value
        elif number == 2:
            tags = list(_varints(value))
            feature["properties"] = {keys[a]: values[b] for a, b in zip(tags[::2], tags[1::2], strict=True)}
        elif number == 3:
            feature["kind"] = _KINDS[value]
        elif number == 4:
            feature["positions"] = _positions(list(_varints(value)))
    return feature


def _positions(commands: list[int]) -> list[tuple[int, int]]:
    found, x, y, at = [], 0, 0, 0
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            continue
        for _ in range(count):
            x += (commands[at] >> 1) ^ -(commands[at] & 1)
            y += (commands[at + 1] >> 1) ^ -(commands[at + 1] & 1)
            found.append((x, y))
            at += 2
    return found


def _value(body: bytes) -> Any:
    ((number, value),) = _fields(body)
    if number == 1:
        return value.decode()
    if number == 2:
        return struct.unpack("<f", value)[0]
    if number == 3:
        return struct.unpack("<d", value)[0]
    if number == 6:
        return (value >> 1) ^ -(value & 1)
    if number == 7:
        return bool(value)
    return value - 2**64 if value >= 2**63 else value


def _fields(body: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(body, at)
            yield key >> 3, value
            continue
        size, at = _varint(body, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        yield key >> 3, body[at : at + size]
        at += size


def _varints(body: bytes) -> Iterator[int]:
    at = 0
    while at < len(body):
        value, at = _varint(body, at)
        yield value


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = body[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
