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


def test_every_chapter_is_spoken_of_and_so_is_what_is_left() -> None:
    assert len(claims()) > 50
    assert re.findall(r"^\| V(\d+) ", PAGE, re.MULTILINE) == [str(number) for number in range(1, 18)]
    assert PAGE.count("*Left") > 5


def test_every_package_is_locked_by_its_hash() -> None:
    locked = tomllib.loads((HOUSE / "uv.lock").read_text())["package"]
    for package in locked:
        if "registry" in package["source"]:
            files = [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
            assert files, package["name"]
            assert all(each["hash"].startswith("sha256:") for each in files), package["name"]
