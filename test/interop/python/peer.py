"""One connection with a node, on either side of it: opening, credit, requests, acknowledgements, life and farewell."""

import asyncio
import hashlib
import os
import time
from collections import deque
from collections.abc import Callable
from itertools import chain, repeat

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

import frames as wire
from frames import ACK, CREDIT_CEILING, HEADER, RESPONSE, Farewell, Header, Inbound, refusal
from schema import BY_NAME, Kind, control
from streams import Reading, Source

LARGEST_OWN_WAITING = 131_072
LARGEST_SHOWN = 4_096


class Refused(Exception):
    """A message that failed: by an ErrorResponse, by the end of the connection, or locally."""


class Node:
    """What all connections of this process share. `show` gets each event, `serve` maps requests to their handlers."""

    def __init__(self, mine: Message, show: Callable[..., None], serve: dict[str, Callable]) -> None:
        self.mine, self.show, self.serve = mine, show, serve
        self.largest, self.window = mine.largest_message or 8_388_608, mine.window or 1_048_576
        self.ids = chain.from_iterable(repeat(range(2, 2**32)))  # §4.2
        self.peers: set[Peer] = set()
        self.stopped = asyncio.Event()

    def pick_id(self) -> int:
        return next(id for id in self.ids if not any(id in peer.pending for peer in self.peers))


class Peer(asyncio.Protocol):
    """Never sends again over a new connection, so it says no `resumed` and takes a lost ACK message for unknown."""

    def __init__(self, node: Node, *, listener: bool) -> None:
        self.node, self.listener, self.name = node, listener, ""
        self.inbound = Inbound(self, listener=listener, largest=node.largest, window=node.window)
        self.queues = (deque(), deque())  # frames without and with RESPONSE
        self.own_waiting = 0
        self.credit, self.largest = [0, 0], 0  # what the other side takes
        self.pending: dict[int, tuple[Kind, asyncio.Future]] = {}  # what a response or an Ack is awaited of
        self.readings: dict[int, Reading] = {}  # the streams that are read, all of them pending
        self.sources: dict[int, Source] = {}  # those that are served
        self.known: deque[int] = deque(maxlen=2_048)  # ids of messages with ACK that were handled
        self.unknown: set[str] = set()  # what the other side does not know
        self.pings: dict[int, float] = {}
        self.open = self.closing = self.over = self.paused = False
        self.gone = asyncio.get_running_loop().create_future()
        self.age = self.quiet = self.frame_age = 0  # in ticks: a process that sleeps does not tick

    # Transport

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.name = "{}:{}".format(*transport.get_extra_info("peername"))
        self.node.peers.add(self)
        transport.set_write_buffer_limits(high=wire.LARGEST_PAYLOAD)
        self.ticking = asyncio.get_running_loop().call_later(1, self.tick)
        if not self.listener:
            self.send_own(wire.HANDSHAKE, self.node.mine, ACK, 1)

    def data_received(self, data: bytes) -> None:
        if self.over:
            return
        before = self.inbound.at
        try:
            self.inbound.feed(data)
            self.write()
        except Farewell as farewell:
            self.say_goodbye(farewell.code, farewell.reason)
        if self.inbound.at != before:
            self.frame_age = 0

    def pause_writing(self) -> None:
        self.paused = True

    def resume_writing(self) -> None:
        self.paused = False
        self.write()

    def connection_lost(self, error: Exception | None) -> None:
        self.ticking.cancel()
        self.node.peers.discard(self)
        self.end("LOST")
        self.gone.set_result(None)

    def end(self, why: str) -> None:
        """Settles what is unanswered. Nothing is written after it."""
        if not self.over:
            self.over, self.open = True, False
            for kind, future in self.pending.values():
                self.settle(future, Refused("LOST" if kind.response else "UNKNOWN"))
            self.pending.clear()
            self.readings.clear()
            self.sources.clear()
            self.show("end", why=why)

    def tick(self) -> None:
        """Each second, what §6.1, §9.4 and §14 want done in time."""
        self.ticking = asyncio.get_running_loop().call_later(1, self.tick)
        self.age, self.quiet = self.age + 1, self.quiet + 1
        self.frame_age = self.frame_age + 1 if self.inbound.buffer else 0
        for assembly in self.inbound.assemblies.values():
            assembly.age += 1
        if self.over:
            return
        if not self.open and self.age >= 10:
            silent = self.listener and self.inbound.at == 0 and not self.inbound.buffer
            self.say_goodbye(None if silent else control.GOODBYE_TIMEOUT, "opening")
        elif self.frame_age >= 30:
            self.transport.abort()
        elif self.quiet >= 90 or any(assembly.age >= 60 for assembly in self.inbound.assemblies.values()):
            self.say_goodbye(control.GOODBYE_TIMEOUT, "silence")
        elif self.open and self.quiet in (30, 60):
            self.ping()

    # Writing

    def send_own(self, type: int, message: Message, flags: int = 0, id: int = 0) -> None:
        """Own frames go before all others, except those that stand for a response, and need no credit (§11.2)."""
        if not self.over:
            self.transport.write(wire.frames(type, flags, id, message.SerializeToString(deterministic=True))[0])
            # While data is held back above one payload's length, what lies there beside two frames is own frames.
            if self.transport.get_write_buffer_size() > 2 * wire.LARGEST_PAYLOAD + HEADER.size + LARGEST_OWN_WAITING:
                raise Farewell("FLOOD")

    def enqueue(self, flags: int, id: int, kind: Kind, payload: bytes) -> None:
        self.queues[flags & RESPONSE].extend(wire.frames(kind.type, flags, id, payload))
        self.write()

    def write(self) -> None:
        if not self.paused and not self.over and (due := self.inbound.credit()):
            self.send_own(wire.CREDIT, due)
            self.show("credit", bytes=due.bytes, response_bytes=due.response_bytes, received=due.received)
        for window, queue in enumerate(self.queues):
            while queue and not self.paused and not self.over:
                counted = Header(*HEADER.unpack_from(queue[0])).type >= wire.FIRST_SCHEMA_TYPE
                if counted and len(queue[0]) > self.credit[window]:
                    break
                frame = queue.popleft()
                if counted:
                    self.credit[window] -= len(frame)
                else:
                    self.own_waiting -= len(frame)
                self.transport.write(wire.deflated(frame) if self.inbound.deflates else frame)

    def drop_queued(self, key: tuple[int, int]) -> bool:
        """Stops a message that is being sent; tells if no frame of it has left."""
        queue, whole = self.queues[key[0]], False
        for frame in [f for f in queue if Header(*HEADER.unpack_from(f)).key == key]:
            header = Header(*HEADER.unpack_from(frame))
            if header.type >= wire.FIRST_SCHEMA_TYPE:
                whole = whole or header.part == 0
                queue.remove(frame)
        return whole

    def ping(self) -> None:
        if len(self.pings) < 4:
            nonce = int.from_bytes(os.urandom(8))
            self.pings[nonce] = time.monotonic()
            self.send_own(wire.PING, control.Ping(nonce=nonce, timestamp=int(time.time())))

    def say_goodbye(self, code: int | None, reason: str = "") -> None:
        """Goodbye before what is queued, half-close, at most a second of reading (§8.1)."""
        if self.over:
            return
        if code is None:
            self.end("SILENT")
            return self.transport.abort()
        name = control.GoodbyeCode.Name(code).removeprefix("GOODBYE_")
        self.transport.write(
            wire.frames(wire.GOODBYE, 0, 0, control.Goodbye(code=code, reason=reason).SerializeToString())[0]
        )
        self.transport.write_eof()
        self.show("goodbye sent", code=name, reason=reason)
        self.end(name)
        asyncio.get_running_loop().call_later(1, self.transport.abort)

    async def close(self) -> None:
        self.closing = True
        for id in list(self.readings):
            self.pending[id][1].cancel()
        for id in list(self.sources):
            self.drop_source(id)
            self.answer(id, "CLOSING")
        for _ in range(100):
            if self.over or not (self.pending or any(self.queues)):
                break
            await asyncio.sleep(0.05)
        self.say_goodbye(control.GOODBYE_NORMAL)

    # Sending

    def send(self, message: Message) -> asyncio.Future:
        """Sends a message. Its future has the response, or None once it is acknowledged, or has left with no one to say."""
        kind, future = BY_NAME[message.DESCRIPTOR.full_name], asyncio.get_running_loop().create_future()
        payload = kind.encode(message)
        alike = sum(bool(other.response) == bool(kind.response) for other, _ in self.pending.values())
        lacking = kind.streams and not self.inbound.streams
        if not self.open or self.closing or lacking or kind.name in self.unknown or len(payload) > self.largest:
            raise Refused(f"{kind.name} cannot go to this peer")
        if alike >= (256 if kind.response else 1_024):
            raise Refused("too many in progress")
        awaited = bool(kind.response) or kind.requires_ack
        id = self.node.pick_id() if awaited or len(payload) > wire.LARGEST_PAYLOAD else 0
        if awaited:
            self.pending[id] = (kind, future)
            if kind.streams:
                self.readings[id] = Reading()
            future.add_done_callback(lambda _: self.cancel(id) if future.cancelled() else None)
        else:
            future.set_result(None)
        self.enqueue(ACK if kind.requires_ack else 0, id, kind, payload)
        self.show("sent", message=kind.name, id=id, bytes=len(payload), sha256=hashlib.sha256(payload).hexdigest())
        return future

    def cancel(self, id: int, more: bool = True) -> None:
        """Gives up a request: Cancel, if a frame of it has left and its response may still come (§9.4)."""
        self.forget(id)
        self.inbound.assemblies.pop((RESPONSE, id), None)
        if not self.drop_queued((0, id)) and more:
            self.send_own(wire.CANCEL, control.Cancel(), 0, id)

    def forget(self, id: int) -> tuple[Kind, asyncio.Future]:
        """Nothing more is awaited under an id."""
        self.readings.pop(id, None)
        return self.pending.pop(id, (None, None))

    def serve(self, id: int) -> None:
        """Queues the items of a stream that its reader has given credit for."""
        source = self.sources[id]
        while source.credit > 0:
            payload = source.next()
            if payload is None:
                del self.sources[id]
                return self.respond(wire.END, id, b"")
            self.enqueue(RESPONSE, id, source.kind, payload)

    def drop_source(self, id: int) -> None:
        self.sources.pop(id, None)
        self.drop_queued((RESPONSE, id))

    def settle(self, future: asyncio.Future, outcome) -> None:
        if not future.done():
            future.set_exception(outcome) if isinstance(outcome, Exception) else future.set_result(outcome)

    # What Inbound tells

    def message(self, h: Header, kind: Kind, message: Message, payload: bytes) -> None:
        if self.over:
            return
        own = getattr(self, "on_" + kind.name.removeprefix("framewright.").lower(), None)
        if kind.type != wire.PONG:
            self.quiet = 0
        if kind.type < wire.FIRST_SCHEMA_TYPE and own:
            return own(message, h)
        shown = {"message": kind.name, "id": h.id, "bytes": len(payload), "sha256": hashlib.sha256(payload).hexdigest()}
        if len(payload) <= LARGEST_SHOWN:
            shown["json"] = MessageToDict(message)
        if h.flags & RESPONSE:
            request, future = self.pending[h.id]
            right = request.response == kind.name
            if right and request.streams:
                self.show("item", **shown)
                if due := self.readings[h.id].take():
                    self.send_own(wire.CREDIT, control.Credit(bytes=due), 0, h.id)
                return
            if request.streams:
                self.cancel(h.id)
            self.forget(h.id)
            if not right:
                self.violation()
            self.settle(future, message if right else Refused("not the awaited type"))
            self.show("response", **shown)
        elif kind.response:
            self.show("request", **shown)
            if self.closing or kind.name not in self.node.serve or (kind.streams and not self.inbound.streams):
                return self.answer(h.id, "CLOSING" if self.closing else "UNKNOWN_TYPE")
            reply = self.node.serve[kind.name](message, self.largest)
            if kind.streams:
                self.sources[h.id] = Source(BY_NAME[kind.response], reply)
                return self.serve(h.id)
            self.enqueue(RESPONSE, h.id, BY_NAME[kind.response], BY_NAME[kind.response].encode(reply))
        elif h.flags & ACK:
            if h.id not in self.known:
                self.known.append(h.id)
                self.show("message", **shown, ack=True)
            self.send_own(wire.ACKNOWLEDGE, control.Ack(ids=[h.id]))
        else:
            self.show("message", **shown)

    def on_handshake(self, theirs, h: Header) -> None:
        if self.listener:
            self.send_own(wire.HANDSHAKE, self.node.mine, ACK, 1)
        if why := refusal(self.node.mine, theirs):
            raise Farewell(why)
        if any(other.inbound.acked and not other.over for other in self.node.peers):
            raise Farewell("FULL", "one connection at a time")
        self.theirs, self.largest = theirs, theirs.largest_message or 8_388_608
        self.credit = [theirs.window or 1_048_576] * 2
        shared = set(theirs.capabilities) & set(self.node.mine.capabilities)
        self.inbound.deflates, self.inbound.streams = "deflate" in shared, "streams" in shared
        self.send_own(wire.ACKNOWLEDGE, control.Ack(ids=[1]))
        self.inbound.acked = True

    def on_ack(self, ack, h: Header) -> None:
        if self.inbound.state == "ack":
            self.open = True
            self.show("open", node_id=self.theirs.node_id.hex(), user_agent=self.theirs.user_agent, resumed=ack.resumed)
            return
        for id in ack.ids:
            if id in self.pending and self.pending[id][0].requires_ack:
                self.settle(self.pending.pop(id)[1], None)
        self.show("acks", ids=list(ack.ids))

    def on_ping(self, ping, h: Header) -> None:
        self.send_own(wire.PONG, control.Pong(nonce=ping.nonce, timestamp=int(time.time())))
        self.show("ping")

    def on_pong(self, pong, h: Header) -> None:
        if sent := self.pings.pop(pong.nonce, None):
            self.quiet = 0
            self.show("pong", ms=round((time.monotonic() - sent) * 1_000, 1))

    def on_goodbye(self, goodbye, h: Header) -> None:
        names = {value: name.removeprefix("GOODBYE_") for name, value in control.GoodbyeCode.items()}
        name = names.get(goodbye.code, str(goodbye.code))
        self.show("goodbye", code=name, reason=goodbye.reason, retry_after_ms=goodbye.retry_after_ms)
        self.end(name)
        self.transport.close()

    def on_errorresponse(self, error, h: Header) -> None:
        names = {value: name.removeprefix("ERROR_") for name, value in control.ErrorCode.items()}
        name = names.get(error.code, str(error.code))
        self.drop_queued((0, h.id))
        self.show("error", id=h.id, code=name, text=error.message)
        if h.id in self.pending:
            kind, future = self.forget(h.id)
            self.settle(future, Refused(name))
            if name == "UNKNOWN_TYPE":
                self.unknown.add(kind.name)

    def on_end(self, end, h: Header) -> None:
        if h.id in self.readings:
            half = self.inbound.assemblies.get(h.key)
            _, future = self.pending[h.id]
            self.cancel(h.id) if half else self.forget(h.id)
            self.settle(future, Refused("MALFORMED") if half else None)
            self.show("stream end", id=h.id)

    def on_credit(self, credit, h: Header) -> None:
        if h.id:
            if h.id in self.sources:
                self.sources[h.id].grant(credit.bytes)
                self.show("stream credited", id=h.id, bytes=credit.bytes)
                self.serve(h.id)
            return
        self.credit = [self.credit[0] + credit.bytes, self.credit[1] + credit.response_bytes]
        if max(self.credit) > CREDIT_CEILING:
            raise Farewell("FLOW", "more credit than allowed")
        self.show("credited", bytes=credit.bytes, response_bytes=credit.response_bytes, received=credit.received)

    def on_cancel(self, cancel, h: Header) -> None:
        self.drop_source(h.id)
        self.show("cancel", id=h.id)

    def discarded(self, h: Header, why: str) -> None:
        self.quiet = 0
        self.show("discarded", type=h.type, id=h.id, why=why)

    def answer(self, id: int, error: str) -> None:
        """An ErrorResponse, in its place among the responses."""
        payload = control.ErrorResponse(code=control.ErrorCode.Value(f"ERROR_{error}")).SerializeToString()
        self.show("answered", id=id, code=error)
        self.respond(wire.ERROR, id, payload)

    def respond(self, type: int, id: int, payload: bytes) -> None:
        """An own message that stands for a response, or ends one."""
        frame = wire.frames(type, RESPONSE, id, payload)[0]
        self.queues[RESPONSE].append(frame)
        self.own_waiting += len(frame)
        if self.own_waiting > LARGEST_OWN_WAITING:
            raise Farewell("FLOOD")
        self.write()

    def violation(self) -> None:
        self.show("violation")

    def failed(self, h: Header) -> None:
        """A response came that cannot be used."""
        if h.id in self.pending:
            _, future = self.pending[h.id]
            self.cancel(h.id, more=bool(h.flags & wire.MORE))
            self.settle(future, Refused("MALFORMED"))

    def awaits(self, id: int) -> bool:
        return id in self.pending

    def takes(self, h: Header, counted: int) -> bool:
        reading = self.readings.get(h.id)
        return reading is None or reading.takes(h, counted)

    def show(self, event: str, **more) -> None:
        self.node.show(event, peer=self.name, **more)
