"""Frames, and what one peer sends: frames to messages, with every check of WIRE.md §3, §5, §10.1 and §11.3."""

import struct
import zlib
from dataclasses import dataclass, field
from typing import NamedTuple

from schema import BY_TYPE, control

HEADER = struct.Struct(">IHBBI")
RESPONSE, ACK, COMPRESSED, MORE = 1, 2, 4, 8
LARGEST_PAYLOAD = 65_536
LARGEST_OWN = 4_096
CREDIT_CEILING = 16_777_216
CREDIT_DUE = 32_768
FIRST_SCHEMA_TYPE = 32
HANDSHAKE, ACKNOWLEDGE, PING, PONG, GOODBYE, ERROR, CREDIT, CANCEL, END = range(1, 10)
STREAM_CREDIT = 262_144
# Flags of own messages, and whether they have an id (§4.1). With `streams` also End, and a Credit with an id.
OWN = {1: (ACK, True), 2: (0, False), 3: (0, False), 4: (0, False), 5: (0, False), 6: (RESPONSE, True), 7: (0, False)}
OWN[CANCEL] = (0, True)
STREAMS = {END: (RESPONSE, True), CREDIT: (0, True)}


class Farewell(Exception):
    """The connection has to end, with the Goodbye of this code, or without a word if there is none."""

    def __init__(self, name: str | None, reason: str = "") -> None:
        super().__init__(name, reason)
        self.code = control.GoodbyeCode.Value(f"GOODBYE_{name}") if name else None
        self.reason = reason


class Header(NamedTuple):
    length: int
    type: int
    flags: int
    part: int
    id: int

    @property
    def wire(self) -> int:
        return HEADER.size + self.length

    @property
    def key(self) -> tuple[int, int]:
        return self.flags & RESPONSE, self.id


def frames(type: int, flags: int, id: int, payload: bytes) -> list[bytes]:
    """The frames of a message: one, or as many parts as it needs (§3.4)."""
    pieces = [payload[at : at + LARGEST_PAYLOAD] for at in range(0, len(payload), LARGEST_PAYLOAD)] or [b""]
    more = [MORE] * (len(pieces) - 1) + [0]
    return [HEADER.pack(len(p), type, flags | more[n], n, id) + p for n, p in enumerate(pieces)]


def deflated(frame: bytes) -> bytes:
    """The frame as it travels to a peer with `deflate`: compressed if its type allows it and it saves an eighth (§15.2)."""
    h = Header(*HEADER.unpack_from(frame))
    if h.type not in BY_TYPE or not BY_TYPE[h.type].compress:
        return frame
    stream = zlib.compressobj(wbits=-15)
    payload = stream.compress(frame[HEADER.size :]) + stream.flush()
    if len(payload) > h.length * 7 // 8:
        return frame
    return HEADER.pack(len(payload), h.type, h.flags | COMPRESSED, h.part, h.id) + payload


@dataclass
class Assembly:
    due: tuple[int, int, int]  # part, type and ACK of the frame that follows
    payload: bytearray = field(default_factory=bytearray)
    age: int = 0


class Inbound:
    """Reads what one peer sends. `owner` hears of it by message(), discarded(), answer(), violation() and failed(), and
    tells by awaits() whether a response is awaited."""

    def __init__(self, owner, *, listener: bool, largest: int, window: int) -> None:
        self.owner, self.listener, self.largest = owner, listener, largest
        self.buffer, self.at, self.header = bytearray(), 0, None
        self.state, self.acked, self.done = "handshake", False, False
        self.available = [window, window]  # what the peer may still send, without RESPONSE and with it
        self.grants, self.received, self.reported = [0, 0], 0, 0
        self.assemblies: dict[tuple[int, int], Assembly] = {}
        self.deflates = self.streams = False  # both sides offer it

    def feed(self, data: bytes) -> None:
        self.buffer += data
        if self.listener and self.at == 0 and self.buffer and self.buffer[0] != 0:
            raise Farewell(None)  # another protocol (§6.1)
        while not self.done:
            if self.header is None:
                if len(self.buffer) < HEADER.size:
                    return
                self.header = Header(*HEADER.unpack_from(self.buffer))
                self.check(self.header)
            header = self.header
            if len(self.buffer) < header.wire:
                return
            payload = bytes(self.buffer[HEADER.size : header.wire])
            del self.buffer[: header.wire]
            self.header = None
            if header.type < FIRST_SCHEMA_TYPE:
                self.own(header, payload)
            else:
                right = True
                if self.compressed(header):
                    payload, right = inflated(header, payload)
                    self.check_size(header, len(payload), right)
                counted = HEADER.size + len(payload)
                self.available[header.flags & RESPONSE] -= counted
                self.schema(header, payload, right)
                self.grants[header.flags & RESPONSE] += counted
                self.received += counted
            self.at += header.wire

    def check(self, h: Header) -> None:
        """All that a header tells, as soon as it is there (§3.5)."""
        if h.length > LARGEST_PAYLOAD or h.type == 0:
            raise Farewell("FRAMING", "length or type")
        short = h.length != LARGEST_PAYLOAD and not self.compressed(h)
        if h.flags & MORE and (short or h.part == 255) or (h.part and not h.flags & MORE and not h.length):
            raise Farewell("FRAMING", "length of a part")
        if h.id == 0 and (h.part or h.flags & (MORE | RESPONSE | ACK)):
            raise Farewell("FRAMING", "no id")
        if h.type >= FIRST_SCHEMA_TYPE:
            return self.check_schema(h)
        allowed = {"handshake": (HANDSHAKE, GOODBYE), "ack": (ACKNOWLEDGE, GOODBYE), "open": range(2, 32)}[self.state]
        if h.type not in allowed:
            raise Farewell("PROTOCOL", "out of place")
        if h.type > 9:
            return
        shape = (h.flags & (RESPONSE | ACK | MORE), h.id != 0)
        right = shape == OWN.get(h.type) or (self.streams and shape == STREAMS.get(h.type))
        if h.length > LARGEST_OWN or h.part or not right or (h.type == HANDSHAKE and h.id != 1):
            raise Farewell("PROTOCOL", "header of an own message")

    def check_schema(self, h: Header) -> None:
        if self.state != "open":
            raise Farewell("PROTOCOL", "not open")
        assembly = self.assemblies.get(h.key)
        if assembly and (h.part, h.type, h.flags & ACK) != assembly.due:
            raise Farewell("FRAMING", "not the part that is due")  # part 0 is never due: row 7, too
        if h.flags & MORE and h.part == 0 and h.type in BY_TYPE and len(self.assemblies) == 6:
            raise Farewell("FRAMING", "a seventh assembly")
        if not self.compressed(h):
            self.check_size(h, h.length, True)

    def compressed(self, h: Header) -> bool:
        return self.deflates and h.type >= FIRST_SCHEMA_TYPE and bool(h.flags & COMPRESSED)

    def check_size(self, h: Header, size: int, right: bool) -> None:
        """As soon as the size is known: of a compressed frame when it is inflated, of others by the header."""
        if HEADER.size + size > self.available[h.flags & RESPONSE]:
            raise Farewell("FLOW", "more than the credit")
        assembly = self.assemblies.get(h.key)
        if right and assembly and len(assembly.payload) + size > self.largest:
            raise Farewell("TOO_LARGE")

    def own(self, h: Header, payload: bytes) -> None:
        kind = BY_TYPE.get(h.type)
        if kind is None:
            return self.owner.discarded(h, "unknown-own")
        message = kind.decode(payload)
        if message is None or (self.state == "ack" and h.type == ACKNOWLEDGE and message.ids != [1]):
            raise Farewell("PROTOCOL", kind.name)
        if h.type == HANDSHAKE and not valid(message):
            raise Farewell("PROTOCOL", "Handshake")
        if h.type in (ERROR, CANCEL):
            self.assemblies.pop(h.key, None)
        self.owner.message(h, kind, message, payload)
        if h.type == HANDSHAKE:
            self.state = "ack"
        elif h.type == ACKNOWLEDGE and self.acked:
            self.state = "open"
        self.done = h.type == GOODBYE

    def schema(self, h: Header, payload: bytes, right: bool) -> None:
        kind, assembly = BY_TYPE.get(h.type), self.assemblies.pop(h.key, None)
        if kind is None:
            self.owner.discarded(h, "unknown")
            if h.flags & RESPONSE:
                self.owner.failed(h)
            elif h.id and h.part == 0:
                self.owner.answer(h.id, "UNKNOWN_TYPE")
            return
        if h.part and assembly is None:
            return self.owner.discarded(h, "no-assembly")
        if h.flags & RESPONSE and not self.owner.awaits(h.id):
            return self.owner.discarded(h, "forgotten")
        if h.flags & RESPONSE and not self.owner.takes(h, HEADER.size + len(payload)):
            raise Farewell("FLOW", "an item without credit")
        assembly = assembly or Assembly((0, 0, 0))
        assembly.payload += payload
        right = right and kind.is_response == bool(h.flags & RESPONSE) and not (kind.response and h.id == 0)
        if not right or 0 < kind.max_bytes < len(assembly.payload):
            return self.malformed(h)
        if h.flags & MORE:
            assembly.due, assembly.age = (h.part + 1, h.type, h.flags & ACK), 0
            self.assemblies[h.key] = assembly
            return
        payload = bytes(assembly.payload)
        message = kind.decode(payload)
        if message is None:
            return self.malformed(h)
        self.owner.message(h, kind, message, payload)

    def malformed(self, h: Header) -> None:
        self.owner.violation()
        self.owner.discarded(h, "malformed")
        if h.flags & RESPONSE:
            self.owner.failed(h)
        elif h.id:
            self.owner.answer(h.id, "MALFORMED")

    def credit(self):
        """The Credit that is due (§11.5), if one is. Handlers settle at once here, so all that was read is granted."""
        if max(*self.grants, self.received - self.reported) < CREDIT_DUE:
            return None
        (plain, responses), self.grants, self.reported = self.grants, [0, 0], self.received
        self.available = [self.available[0] + plain, self.available[1] + responses]
        return control.Credit(bytes=plain, response_bytes=responses, received=self.received)


def inflated(h: Header, payload: bytes) -> tuple[bytes, bool]:
    """What was compressed, and whether that was right; what does not inflate stays as it came (§15.2)."""
    stream = zlib.decompressobj(wbits=-15)
    try:
        whole = stream.decompress(payload, LARGEST_PAYLOAD + 1)
    except zlib.error:
        return payload, False
    least = LARGEST_PAYLOAD if h.flags & MORE else min(h.part, 1)
    if not stream.eof or stream.unused_data or not least <= len(whole) <= LARGEST_PAYLOAD:
        return payload, False
    return whole, h.type not in BY_TYPE or BY_TYPE[h.type].compress


def valid(h) -> bool:
    """The limits of a Handshake that the schema does not say (§6.2)."""
    return (
        1 <= h.version_low <= h.version_high
        and (h.largest_message == 0 or 65_536 <= h.largest_message <= CREDIT_CEILING)
        and (h.window == 0 or 262_144 <= h.window <= CREDIT_CEILING)
        and h.listen_port <= 65_535
    )


def refusal(mine, theirs) -> str | None:
    """Why a valid Handshake is refused, in the order of §6.2."""
    if (mine.magic, mine.network) != (theirs.magic, theirs.network):
        return "NETWORK"
    if min(mine.version_high, theirs.version_high) < max(mine.version_low, theirs.version_low):
        return "VERSION"
    return "SELF" if mine.node_id == theirs.node_id else None
