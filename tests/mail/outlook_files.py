"""Outlook's containers, written by hand for the tests: winmail.dat (MS-OXTNEF) and .msg (MS-CFB with MS-OXMSG)."""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass
from itertools import pairwise

SENT_AT = dt.datetime(2024, 3, 1, 10, 0, tzinfo=dt.UTC)
PDF = b"%PDF-1.4\nfigures\n%%EOF\n"

STRING8, UNICODE, BINARY, LONG, OBJECT, TIME = 0x1E, 0x1F, 0x102, 0x03, 0x0D, 0x40


def _attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def _properties(values: list[tuple[int, int, bytes]]) -> bytes:
    out = struct.pack("<I", len(values))
    for kind, property_id, data in values:
        out += struct.pack("<HH", kind, property_id)
        if kind in (STRING8, UNICODE, BINARY, OBJECT):
            out += struct.pack("<II", 1, len(data))
        out += data + b"\0" * (-len(data) % 4)
    return out


def tnef(
    *,
    body: str = "",
    html: str = "",
    rtf: bytes = b"",
    subject: str = "Cameras",
    files: list[tuple[str, bytes]] | None = None,
    embedded: bytes = b"",
) -> bytes:
    """A winmail.dat."""
    out = b"\x78\x9f\x3e\x22\x01\x00"
    out += _attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
    out += _attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
    properties = [
        (UNICODE, 0x0037, (subject + "\0").encode("utf-16-le")),
        (LONG, 0x3FDE, struct.pack("<I", 65001)),
    ]
    if body:
        properties.append((UNICODE, 0x1000, (body + "\0").encode("utf-16-le")))
    if html:
        properties.append((BINARY, 0x1013, html.encode()))
    if rtf:
        properties.append((BINARY, 0x1009, rtf))
    out += _attribute(1, 0x9003, 6, _properties(properties))
    for name, data in files or []:
        out += _attribute(2, 0x9002, 6, b"\0" * 14)
        out += _attribute(2, 0x8010, 1, b"SHORT.PDF\0")
        out += _attribute(2, 0x800F, 6, data)
        out += _attribute(2, 0x9005, 6, _properties([(UNICODE, 0x3707, (name + "\0").encode("utf-16-le"))]))
    if embedded:
        guid = b"\x07\x03\x02\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
        out += _attribute(2, 0x9002, 6, b"\0" * 14)
        out += _attribute(2, 0x9005, 6, _properties([(OBJECT, 0x3701, guid + embedded)]))
    return out


def compressed_rtf(rtf: bytes) -> bytes:
    """LZFu with literal bytes only."""
    out = b""
    for start in range(0, len(rtf), 8):
        out += b"\0" + rtf[start : start + 8]
    return struct.pack("<II4sI", len(out) + 12, len(rtf), b"LZFu", 0) + out


Tree = dict[str, "bytes | Tree"]


def msg(
    *,
    subject: str = "Cameras",
    body: str = "",
    html: str = "",
    headers: str = "",
    files: list[tuple[str, bytes]] | None = None,
    embedded: Tree | None = None,
    to: list[tuple[str, str]] | None = None,
) -> bytes:
    """A .msg file."""
    return compound(
        message_tree(
            subject=subject, body=body, html=html, headers=headers, files=files, embedded=embedded, to=to
        )
    )


def message_tree(
    *,
    subject: str = "Cameras",
    body: str = "",
    html: str = "",
    headers: str = "",
    files: list[tuple[str, bytes]] | None = None,
    embedded: Tree | None = None,
    to: list[tuple[str, str]] | None = None,
    header_size: int = 32,
) -> Tree:
    """The storages and streams of one message."""
    tree: Tree = {
        "__substg1.0_0037001F": subject.encode("utf-16-le"),
        "__substg1.0_0C1A001F": "Gwen Pritchard".encode("utf-16-le"),
        "__substg1.0_5D01001F": "foi@dyffryn.example".encode("utf-16-le"),
    }
    if body:
        tree["__substg1.0_1000001F"] = body.encode("utf-16-le")
    if html:
        tree["__substg1.0_10130102"] = html.encode()
    if headers:
        tree["__substg1.0_007D001F"] = headers.encode("utf-16-le")
    since_1601 = SENT_AT - dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
    ticks = (since_1601.days * 86_400 + since_1601.seconds) * 10_000_000
    fixed = [(TIME, 0x0039, struct.pack("<Q", ticks)), (LONG, 0x3FDE, struct.pack("<II", 65001, 0))]
    tree["__properties_version1.0"] = b"\0" * header_size + b"".join(
        struct.pack("<HHI", kind, property_id, 6) + data for kind, property_id, data in fixed
    )
    for number, (name, address) in enumerate(to or []):
        tree[f"__recip_version1.0_#{number:08X}"] = {
            "__substg1.0_3001001F": name.encode("utf-16-le"),
            "__substg1.0_39FE001F": address.encode("utf-16-le"),
            "__properties_version1.0": b"\0" * 8 + struct.pack("<HHIII", LONG, 0x0C15, 6, 1, 0),
        }
    count = 0
    for name, data in files or []:
        tree[f"__attach_version1.0_#{count:08X}"] = {
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
            "__properties_version1.0": b"\0" * 8,
        }
        count += 1
    if embedded is not None:
        tree[f"__attach_version1.0_#{count:08X}"] = {
            "__substg1.0_3001001F": "inside.msg".encode("utf-16-le"),
            "__substg1.0_3701000D": embedded,
            "__properties_version1.0": b"\0" * 8,
        }
    return tree


_SECTOR, _SMALL_SECTOR, _SMALL = 512, 64, 4096
_END, _FREE, _FAT_SECTOR, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


class _Sectors:
    """Data in sectors of one size, chained."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.data: list[bytes] = []
        self.chain: list[int] = []

    def store(self, data: bytes) -> int:
        """The first sector of `data`."""
        if not data:
            return _END
        first = len(self.data)
        pieces = [
            data[start : start + self.size].ljust(self.size, b"\0")
            for start in range(0, len(data), self.size)
        ]
        for number, piece in enumerate(pieces):
            self.data.append(piece)
            self.chain.append(_END if number + 1 == len(pieces) else first + number + 1)
        return first


@dataclass
class _Entry:
    name: str
    kind: int
    right: int = _NONE
    child: int = _NONE
    start: int = 0
    size: int = 0


def compound(tree: Tree) -> bytes:
    """A compound file (version 3): small streams in the mini stream, others in sectors of their own."""
    sectors, small = _Sectors(_SECTOR), _Sectors(_SMALL_SECTOR)
    entries: list[_Entry] = []

    def add(name: str, value: bytes | Tree) -> int:
        number = len(entries)
        if isinstance(value, bytes):
            store = small if len(value) < _SMALL else sectors
            entries.append(_Entry(name, 2, start=store.store(value), size=len(value)))
            return number
        entries.append(_Entry(name, 5 if name == "Root Entry" else 1))
        ordered = sorted(value.items(), key=lambda pair: (len(pair[0]), pair[0].upper()))
        children = [add(child, content) for child, content in ordered]
        # siblings as one long right-hand branch: a valid, if unbalanced, tree
        for here, following in pairwise(children):
            entries[here].right = following
        entries[number].child = children[0] if children else _NONE
        return number

    add("Root Entry", tree)
    mini_stream = b"".join(small.data)
    entries[0].start, entries[0].size = sectors.store(mini_stream), len(mini_stream)
    mini_table = struct.pack(f"<{len(small.chain)}I", *small.chain)
    mini_table += b"\xff" * (-len(mini_table) % _SECTOR)
    mini_first = sectors.store(mini_table)
    directory = b""
    for entry in entries:
        encoded = (entry.name + "\0").encode("utf-16-le")
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), entry.kind, 1)
        directory += struct.pack("<III", _NONE, entry.right, entry.child) + b"\0" * 36
        directory += struct.pack("<IQ", entry.start, entry.size)
    directory_first = sectors.store(directory)
    fat_count = 1
    while len(sectors.chain) + fat_count > fat_count * (_SECTOR // 4):
        fat_count += 1
    fat_first = len(sectors.data)
    table = sectors.chain + [_FAT_SECTOR] * fat_count
    raw_table = struct.pack(f"<{len(table)}I", *table).ljust(fat_count * _SECTOR, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 6 + struct.pack("<IIIII", 0, fat_count, directory_first, 0, _SMALL)
    header += struct.pack("<IIII", mini_first, len(mini_table) // _SECTOR, _END, 0)
    difat = [fat_first + number for number in range(fat_count)]
    header += struct.pack("<109I", *(difat + [_FREE] * (109 - len(difat))))
    return header + b"".join(sectors.data) + raw_table


EXAMPLES = [
    tnef(body="We use 14 cameras.", files=[("letter.pdf", PDF)]),
    tnef(rtf=compressed_rtf(rb"{\rtf1\ansi We use 14 cameras.\par}"), embedded=tnef(body="Inside.")),
    msg(
        body="We use 14 cameras.",
        files=[("letter.pdf", PDF)],
        embedded=message_tree(body="Inside.", header_size=24),
    ),
]
