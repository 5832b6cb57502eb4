"""The app package: the zip file that is uploaded to Teams, of the manifest and the two icons."""

import json
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from adapters.teams.manifest import COLOUR_ICON, OUTLINE_ICON, manifest

MANIFEST: Final = "manifest.json"
_HERE: Final = Path(__file__).parent
_UNIX: Final = 3
_READABLE: Final = 0o100644 << 16
"""An ordinary file that everybody may read, as zip files say it."""


def package(*, app_id: str, url: str, version: str, shared_channels: bool = False) -> bytes:
    """The bytes of the zip file: the same for the same arguments, on every machine and at any time.

    Args:
        app_id: as `manifest` takes it, like the others.
        url: where people reach Weft.
        version: of Weft.
        shared_channels: whether the bot may be put into shared and private channels.

    Raises:
        SettingsInvalid: the app id is no GUID, or the address is not one of https.
    """
    said = manifest(app_id=app_id, url=url, version=version, shared_channels=shared_channels)
    files = {MANIFEST: f"{json.dumps(said, indent=2)}\n".encode()}
    files |= {name: (_HERE / name).read_bytes() for name in (COLOUR_ICON, OUTLINE_ICON)}
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(_entry(name), content)
    return made.getvalue()


def _entry(name: str) -> ZipInfo:
    """Without a time, a system or a compressor's version, all of which would show in the bytes."""
    entry = ZipInfo(name)  # its time is the first of 1980, where zip files begin
    entry.compress_type = ZIP_STORED
    entry.create_system = _UNIX
    entry.external_attr = _READABLE
    return entry
