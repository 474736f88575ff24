"""Streams of responses (WIRE.md §15.1), at both ends, without any I/O."""

from collections.abc import Iterator

from google.protobuf.message import Message

from frames import CREDIT_CEILING, CREDIT_DUE, HEADER, STREAM_CREDIT, Farewell, Header, frames
from schema import Kind


class Reading:
    """A stream that is read: its items are taken as they come."""

    def __init__(self) -> None:
        self.available, self.arrived, self.taken = STREAM_CREDIT, 0, 0

    def takes(self, h: Header, counted: int) -> bool:
        """A frame of an item comes. False if the item may not start."""
        starts = self.available > 0 or h.part > 0
        self.available -= counted
        self.arrived += counted
        return starts

    def take(self) -> int:
        """The item is complete and taken. The bytes of the Credit that is due, or 0."""
        self.taken, self.arrived = self.taken + self.arrived, 0
        if self.taken < CREDIT_DUE:
            return 0
        due, self.taken = self.taken, 0
        self.available += due
        return due


class Source:
    """A stream that is served: no item starts without credit."""

    def __init__(self, kind: Kind, items: Iterator[Message]) -> None:
        self.kind, self.items, self.credit = kind, items, STREAM_CREDIT

    def grant(self, granted: int) -> None:
        self.credit += granted
        if self.credit > CREDIT_CEILING:
            raise Farewell("FLOW", "more credit of a stream than allowed")

    def next(self) -> bytes | None:
        """The payload of the next item, None at the end. Call it while there is credit."""
        item = next(self.items, None)
        if item is None:
            return None
        payload = self.kind.encode(item)
        self.credit -= sum(map(len, frames(self.kind.type, 0, 1, payload)))
        return payload
