"""The package holds the manifest and two icons that keep Microsoft's rules, and its bytes are always the same."""

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from adapters.teams.package import package

HERE = Path("adapters/teams")
APP_ID = "6f1c9a52-3d0e-4b7a-9c45-2e8f7d1b0a63"
URL = "https://weft.example.org"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {2: 3, 6: 4}
"""Bytes of a pixel by the PNG's colour type: RGB, RGBA."""

Pixel = tuple[int, ...]


def _chunks(png: bytes) -> dict[bytes, bytes]:
    """The chunks of a PNG by kind, its data joined."""
    assert png.startswith(SIGNATURE)
    found: dict[bytes, bytes] = {}
    at = len(SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        found[kind] = found.get(kind, b"") + png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", _chunks(png)[b"IHDR"])
    return width, height


def _pixels(png: bytes) -> list[list[Pixel]]:
    """The rows of a PNG of eight bits a channel, not interlaced."""
    chunks = _chunks(png)
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, rest) == (8, [0, 0, 0])
    step = CHANNELS[colour]
    data = zlib.decompress(chunks[b"IDAT"])
    length = width * step
    assert len(data) == height * (length + 1)
    rows: list[list[Pixel]] = []
    above = bytes(length)
    for start in range(0, len(data), length + 1):
        above = _unfiltered(data[start], data[start + 1 : start + 1 + length], above, step)
        rows.append([tuple(above[at : at + step]) for at in range(0, length, step)])
    return rows


def _unfiltered(kind: int, line: bytes, above: bytes, step: int) -> bytes:
    """One row as it was before the PNG's filter."""
    row = bytearray(line)
    for at, up in enumerate(above):
        left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
        nearest = min((left, up, corner), key=lambda each: abs(left + up - corner - each))
        row[at] = (row[at] + (0, left, up, (left + up) // 2, nearest)[kind]) % 256
    return bytes(row)


@pytest.mark.parametrize(("name", "side"), [("color.png", 192), ("outline.png", 32)])
def test_an_icon_has_its_size(name: str, side: int) -> None:
    assert _size((HERE / name).read_bytes()) == (side, side)


def test_the_outline_is_white_or_nothing() -> None:
    rows = _pixels((HERE / "outline.png").read_bytes())
    kinds = {pixel if pixel[3] else "nothing" for row in rows for pixel in row}
    assert kinds == {(255, 255, 255, 255), "nothing"}


def test_the_symbol_lies_within_the_middle_of_a_full_square() -> None:
    rows = _pixels((HERE / "color.png").read_bytes())
    ground = (0x7C, 0x2D, 0x20)
    drawn = [(x, y) for y, row in enumerate(rows) for x, pixel in enumerate(row) if pixel[:3] != ground]
    assert {pixel[3:] for row in rows for pixel in row} <= {(), (255,)}
    for places in zip(*drawn, strict=True):
        # Both as wide as a symbol should be, 96, and within the 120 that no mask cuts.
        assert (192 - 120) // 2 <= min(places) <= (192 - 96) // 2
        assert (192 + 96) // 2 <= max(places) + 1 <= (192 + 120) // 2


def test_it_holds_the_manifest_and_the_icons_and_nothing_else() -> None:
    with ZipFile(BytesIO(package(app_id=APP_ID, url=URL, version="1.2.3"))) as archive:
        assert archive.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert archive.testzip() is None
        for icon in ("color.png", "outline.png"):
            assert archive.read(icon) == (HERE / icon).read_bytes()


def test_its_bytes_do_not_depend_on_when_or_where(monkeypatch: pytest.MonkeyPatch) -> None:
    first = package(app_id=APP_ID, url=URL, version="1.2.3")
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("sys.platform", "win32")
    assert package(app_id=APP_ID, url=URL, version="1.2.3") == first
    with ZipFile(BytesIO(first)) as archive:
        for entry in archive.infolist():
            # The compressor's version would show, too.
            assert (entry.date_time, entry.create_system) == ((1980, 1, 1, 0, 0, 0), 3)
            assert entry.compress_type == ZIP_STORED
            assert entry.external_attr >> 16 == 0o100644


def test_what_is_said_shows_in_them() -> None:
    first = package(app_id=APP_ID, url=URL, version="1.2.3")
    assert package(app_id=APP_ID, url=URL, version="1.2.4") != first
    assert package(app_id=APP_ID, url=URL, version="1.2.3", shared_channels=True) != first
