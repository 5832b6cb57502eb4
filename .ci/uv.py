"""Find uv, or fetch it from the package index into the project's environment; write its path to `<venv>/uv`.

Runs on a bare Python 3.11 or later: Debian's has neither pip nor ensurepip, so the wheel is unpacked by hand then.
"""

import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

INDEX = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"
OLDEST = (0, 13)


def main(venv: Path) -> None:
    """Make the environment if there is none, and say where uv is."""
    if not (venv / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", venv], check=True)
    own = venv / "bin" / "uv"
    found = next((path for path in (shutil.which("uv"), str(own)) if path and new_enough(path)), None)
    if found is None:
        own.write_bytes(fetch())
        own.chmod(0o755)
        found = str(own)
    (venv / "uv").write_text(found)


def new_enough(path: str) -> bool:
    """Whether the uv at this path runs and is not too old."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return tuple(map(int, said.split()[1].split(".")[:2])) >= OLDEST


def fetch() -> bytes:
    """The program from the newest wheel for this machine, its hash checked."""
    request = urllib.request.Request(
        f"{INDEX.rstrip('/')}/uv/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        files = json.load(answer)["files"]
    machine = platform.machine().lower().replace("arm64", "aarch64" if sys.platform == "linux" else "arm64")
    system = "manylinux" if sys.platform == "linux" else "macosx"
    fitting = [
        file
        for file in files
        if file["filename"].endswith(".whl") and machine in file["filename"] and system in file["filename"]
    ]
    if not fitting:
        sys.exit(f"The package index has no uv for {sys.platform} on {machine}: install uv yourself, then try again.")
    newest = max(fitting, key=lambda file: file.get("upload-time", ""))
    url = urllib.request.urljoin(request.full_url, newest["url"])
    with urllib.request.urlopen(url, timeout=300) as answer:
        wheel = answer.read()
    if hashlib.sha256(wheel).hexdigest() != newest["hashes"]["sha256"]:
        sys.exit("The uv that was fetched is not the one that the package index names: try again.")
    with zipfile.ZipFile(io.BytesIO(wheel)) as unpacked:
        name = next(name for name in unpacked.namelist() if name.endswith("/scripts/uv"))
        return unpacked.read(name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
