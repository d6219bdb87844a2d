"""Listens to an MQTT broker: writes what comes into the lake, keeps what could not be read with its reason."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from stadtkern.data.gather.kinds.mqtt import Message, MessageMapping, MqttOptions
from stadtkern.data.gather.kinds.mqtt_propose import propose
from stadtkern.data.gather.kinds.mqtt_read import LiveValue, read_message
from stadtkern.data.gather.live_store import LiveStore, Stored
from stadtkern.data.gather.model import Guess
from stadtkern.data.harmonise.refused import Refused, quote
from stadtkern.data.lake import Lake
from stadtkern.data.registry.things import Things
from stadtkern.town.text import Problem, ProblemError, Text, problem

if TYPE_CHECKING:
    import aiomqtt

log = logging.getLogger(__name__)
KEPT = 100
BATCH = 500
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
TRIES = 5
CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class LiveSource:
    """A source of live values and where they go."""

    id: int
    dataset_id: int
    collection_id: int
    options: MqttOptions


@dataclass(frozen=True, slots=True)
class RefusedMessage:
    """A message that could not be read, and why. ``payload`` is its beginning."""

    arrived: datetime
    topic: str
    payload: str
    code: str
    reason: Text

    def to_json(self) -> dict[str, Any]:
        """Give the shape that pages and the command line show."""
        return {
            "arrived": self.arrived.isoformat() + "Z",
            "topic": self.topic,
            "payload": self.payload,
            "code": self.code,
            "reason": self.reason.to_json(),
        }


@dataclass(slots=True)
class LiveState:
    """How a source is doing, since the town serves. ``unchanged`` values stood in the lake already."""

    connected: bool = False
    received: int = 0
    written: int = 0
    unchanged: int = 0
    refused: int = 0
    last_arrival: datetime | None = None
    problem: Problem | None = None
    refusals: deque[RefusedMessage] = field(default_factory=lambda: deque(maxlen=KEPT))

    def refuse(self, one: RefusedMessage) -> None:
        """Count a message that could not be read and keep it among the last hundred."""
        self.refused += 1
        self.refusals.append(one)


_states: dict[int, LiveState] = {}


def state_of(source_id: int) -> LiveState:
    """Give the state of a live source in this process; an empty one when it never ran here."""
    return _states.setdefault(source_id, LiveState())


@dataclass(slots=True)
class Heard:
    """What listening for a while gave: nothing of it was written."""

    messages: int
    mapping: MessageMapping
    guesses: list[Guess]
    values: list[LiveValue]
    refused: list[RefusedMessage]


async def listen(options: MqttOptions, seconds: float = 10.0, most: int = 2000) -> Heard:
    """Listen for some seconds and tell what would be written. Proposes a mapping where the options have none.

    Raises ProblemError when the broker cannot be reached.
    """
    messages: list[Message] = []
    done = asyncio.Event()

    async def keep(batch: list[Message]) -> None:
        messages.extend(batch)
        if len(messages) >= most:
            done.set()

    async with _connected(options, None):
        pass  # whoever cannot be reached is told of at once, not after the listening
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await _session(options, None, keep, done)
    return heard(options.mapping, messages[:most])


def try_source(options: MqttOptions, seconds: float = 10.0) -> Heard:
    """Listen from a thread that has no event loop; see ``listen``."""
    return asyncio.run(listen(options, seconds))


def heard(mapping: MessageMapping | None, messages: list[Message]) -> Heard:
    """Tell what would be written of some messages."""
    guesses: list[Guess] = []
    if mapping is None:
        mapping, guesses = propose(messages)
    found = Heard(len(messages), mapping, guesses, [], [])
    for message in messages:
        try:
            found.values += read_message(mapping, message)
        except Refused as refusal:
            found.refused.append(_refused(message, refusal))
    return found


async def run_mqtt(source: LiveSource, lake: Lake, things: Things, stop: asyncio.Event) -> None:
    """Write what a broker sends until ``stop`` is set; connects again when the connection breaks.

    The broker keeps what comes while the town is away (a session by name, quality of service 1).
    """
    state = state_of(source.id)
    mapping = source.options.mapping
    if mapping is None:
        state.problem = Problem(
            "mqtt.no-mapping",
            Text("Es ist nicht festgelegt, was die Nachrichten bedeuten.", "It is not said what the messages mean."),
        )
        return
    store = LiveStore(source.dataset_id, source.collection_id, lake, things)

    async def take(batch: list[Message]) -> None:
        await _take(store, mapping, state, batch)

    wait = FIRST_WAIT
    while not stop.is_set():
        try:
            await _session(source.options, _session_name(source.id), take, stop, lambda: _note_connected(state))
        except ProblemError as error:
            state.problem = error.problem
        wait = FIRST_WAIT if state.connected else min(wait * 2, LONGEST_WAIT)
        state.connected = False
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), wait)


def _note_connected(state: LiveState) -> None:
    state.connected, state.problem = True, None


async def _take(store: LiveStore, mapping: MessageMapping, state: LiveState, batch: list[Message]) -> None:
    values: list[LiveValue] = []
    for message in batch:
        state.received += 1
        state.last_arrival = message.arrived
        try:
            values += read_message(mapping, message)
        except Refused as refusal:
            state.refuse(_refused(message, refusal))
    if not values:
        return
    stored = await _stored(store, values, state)
    state.written += stored.written
    state.unchanged += stored.unchanged


async def _stored(store: LiveStore, values: list[LiveValue], state: LiveState) -> Stored:
    """Store values, trying again when the lake is not ready. Raises ProblemError when it stays so."""
    for attempt in range(TRIES):
        try:
            return await asyncio.to_thread(store.put, values)
        except ProblemError as error:
            state.problem = error.problem
            if attempt == TRIES - 1:
                raise
        await asyncio.sleep(2.0**attempt * 0.2)
    return Stored(0, 0)


def _refused(message: Message, refusal: Refused) -> RefusedMessage:
    excerpt = quote(message.payload[:400].decode("utf-8", "replace"), 200)
    return RefusedMessage(message.arrived, message.topic[:200], excerpt, refusal.code, refusal.text)


async def leave(options: MqttOptions, source_id: int, seconds: float = 5.0) -> None:
    """Have the broker forget the session of a source that was deleted, or it would keep messages for it for ever.

    A broker that is not there is left alone: what it keeps is its own to clear up.
    """
    with contextlib.suppress(ProblemError, TimeoutError):
        async with asyncio.timeout(seconds), _connected(options, _session_name(source_id), clean=True):
            pass
    _states.pop(source_id, None)


def _session_name(source_id: int) -> str:
    return f"stadtkern-{source_id}"


async def _session(
    options: MqttOptions,
    name: str | None,
    take: Callable[[list[Message]], Awaitable[None]],
    stop: asyncio.Event,
    connected: Callable[[], None] = lambda: None,
) -> None:
    """Hand over messages in batches until ``stop`` is set. Raises ProblemError when the connection breaks."""
    import aiomqtt

    async with _connected(options, name) as client:
        try:
            await client.subscribe(options.topic, qos=options.qos)
            connected()
            stopping = asyncio.create_task(stop.wait())
            try:
                await _hand_over(client, take, stopping)
            finally:
                stopping.cancel()
        except aiomqtt.MqttError as error:
            raise _broken(options, error) from error


async def _hand_over(
    client: aiomqtt.Client, take: Callable[[list[Message]], Awaitable[None]], stopping: asyncio.Task[Any]
) -> None:
    messages = client.messages
    coming: asyncio.Task[aiomqtt.Message] = asyncio.ensure_future(anext(messages))
    try:
        while True:
            await asyncio.wait((coming, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                return
            batch = [_message(coming.result())]
            while len(batch) < BATCH and len(messages):
                batch.append(_message(await anext(messages)))
            coming = asyncio.ensure_future(anext(messages))
            await take(batch)
    finally:
        coming.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await coming


def _message(message: aiomqtt.Message) -> Message:
    raw = message.payload
    payload = bytes(raw) if isinstance(raw, (bytes, bytearray)) else b"" if raw is None else str(raw).encode()
    return Message(message.topic.value, payload, datetime.now(UTC).replace(tzinfo=None), message.retain)


@contextlib.asynccontextmanager
async def _connected(options: MqttOptions, name: str | None, *, clean: bool = False) -> AsyncIterator[aiomqtt.Client]:
    import aiomqtt

    client = aiomqtt.Client(
        options.host,
        options.port,
        username=options.username or None,
        password=options.password(),
        identifier=name,
        clean_session=clean or name is None,
        tls_context=ssl.create_default_context() if options.tls else None,
        timeout=CONNECT_SECONDS,
        logger=log,
    )
    try:
        await client.__aenter__()
    except (aiomqtt.MqttError, OSError) as error:
        raise _broken(options, error) from error
    try:
        yield client
    finally:
        with contextlib.suppress(aiomqtt.MqttError, OSError):
            await client.__aexit__(None, None, None)


def _broken(options: MqttOptions, error: Exception) -> ProblemError:
    address = f"{options.host}:{options.port}"
    reason = str(error)
    if "authori" in reason.lower() or "password" in reason.lower():
        return problem(
            "mqtt.refused",
            f"Der Broker {address} nimmt Name und Passwort nicht an.",
            f"The broker {address} does not accept the name and password.",
        )
    again_de, again_en = "Es wird von selbst wieder versucht.", "It is tried again by itself."
    if isinstance(error, ConnectionRefusedError) or "refused" in reason.lower():
        return problem(
            "mqtt.unreachable",
            f"Der Broker {address} ist nicht zu erreichen: Dort hört niemand zu. {again_de}",
            f"The broker {address} cannot be reached: nobody listens there. {again_en}",
        )
    if "disconnected" in reason.lower():
        return problem(
            "mqtt.unreachable",
            f"Der Broker {address} hat die Verbindung beendet. {again_de}",
            f"The broker {address} has ended the connection. {again_en}",
        )
    return problem(
        "mqtt.unreachable",
        f"Der Broker {address} ist nicht zu erreichen ({quote(reason, 120)}). {again_de}",
        f"The broker {address} cannot be reached ({quote(reason, 120)}). {again_en}",
    )
