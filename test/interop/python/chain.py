"""A chain of the TIME network, made by the rules in src/timecoin/README.md, and what a peer answers about it."""

from collections.abc import Iterator
from hashlib import sha256

from google.protobuf.message import Message

from schema import BY_NAME

GENESIS_TIME = {"mainnet": 1_764_547_200, "testnet": 1_764_547_200}
OTHERS_GENESIS_TIME = 1_230_940_800
MOST_BLOCKS = 100


def digest(data: bytes) -> bytes:
    return sha256(sha256(data).digest()).digest()


def hash_of(message: Message) -> bytes:
    return digest(message.SerializeToString(deterministic=True))


def merkle_root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2] + hashes[-1:])  # an odd row's last one is paired with itself
        hashes = [digest(left + right) for left, right in pairs]
    return hashes[0] if hashes else bytes(32)


class Chain:
    """Blocks of one transaction each, whose script has `size` bytes: the last of the height's, again and again."""

    def __init__(self, network: str, height: int, size: int) -> None:
        self.size, self.blocks = size, []
        self.time = GENESIS_TIME.get(network, OTHERS_GENESIS_TIME)
        self.add(f"TIME {network}".encode(), 0)
        for _ in range(height):
            self.grow()

    @property
    def height(self) -> int:
        return len(self.blocks) - 1

    def grow(self) -> Message:
        return self.add(bytes([len(self.blocks) % 256]) * self.size, 1)

    def add(self, script: bytes, value: int) -> Message:
        height = len(self.blocks)
        time = self.time + 600 * height
        block = BY_NAME["timecoin.BlockResponse"].make().block
        transaction = block.transactions.add(version=1, lock_time=height, timestamp=time)
        transaction.outputs.add(value=value, script_pubkey=script)
        block.header.version, block.header.height, block.header.timestamp = 1, height, time
        block.header.previous_hash = hash_of(self.blocks[-1].header) if self.blocks else bytes(32)
        block.header.merkle_root = merkle_root([hash_of(one) for one in block.transactions])
        self.blocks.append(block)
        return block

    def get_height(self, request: Message, largest: int) -> Message:
        return BY_NAME["timecoin.BlockHeightResponse"].make(height=self.height)

    def get_hash(self, request: Message, largest: int) -> Message:
        response = BY_NAME["timecoin.BlockHashResponse"].make(height=request.height)
        if request.height <= self.height:
            response.hash = hash_of(self.blocks[request.height].header)
        return response

    def stream_blocks(self, request: Message, largest: int) -> Iterator[Message]:
        for block in self.blocks[request.start : request.end + 1]:
            yield BY_NAME["timecoin.BlockResponse"].make(block=block)

    def get_blocks(self, request: Message, largest: int) -> Message:
        response, size = BY_NAME["timecoin.BlocksResponse"].make(), 0
        for block in self.blocks[request.start : request.end + 1][:MOST_BLOCKS]:
            size += block.ByteSize() + 8  # its tag and its length, at most
            if size > largest:
                break
            response.blocks.append(block)
        return response
