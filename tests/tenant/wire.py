# SPDX-License-Identifier: MIT
"""Just enough of HTTP/1.1 on asyncio streams, for both sides: heads, Content-Length, chunked, until close."""

import asyncio
import dataclasses


@dataclasses.dataclass
class Message:
    """A request or an answer. `first` is the first line; field names are in lower case."""

    first: str
    fields: list[tuple[str, str]]
    body: bytes = b""
    complete: bool = True

    def field(self, name: str) -> str | None:
        return next((value for key, value in self.fields if key == name), None)

    @property
    def status(self) -> int:
        return int(self.first.split(" ", 2)[1])


async def read_head(reader: asyncio.StreamReader) -> Message | None:
    """None when the peer closed before the first byte."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as gone:
        if gone.partial:
            raise
        return None
    first, *lines = head.decode("latin-1")[:-4].split("\r\n")
    fields = []
    for line in lines:
        name, _, value = line.partition(":")
        fields.append((name.lower(), value.strip()))
    return Message(first, fields)


async def _read_chunked(reader: asyncio.StreamReader) -> bytes:
    body = bytearray()
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass
    return bytes(body)


async def read_body(reader: asyncio.StreamReader, message: Message, until_close: bool) -> None:
    """A body that breaks off leaves `complete` false."""
    length = message.field("content-length")
    try:
        if "chunked" in (message.field("transfer-encoding") or ""):
            message.body = await _read_chunked(reader)
        elif length is not None:
            message.body = await reader.readexactly(int(length))
        elif until_close:
            message.body = await reader.read()
    except (asyncio.IncompleteReadError, ConnectionError):
        message.complete = False


def write_message(first: str, fields: list[tuple[str, str]], body: bytes = b"") -> bytes:
    head = first + "\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    return head.encode("latin-1") + body
