"""A foreign peer of the TIME network: dials a node or is dialled, tells each event as a line of JSON, and obeys stdin.

    request NAME JSON   sends a request and awaits its response, such as: request timecoin.GetBlocks {"start":1,"end":9},
                        or the items of a stream, such as: request timecoin.StreamBlocks {"start":1,"end":9}
    send NAME JSON      sends any other message
    cancel NAME JSON    sends a request and gives it up at once
    raw HEX             writes bytes as they are
    announce            makes the next block of its chain and announces it
    ping
    goodbye             closes, as does the end of stdin
"""

import argparse
import asyncio
import hashlib
import json
import os
import sys

from google.protobuf.json_format import ParseDict, ParseError

from chain import Chain
from frames import Farewell
from peer import Node, Peer, Refused
from schema import BY_NAME, BY_TYPE, control

MAGIC = {"mainnet": "C01D7E4D", "testnet": "54494D45"}


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter, description=__doc__)
    side = parser.add_mutually_exclusive_group(required=True)
    side.add_argument("--dial", metavar="HOST:PORT")
    side.add_argument("--listen", metavar="HOST:PORT", help="port 0 takes a free one")
    parser.add_argument("--network", default="mainnet")
    parser.add_argument("--magic", metavar="HEX", help="four bytes; default: as the TIME network has them")
    parser.add_argument("--largest-message", type=int, default=0)
    parser.add_argument("--window", type=int, default=0)
    parser.add_argument("--blocks", type=int, default=10, help="the height of the chain that this peer serves")
    parser.add_argument("--block-bytes", type=int, default=100, help="what is in each of its blocks, at most 65536")
    parser.add_argument("--forget", metavar="NAME", action="append", default=[], help="a message not to know")
    return parser.parse_args()


def show(event: str, **more) -> None:
    print(json.dumps({"event": event, **more}), flush=True)


def obey(node: Node, chain: Chain, line: str) -> None:
    verb, _, rest = line.strip().partition(" ")
    peer = next((peer for peer in node.peers if peer.open), None)
    if peer is None or verb == "goodbye":
        return asyncio.ensure_future(goodbye(node)) if verb == "goodbye" else show("failed", why="not open")
    if verb == "ping":
        return peer.ping()
    if verb == "raw":
        return peer.transport.write(bytes.fromhex(rest))
    name, _, fields = rest.partition(" ")
    if verb == "announce":
        name = "timecoin.BlockAnnouncement"
        message = BY_NAME[name].make(block=chain.grow())
    else:
        message = ParseDict(json.loads(fields or "{}"), BY_NAME[name].make())
    future = peer.send(message)
    future.add_done_callback(lambda done: done.cancelled() or settled(name, done))
    if verb == "cancel":
        future.cancel()


def settled(name: str, done: asyncio.Future) -> None:
    if error := done.exception():
        show("failed", message=name, why=str(error))
    else:
        show("settled", message=name)


async def goodbye(node: Node) -> None:
    await asyncio.gather(*(peer.close() for peer in node.peers))
    node.stopped.set()


async def read_commands(node: Node, chain: Chain) -> None:
    reader = asyncio.StreamReader(limit=1 << 26)
    try:
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    except (ValueError, PermissionError):  # a file or /dev/null: nothing to obey
        return
    while line := await reader.readline():
        try:
            obey(node, chain, line.decode())
        except (Refused, Farewell, ParseError, ValueError, KeyError) as error:
            show("failed", why=f"{type(error).__name__}: {error}")
    await goodbye(node)


async def main() -> None:
    args = arguments()
    for name in args.forget:
        del BY_TYPE[BY_NAME[name].type]
    default = MAGIC.get(args.network) or hashlib.sha256(args.network.encode()).hexdigest()[:8]
    host, _, port = (args.dial or args.listen).rpartition(":")
    # Node ids are made of an Ed25519 key (§7.1); without TLS nothing is signed, and random bytes stand for it.
    key = bytes.fromhex("302A300506032B6570032100") + os.urandom(32)
    mine = control.Handshake(
        magic=bytes.fromhex(args.magic or default),
        version_low=1,
        version_high=1,
        network=args.network,
        node_id=hashlib.sha256(key).digest(),
        epoch=int.from_bytes(os.urandom(8)),
        largest_message=args.largest_message,
        window=args.window,
        user_agent="python-peer/1",
        capabilities=["deflate", "streams"],
    )
    chain = Chain(args.network, args.blocks, args.block_bytes)
    serve = {
        "timecoin.GetBlockHeight": chain.get_height,
        "timecoin.GetBlockHash": chain.get_hash,
        "timecoin.GetBlocks": chain.get_blocks,
        "timecoin.StreamBlocks": chain.stream_blocks,
    }
    node = Node(mine, show, serve)
    loop = asyncio.get_running_loop()
    if args.dial:
        show("dialling", node_id=mine.node_id.hex())
        try:
            _, peer = await loop.create_connection(lambda: Peer(node, listener=False), host, int(port))
        except OSError as error:
            raise SystemExit(f"cannot dial {args.dial}: {error}") from error
        peer.gone.add_done_callback(lambda _: node.stopped.set())
    else:
        server = await loop.create_server(lambda: Peer(node, listener=True), host, int(port))
        mine.listen_port = server.sockets[0].getsockname()[1]
        show("listening", port=mine.listen_port, node_id=mine.node_id.hex())
    reading = asyncio.ensure_future(read_commands(node, chain))
    await node.stopped.wait()
    reading.cancel()
    await asyncio.gather(*(peer.gone for peer in node.peers))


if __name__ == "__main__":
    asyncio.run(main())
