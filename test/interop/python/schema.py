"""The messages of the schemas by type and by name, and the limits that a payload has to keep (WIRE.md §1.3, §10.1)."""

import hashlib
import importlib
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import grpc_tools
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.descriptor_pb2 import FieldOptions
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass
from google.protobuf.unknown_fields import UnknownFieldSet
from grpc_tools import protoc

HERE = Path(__file__).resolve().parent
PROTO = HERE.parents[2] / "proto"


def generate(protos: list[Path]) -> Path:
    """Makes the _pb2 modules, once for each state of the schemas, and returns their folder."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in protos)).hexdigest()[:16]
    folder = HERE / "generated" / digest
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        fresh = tempfile.mkdtemp(dir=folder.parent)
        wellknown = Path(grpc_tools.__file__).parent / "_proto"
        arguments = ["protoc", f"-I{PROTO}", f"-I{wellknown}", f"--python_out={fresh}", *map(str, protos)]
        if protoc.main(arguments) != 0:
            raise SystemExit("protoc refused the schemas")
        try:
            os.rename(fresh, folder)
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    return folder


PROTOS = sorted(PROTO.rglob("*.proto"))
sys.path.insert(0, str(generate(PROTOS)))
MODULES = [importlib.import_module(".".join(p.relative_to(PROTO).with_suffix("").parts) + "_pb2") for p in PROTOS]
control, options = (sys.modules[f"framewright.{name}_pb2"] for name in ("control", "options"))


@dataclass(frozen=True)
class Kind:
    """A message with a type of its own."""

    type: int
    name: str
    make: type[Message]
    max_bytes: int
    requires_ack: bool
    response: str | None  # of a request: its response
    is_response: bool
    compress: bool
    streams: bool  # of a request: any number of its response follow, and an End

    def decode(self, payload: bytes) -> Message | None:
        """The message, or None if the payload does not decode or breaks a limit."""
        message = self.make()
        try:
            message.ParseFromString(payload)
        except DecodeError:
            return None
        return None if self.breaks_limit(message, len(payload)) else message

    def encode(self, message: Message) -> bytes:
        payload = message.SerializeToString(deterministic=True)
        if self.breaks_limit(message, len(payload)):
            raise ValueError(f"{self.name} breaks a limit of the schema")
        return payload

    def breaks_limit(self, message: Message, size: int) -> bool:
        return 0 < self.max_bytes < size or breaks_limit(message)


def breaks_limit(message: Message) -> bool:
    if any(field.wire_type in (3, 4) for field in UnknownFieldSet(message)):
        return True  # a group, which this package would skip
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        limit = field.GetOptions().Extensions[options.field]
        if field.is_repeated:
            if 0 < limit.max_items < len(value):
                return True
        elif field.has_presence and not message.HasField(field.name):
            continue
        for item in value if field.is_repeated else (value,):
            if field.type == FieldDescriptor.TYPE_MESSAGE:
                if breaks_limit(item):
                    return True
            elif field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES):
                size = len(item.encode() if isinstance(item, str) else item)
                if 0 < limit.max_bytes < size or limit.exact_bytes not in (0, size):
                    return True
            elif field.GetOptions().jstype == FieldOptions.JS_NUMBER and abs(item) >= 2**53:
                return True
    return False


def kinds() -> list[Kind]:
    methods = [m for module in MODULES for s in module.DESCRIPTOR.services_by_name.values() for m in s.methods]
    responses = {m.input_type.full_name: m.output_type.full_name for m in methods}
    streaming = {m.input_type.full_name for m in methods if m.server_streaming}
    found = []
    for module in MODULES:
        for descriptor in module.DESCRIPTOR.message_types_by_name.values():
            says, name = descriptor.GetOptions().Extensions[options.message], descriptor.full_name
            if says.type:
                response, is_response = responses.get(name), name in responses.values()
                make = GetMessageClass(descriptor)
                limits = says.max_bytes, says.requires_ack, response, is_response, says.compress
                found.append(Kind(says.type, name, make, *limits, name in streaming))
    return found


KINDS = kinds()
# Those above belong to capabilities that this peer has not.
BY_TYPE = {kind.type: kind for kind in KINDS if kind.type < 65280}
BY_NAME = {kind.name: kind for kind in KINDS}
