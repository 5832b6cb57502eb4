"""Where each value of a TOML file stands."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.cli.toml import read

FILE = '''\
# a comment [with.brackets]
[partnership]
name = "Fen"   # and another
thresholds = { scores = 5, words = 10 }

[[organisation]]
name = """a
[not.a.table]
b = 3
"""
x.y = [
  1, # one
  2,
]
"quoted key" = "its"
'''
MORE = """
[[organisation]]
name = "b"
[[organisation.office]]
town = "Ely"
[[organisation.office]]
town = "March"
[organisation.office.door]
colour = "red"
"""


def test_every_statement_has_its_line() -> None:
    document = read(FILE + MORE)
    assert document.values == tomllib.loads(FILE + MORE)
    assert document.line("partnership") == 2
    assert document.line("partnership", "name") == 3
    assert document.line("partnership", "thresholds", "words") == 4
    assert document.line("organisation", 0, "name") == 7
    assert document.line("organisation", 0, "x", "y") == 11
    assert document.line("organisation", 0, "quoted key") == 15
    assert document.line("organisation", 1) == 17
    assert document.line("organisation", 1, "office", 1, "town") == 22
    assert document.line("organisation", 1, "office", 1, "door", "colour") == 24
    assert document.line("organisation", 1, "sector") == 17
    assert document.line("nothing") == 1


def test_windows_and_marks_at_the_beginning() -> None:
    document = read('\ufeffa = 1\r\nb = """\r\nx\r\n"""\r\nc = 3\r\n')
    assert [document.line(name) for name in "abc"] == [1, 2, 5]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\nb = = 2", "line 2"),
        ("a = 1\nb = [1,\n", "line 3, where the file ends"),
        ("a = 1\na = 2", "line 2"),
        ("x = " + "[" * 5_000, "nested too deeply"),
    ],
)
def test_what_is_no_toml_says_where(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(text)


_NAMES = some.sampled_from(["one", "two", '"three four"', "'five'"])
_SEVERAL_LINES = ('"""\n[[b]]\nc = 1\n"""', "[\n 1,\n 2 ]")
_TEXTS = some.sampled_from(['"x"', "'[a]'", "{ d = 1 }", "2026-05-05T09:30:00", *_SEVERAL_LINES])
_PAIRS = some.lists(some.tuples(_NAMES, _TEXTS), unique_by=lambda each: each[0])


@given(some.lists(some.tuples(some.booleans(), _PAIRS)))
def test_any_file_of_tables(tables: list[tuple[bool, list[tuple[str, str]]]]) -> None:
    """Each value carries the number of the line it is on, whatever stands before it."""
    lines: list[str] = []
    wanted: dict[tuple[str, int, str], int] = {}
    for place, (spaced, pairs) in enumerate(tables):
        lines += ["", "# [[no]]"] if spaced else []
        lines.append("[[table]]")
        for name, value in pairs:
            wanted["table", place, name.strip("\"'")] = len(lines) + 1
            lines += f"{name} = {value}".split("\n")
    document = read("\n".join(lines))
    assert {way: document.line(*way) for way in wanted} == wanted
