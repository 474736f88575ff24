"""Runs the golden vectors through this peer's code. Exits 1 on a difference; TCP only, WebSocket is counted as not run."""

import base64
import json
import sys

from google.protobuf.json_format import MessageToDict, ParseDict

from frames import ACK, CREDIT, END, HEADER, RESPONSE, Farewell, Header, Inbound, frames, refusal
from schema import BY_NAME, HERE, control
from streams import Reading, Source

FOLDER = HERE.parents[1] / "vectors"
CHUNKS = (1 << 30, 4096, 13, 1)


def pieces(parts: list) -> bytes:
    """A list of hex strings and repetitions."""
    return b"".join(bytes.fromhex(p) if isinstance(p, str) else bytes.fromhex(p["repeat"]) * p["count"] for p in parts)


def plain(json):
    """Canonical JSON without the abbreviations."""
    if isinstance(json, dict):
        if "$repeat" in json:
            return base64.b64encode(pieces([{"repeat": json["$repeat"], "count": json["count"]}])).decode()
        return {key: plain(value) for key, value in json.items()}
    return [plain(value) for value in json] if isinstance(json, list) else json


def without_empty(found: dict) -> dict:
    """What is missing in `expect` is empty or 0; only `silent` means something as 0."""
    return {key: value for key, value in found.items() if value or key == "silent"}


class Recorder:
    """Receives in place of a peer, and writes down what came of it as the vectors' `expect` does."""

    def __init__(self, setting: dict) -> None:
        self.mine = control.Handshake(
            magic=bytes.fromhex("C01D7E4D"), network="mainnet", version_low=1, version_high=1, node_id=b"\x77" * 32
        )
        self.found: dict = {"messages": [], "discarded": [], "answers": [], "violations": 0}
        self.inbound = Inbound(
            self,
            listener=setting.get("role") == "listener",
            largest=setting.get("largest_message", 8_388_608),
            window=setting.get("window", 16_777_216),
        )
        self.inbound.state, self.inbound.acked = setting.get("state", "open"), True
        self.inbound.deflates = "deflate" in setting.get("capabilities", [])

    def run(self, data: bytes, chunk: int) -> dict:
        try:
            for at in range(0, len(data), chunk):
                self.inbound.feed(data[at : at + chunk])
            self.found["left"] = len(self.inbound.buffer)
        except Farewell as farewell:
            if farewell.code is None:
                self.found["silent"] = self.inbound.at
            else:
                name = control.GoodbyeCode.Name(farewell.code).removeprefix("GOODBYE_")
                self.found["goodbye"] = {"code": farewell.code, "name": name, "at": self.inbound.at}
        return self.found

    def message(self, h, kind, message, payload) -> None:
        if kind.name == "framewright.Handshake" and (why := refusal(self.mine, message)):
            raise Farewell(why)
        json = MessageToDict(message)
        self.found["messages"].append(
            {"message": kind.name, "flags": h.flags & (RESPONSE | ACK), "id": h.id, "json": json}
        )

    def discarded(self, h, why) -> None:
        self.found["discarded"].append({"at": self.inbound.at, "why": why})

    def answer(self, id, error) -> None:
        payload = control.ErrorResponse(code=control.ErrorCode.Value(f"ERROR_{error}")).SerializeToString()
        self.found["answers"].append(frames(6, RESPONSE, id, payload)[0].hex())

    def violation(self) -> None:
        self.found["violations"] += 1

    def failed(self, h) -> None:
        pass

    def awaits(self, id) -> bool:
        return True

    def takes(self, h, counted) -> bool:
        return True


def check_frame(v: dict):
    data, kind, h = bytes.fromhex(v["hex"]), BY_NAME[v["message"]], Header(**v["header"])
    payload, json = data[HEADER.size :], plain(v["json"])
    yield "header", Header(*HEADER.unpack_from(data)), h
    yield "decoded", MessageToDict(kind.decode(payload)), json
    yield "encoded", frames(h.type, h.flags, h.id, kind.encode(ParseDict(json, kind.make()))), [data]


def check_parts(v: dict):
    kind, json, payload = BY_NAME[v["message"]], plain(v["json"]), pieces(v["payload"])
    expected = [bytes.fromhex(f["header"]) + payload[f["from"] : f["to"]] for f in v["frames"]]
    encoded = frames(kind.type, v["flags"], v["id"], kind.encode(ParseDict(json, kind.make())))
    yield "frames", encoded, expected
    message = {"message": kind.name, "flags": v["flags"], "id": v["id"], "json": json}
    yield "read", without_empty(Recorder({}).run(b"".join(expected), 4096)), {"messages": [message]}


def check_stream(v: dict):
    data = pieces(v["bytes"])
    for chunk in CHUNKS:
        if len(data) < 20_000 * chunk:
            found = Recorder(v.get("setting", {})).run(data, chunk)
            yield f"in chunks of {chunk}", without_empty(found), without_empty(plain(v["expect"]))


def check_exchange(v: dict):
    turns = [(t["from"], BY_NAME[t["message"]], t["id"], plain(t["json"]), pieces(t["bytes"])) for t in v["turns"]]
    for who, kind, id, json, data in turns:
        h = Header(*HEADER.unpack_from(data))
        yield f"{kind.name} of the {who}", frames(h.type, h.flags, id, kind.encode(ParseDict(json, kind.make()))), [data]
    (_, request, id, _, _), reading = turns[0], Reading()
    item = BY_NAME[request.response]
    granted = [data for who, kind, _, _, data in turns if who == "reader" and kind is not request]
    sent = [data for who, _, _, _, data in turns if who == "source"]
    items = [item.decode(data[HEADER.size :]) for _, kind, _, _, data in turns if kind is item]
    credits = []
    for data in sent[:-1]:
        reading.takes(Header(*HEADER.unpack_from(data)), len(data))
        if due := reading.take():
            credits.append(credit_of(id, due))
    yield "what the reader grants", credits, granted
    source, served, at = Source(item, iter(items)), [], 0
    while True:
        if source.credit <= 0:
            source.grant(control.Credit.FromString(granted[at][HEADER.size :]).bytes)
            at += 1
        elif (payload := source.next()) is not None:
            served += frames(item.type, RESPONSE, id, payload)
        else:
            break
    yield "what the source sends", [*served, frames(END, RESPONSE, id, b"")[0]], sent


def credit_of(id: int, due: int) -> bytes:
    return frames(CREDIT, 0, id, control.Credit(bytes=due).SerializeToString())[0]


def main() -> int:
    ran, not_run, wrong = 0, 0, 0
    for file in sorted(FOLDER.glob("*.json")):
        check = {"frames": check_frame, "parts": check_parts, "exchanges": check_exchange}.get(file.stem, check_stream)
        for vector in json.loads(file.read_text()):
            if "messages" in vector:
                not_run += 1
                continue
            ran += 1
            for what, found, expected in check(vector):
                if found != expected:
                    wrong += 1
                    print(f"{file.name} {vector['name']} {what}:\n  {found!s:.2000}\n  expected {expected!s:.2000}")
    print(f"{ran} vectors, {wrong} differences; not run: {not_run} of WebSocket")
    return 1 if wrong or not ran else 0


if __name__ == "__main__":
    sys.exit(main())
