"""What is worded in another language than English, by a catalogue that is made here: Breton, which nobody ships."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import speech
from bot.chat.message import Buttons, Text
from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.digest import Lens
from bot.domain.disclosure.addenda import WHY, Addition
from bot.domain.disclosure.figures import ChoiceFigure
from bot.domain.group import Margin
from bot.domain.partnership import Basis, Organisation, Partnership, Sector
from bot.domain.prompt import written
from bot.domain.schedule import Rhythm
from bot.texts import joining, library, moments, notes, results, terms
from bot.texts.called import called
from bot.texts.results import View
from tests.replied import words
from tests.texts.released import EVERYBODY, VOLUNTARY, by_group

BRETON = "br"
AT = datetime.fromisoformat("2027-05-11T09:30")
FENLAND = Partnership("p", "Fenland", "Europe/London")
TRUST = Organisation("o", "p", "Fen Trust", Sector.NHS, "data@fen.example", Basis.PUBLIC_TASK, 730)
WORDS = {
    "EEEE d MMMM, HH:mm": "HH:mm, EEEE d MMMM",
    "d MMMM y": "y, d MMMM",
    "{days} at {time} ({place} time)": "da {time} ({place}): {days}",
    "{rhythm}, {bound}": "{rhythm}; {bound}",
    "until {day}": "betek {day}",
    "{every} on the {days}": "d'an {days}, {every}",
    "second {weekday}": "eil {weekday}",
    "{every} on {date}": "d'an {date}, {every}",
    "{every} on the last working day": "deiz labour diwezhañ, {every}",
    "{said} (bank holidays: {place})": "{said} ({place})",
    "England": "Bro-Saoz",
    "I take part": "Kemer a ran perzh",
    terms.LAST: "Ar pezh na c'hallit ket adkemer.",
    joining.TAKES_PART: "Trugarez.",
    "Why did you skip it?": "Perak?",
    "I had no time": "Amzer ebet",
    "Everybody": "An holl",
    "Voluntary and community": "A-youl vat",
    "Trust": "Fiziañs",
    "Who outside your own organisation could you ask for help today, without dressing it up?": "Piv?",
    "Last time we met, could you say what you really thought? [1-5: not at all / all of it]": "Ha? [5-1]",
}


@pytest.fixture
def breton(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Breton is spoken, by a catalogue of a few words."""
    made = Catalog(locale=BRETON)
    for said, told in WORDS.items():
        made.add(said, told)
    made.add(("every month", "every {count} months"), ("bep miz", *["bep {count} miz"] * (made.num_plurals - 1)))
    with (tmp_path / f"{BRETON}.po").open("wb") as file:
        write_po(file, made)
    monkeypatch.setattr(speech, "FOLDERS", [tmp_path])
    with speech.speaking(BRETON):
        yield


@pytest.mark.usefixtures("breton")
def test_a_moment_that_was_told_in_one_language_is_told_anew_in_another() -> None:
    with speech.speaking("en"):
        assert moments.slot(AT) == "Tuesday 11 May, 09:30"
        assert moments.weekdays()[0] == "Monday"
    assert moments.slot(AT) == "09:30, Meurzh 11 Mae"
    assert moments.weekdays()[0] == "Lun"
    with speech.speaking("en"):
        assert moments.slot(AT) == "Tuesday 11 May, 09:30"


@pytest.mark.usefixtures("breton")
@pytest.mark.parametrize(
    ("rule", "working", "said"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", None, "da 09:30 (Londrez): d'an eil Meurzh, bep miz"),
        (
            "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU;UNTIL=20280531T235959",
            None,
            "da 09:30 (Londrez): d'an eil Meurzh, bep 2 miz; betek 2028, 31 Mae",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            Working(Shift.PREVIOUS, Calendar("GB-ENG")),
            "da 09:30 (Londrez): deiz labour diwezhañ, bep miz (Bro-Saoz)",
        ),
    ],
)
def test_a_rhythm_is_said_in_the_order_of_the_language(rule: str, working: Working | None, said: str) -> None:
    assert moments.rhythm(Rhythm(rule, AT, "Europe/London", working)) == said


@pytest.mark.usefixtures("breton")
def test_who_agrees_in_one_language_has_agreed_in_all_of_them() -> None:
    said, ways = terms.before("p", TRUST)
    form = joining.form(FENLAND, [TRUST], "Mo", "p")
    assert isinstance(said, Text)
    assert isinstance(ways, Buttons)
    assert "Ar pezh na c'hallit ket adkemer." in said.text
    assert "Ar pezh na c'hallit ket adkemer." in form.intro
    assert ways.buttons[0].label == "Kemer a ran perzh"
    with speech.speaking("en"):
        in_english, ways_in_english = terms.before("p", TRUST)
        assert in_english != said
        assert isinstance(ways_in_english, Buttons)
        assert ways_in_english.buttons[0].action == ways.buttons[0].action
        assert joining.form(FENLAND, [TRUST], "Mo", "p").action == form.action
    assert ways.buttons[0].action.subject == f"p:{terms.read([TRUST])}"
    assert form.action.subject == f"p::{joining.read(FENLAND, [TRUST])}"


@pytest.mark.usefixtures("breton")
def test_what_no_translator_has_come_to_is_said_in_english() -> None:
    assert notes.home().label == "Home"


@pytest.mark.usefixtures("breton")
def test_a_prompt_of_the_library_is_offered_in_the_language_where_its_translation_can_be_asked() -> None:
    translated, broken = library.find("trust.asking_for_help"), library.find("trust.said_it")
    assert translated is not None
    assert broken is not None
    assert library.themes()[0] == translated.theme == "Fiziañs"
    assert [question.text for question in translated.questions] == ["Piv?", "What would make that list longer?"]
    assert [question.text for question in broken.questions] == [
        "Last time we met, could you say what you really thought?"
    ]
    with speech.speaking("en"):
        assert library.themes()[0] == "Trust"


def test_translators_are_given_every_title_theme_and_question_of_the_library() -> None:
    with (Path(library.__file__).parent / "prompts.toml").open("rb") as file:
        given = {words: comments for _line, _function, words, comments in library.extract(file, (), (), options={})}
    for prompt in library.library():
        assert {prompt.title, prompt.theme, *written(prompt.questions).split("\n")} <= given.keys()
    assert given["Trust"] == given["What would make that list longer?"] == []
    assert given["Last time we met, could you say what you really thought? [1-5: not at all / all of it]"]


@pytest.mark.usefixtures("breton")
def test_what_weft_asked_by_itself_is_told_in_the_language_and_what_people_named_is_not() -> None:
    why = ChoiceFigure((6, 2, 0, 0, 0), 8)
    trust = replace(VOLUNTARY, margin=Margin.ORGANISATION, id="v")
    release = by_group((WHY, dict.fromkeys((EVERYBODY, VOLUNTARY, trust), why)))
    whole = Lens(whole=True, own=frozenset())
    told = words(results.message(View(release, whole, "Europe/London", 0, part=Addition.SKIPPED)))
    assert "\nPerak?\n" in told
    assert "Amzer ebet: 6; It is not about my work: 2" in told
    assert [called(group) for group in (EVERYBODY, VOLUNTARY, trust)] == [
        "An holl",
        "A-youl vat",
        "Voluntary and community",
    ]
    assert "An holl" in told
    by_people = words(results.message(View(release, whole, "Europe/London", 0)))
    assert "Why did you skip it?" in by_people
