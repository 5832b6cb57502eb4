"""Every claim of docs/security.md points to a test, and each of these tests is there."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]
PAGE = (HOUSE / "docs" / "security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CHAPTERS = (
    "Encoding and Sanitization",
    "Validation and Business Logic",
    "Web Frontend Security",
    "API and Web Service",
    "File Handling",
    "Authentication",
    "Session Management",
    "Authorization",
    "Self-contained Tokens",
    "OAuth and OIDC",
    "Cryptography",
    "Secure Communication",
    "Configuration",
    "Data Protection",
    "Secure Coding and Architecture",
    "Security Logging and Error Handling",
    "WebRTC",
)
"""OWASP's own, of ASVS 5.0.0, in its order."""
REFERENCES = sorted(set(NAMED.findall(PAGE)))


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests in a file; pytest looks for them at its top alone."""
    tree = ast.parse((HOUSE / file).read_text())
    return frozenset(
        each.name
        for each in tree.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name.startswith("test_")
    )


def claims() -> list[str]:
    """The rows of those tables that have a column for tests."""
    rows: list[str] = []
    claiming = False
    for line in PAGE.splitlines():
        if not line.startswith("|"):
            claiming = False
        elif line.endswith("| test |"):
            claiming = True
        elif claiming and not line.startswith("|---"):
            rows.append(line)
    return rows


@pytest.mark.parametrize(("file", "name"), REFERENCES)
def test_each_test_that_is_named_is_there(file: str, name: str) -> None:
    assert name in named_in(file), f"{file} has no {name}"


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.split("|")[1].strip()[:60])
def test_each_claim_points_to_a_test(claim: str) -> None:
    assert NAMED.search(claim.rsplit("|", 2)[1])


def test_every_chapter_is_spoken_of_with_what_is_left_of_it() -> None:
    rows = re.findall(r"^\| (V\d+) ([^|]+) \| ([^|]+) \| ([^|]+) \|", PAGE, re.MULTILINE)
    assert [(number, title) for number, title, _, _ in rows] == [
        (f"V{number}", title) for number, title in enumerate(CHAPTERS, 1)
    ]
    assert {applies for _, _, applies, _ in rows} == {"met", "in part", "does not apply"}
    assert all(len(how) > 20 for _, _, _, how in rows)
    left = re.findall(r"^- (V\d+): ", PAGE.partition("*Left of level 2:*")[2], re.MULTILINE)
    assert left == [number for number, _, applies, _ in rows if applies == "in part"]


def test_each_actor_has_something_left() -> None:
    assert len(claims()) > 80
    assert PAGE.count("*Left") > 6


def test_every_package_is_locked_by_its_hash() -> None:
    locked = tomllib.loads((HOUSE / "uv.lock").read_text())["package"]
    for package in locked:
        if "registry" in package["source"]:
            files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
            assert files, package["name"]
            assert all(each["hash"].startswith("sha256:") for each in files), package["name"]
