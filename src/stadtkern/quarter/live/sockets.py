"""uvicorn's WebSocket protocol with a short way in and out: ready frames go to the socket, messages straight to the room.

A room of thirty sends the same bytes thirty times, twenty times a second. Through ASGI each of them becomes an event, a
frame and a task's turn; here each is one write. The room finds this protocol in the scope (``EXTENSION``).
"""

from __future__ import annotations

from collections.abc import Callable

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.http11 import Request

EXTENSION = "stadtkern.sockets"


class Sockets(WebSocketsSansIOProtocol):
    """One connection. ``heard`` gets each whole message once a room has set it; until then all goes through ASGI."""

    heard: Callable[[bytes | str], None] | None = None
    on_free: Callable[[], None] | None = None

    def handle_connect(self, event: Request) -> None:
        """Tell the application where the short way is."""
        super().handle_connect(event)
        extensions: dict[str, object] | None = self.scope["extensions"] if self.response.status_code == 101 else None  # type: ignore[assignment]
        if extensions is not None:
            extensions[EXTENSION] = self

    def send_receive_event_to_app(self) -> None:
        """Give a whole message to the room."""
        if self.heard is None or self.close_sent:
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        if self.curr_msg_data_type == "bytes":
            self.heard(bytes(data))
            return
        self.heard(bytes(data).decode(errors="replace"))

    def resume_writing(self) -> None:
        """Tell the room that there is room again."""
        super().resume_writing()
        if self.on_free is not None:
            self.on_free()

    def write_frame(self, frame: bytes) -> bool:
        """Write a frame that is ready; False when the socket's buffer is over its mark. Gone connections take all."""
        if self.disconnected or self.close_sent or self.transport.is_closing():
            return True
        if not self.writable.is_set():
            return False
        self.transport.write(frame)
        return True

    def say_goodbye(self, code: int) -> None:
        """Close with a code; without room for it the connection is cut."""
        if self.disconnected or self.close_sent:
            return
        if not self.writable.is_set():
            self.transport.abort()
            return
        try:
            self.conn.send_close(code)
        except InvalidState:
            return
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": ""})
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.close)
