"""What the front door says of frames: only pages made for it may stand in one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from stadtkern.front.headers import Headers


def policy_of(path: str) -> str:
    """Give the policy that an answer carries."""

    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    said: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        said.append(message)

    asyncio.run(Headers(app)({"type": "http", "path": path}, None, send))  # type: ignore[arg-type]
    (policy,) = [value for name, value in said[0]["headers"] if name == b"content-security-policy"]
    return str(policy.decode())


@pytest.mark.parametrize("path", ["/", "/map/", "/embedded/", "/x/embed/map/"])
def test_pages_are_framed_by_the_town_alone(path: str) -> None:
    """Anything but /embed/."""
    assert "frame-ancestors 'self'" in policy_of(path)


def test_embedded_pages_stand_anywhere_and_load_no_more_than_others() -> None:
    """The frame alone differs."""
    assert policy_of("/embed/map/") == policy_of("/").replace("frame-ancestors 'self'", "frame-ancestors *")
