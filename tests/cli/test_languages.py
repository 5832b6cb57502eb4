"""The operator's further languages: offered from a folder, and what they lack is told."""

from pathlib import Path

import pytest

from bot import speech
from bot.cli import languages
from bot.errors import SettingsInvalid

HEADER = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "FOLDERS", [*speech.FOLDERS])


def told(folder: Path) -> list[tuple[str, str]]:
    return [(each.what, each.state) for each in languages.examine(str(folder)) if "Cymraeg" not in each.what[:17]]


def test_a_folder_s_languages_are_offered(tmp_path: Path) -> None:
    (tmp_path / "fr.po").write_text(f'{HEADER}msgid "Join"\nmsgstr "Rejoindre"\n')
    assert told(tmp_path) == [("Languages: English, Cymraeg, Français", "good")]


@pytest.mark.parametrize(
    "entry",
    [
        'msgid "Join"\nmsgstr ""\n',
        '#, fuzzy\nmsgid "Join"\nmsgstr "Rejoindre"\n',
        'msgid "Until {day}"\nmsgstr "{jour}"\n',
        f'msgid "Join"\nmsgstr "{"x" * 25}"\n',
    ],
)
def test_what_has_no_fitting_words_is_counted(tmp_path: Path, entry: str) -> None:
    (tmp_path / "fr.po").write_text(HEADER + entry)
    assert told(tmp_path)[1] == ("Language Français: 1 texts (100 %) have no fitting words", "warning")


@pytest.mark.parametrize(
    ("name", "content"),
    [("fr.po", b'msgid "\xff\xfe'), ("klingon_of_old.po", HEADER.encode()), ("xx.po", HEADER.encode())],
)
def test_a_file_that_is_no_catalogue_is_refused_before_anybody_is_spoken_to(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SettingsInvalid, match=f"{name} is no catalogue"):
        languages.add(str(tmp_path))


def test_what_is_no_folder_is_refused() -> None:
    with pytest.raises(SettingsInvalid, match="is no folder"):
        languages.add("/nowhere/at/all")
