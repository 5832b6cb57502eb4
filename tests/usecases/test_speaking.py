"""Each member is spoken to in the language they said, and a partnership's spaces in the partnership's."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from bot import speech
from bot.chat.events import Said
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, rejected, shown, words
from tests.usecases.matrix import NEW as STARTED
from tests.world import ADA, CARD, LENA, MO, ONE_SCALE, SPACE, ZOE, World


@pytest.fixture(autouse=True)
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A translator's file."""
    catalogue = Catalog(locale="de")
    catalogue.add("I speak {language} to you from now on.", "Ab jetzt spreche ich {language} mit dir.")
    catalogue.add("Skip", "Auslassen", context="to do")
    catalogue.add("Join", "Beitreten")
    catalogue.add("See what came of it", "Was daraus wurde")
    catalogue.add("Weft does not speak this language here.", "Diese Sprache spricht Weft hier nicht.")
    with (tmp_path / "de.po").open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(speech, "FOLDERS", [*speech.FOLDERS, tmp_path])


async def test_the_home_page_offers_the_other_languages_by_their_own_names(world: World) -> None:
    assert {"Cymraeg", "Deutsch"} <= buttons(await world.home(MO)).keys()
    await world.press(MO, Verb.LANGUAGE, "de")
    assert {"Cymraeg", "English"} <= buttons(await world.home(MO)).keys()


async def test_who_chooses_a_language_hears_it_at_once_and_nobody_else_does(world: World) -> None:
    assert words(await world.press(MO, Verb.LANGUAGE, "de")).startswith("Ab jetzt spreche ich Deutsch mit dir.")
    await world.schedule(ONE_SCALE)
    await world.tick("2026-05-05 08:30Z")
    assert "Auslassen" in buttons(world.asked_of(MO).message)
    assert "Skip" in buttons(world.asked_of(LENA).message)


async def test_a_card_stays_in_its_readers_language_when_it_is_refreshed(world: World) -> None:
    await world.press(MO, Verb.LANGUAGE, "de")
    await world.schedule(ONE_SCALE)
    await world.tick("2026-05-05 08:30Z")
    card = world.asked_of(MO)
    await world.tick("2026-05-08 08:31Z")
    assert card.updates
    assert "Was daraus wurde" in buttons(card.message)


async def test_what_is_open_is_said_anew_in_the_language_that_was_chosen(world: World) -> None:
    await world.schedule(ONE_SCALE)
    await world.tick("2026-05-05 08:30Z")
    card = world.asked_of(MO)
    assert "Skip" in buttons(card.message)
    await world.press(MO, Verb.LANGUAGE, "de")
    await world.tick("2026-05-05 08:31Z")
    assert "Auslassen" in buttons(card.message)
    await world.tick("2026-05-05 08:32Z")
    assert card.updates == 1


async def test_saying_its_name_is_enough(world: World) -> None:
    reply = await world.bot().receive(Said(MO, " deutsch! ", SPACE))
    assert words(reply).startswith("Ab jetzt spreche ich Deutsch mit dir.")
    assert words(await world.bot().receive(Said(MO, "English", SPACE))).startswith("I speak English")


async def test_a_language_that_nobody_translated_is_refused_in_the_one_that_is_spoken(world: World) -> None:
    assert words(await world.press(MO, Verb.LANGUAGE, "xx")).startswith("Weft does not speak this language here.")
    await world.press(MO, Verb.LANGUAGE, "de")
    assert words(await world.press(MO, Verb.LANGUAGE, "xx")).startswith("Diese Sprache spricht Weft hier nicht.")


async def test_a_stranger_has_nothing_to_set(world: World) -> None:
    assert words(await world.press(ZOE, Verb.LANGUAGE, "de")).startswith("You are not in a partnership yet")


async def test_a_partnership_speaks_its_language_in_its_space_and_to_who_has_not_chosen(world: World) -> None:
    await world.press(LENA, Verb.LANGUAGE, "en")
    form = asked(await world.press(ADA, Verb.SHARED_LANGUAGE, world.partnership))
    assert "Fenland" in form.intro
    await world.submit(ADA, Verb.SHARED_LANGUAGE, {"language": "de"}, world.partnership)
    assert asked(await world.press(ZOE, Verb.JOIN, world.partnership, on=CARD)).title == "Beitreten"
    await world.schedule(ONE_SCALE)
    await world.tick("2026-05-05 08:30Z")
    assert "Auslassen" in buttons(world.asked_of(MO).message)
    assert "Skip" in buttons(world.asked_of(LENA).message)


async def test_a_partnership_is_not_given_a_language_that_is_not_there(world: World) -> None:
    reply = await world.submit(ADA, Verb.SHARED_LANGUAGE, {"language": "xx"}, world.partnership)
    assert rejected(reply).keys() == {"language"}


async def test_settings_ask_for_the_language_and_keep_it(world: World) -> None:
    form = asked(await world.press(MO, Verb.SETTINGS))
    assert "language" in {field.name for field in form.fields}
    await world.submit(MO, Verb.SETTINGS, {"zone": "Europe/London", "language": "de"})
    assert "English" in buttons(shown(await world.press(MO, Verb.HOME)))
    wrong = await world.submit(MO, Verb.SETTINGS, {"zone": "Europe/London", "language": "xx"})
    assert rejected(wrong).keys() == {"language"}


async def test_a_choice_reaches_other_processes_within_a_minute(world: World) -> None:
    here, there = world.bot(), world.bot()
    await there.receive(Said(MO, "help", SPACE))
    await here.receive(Said(MO, "Deutsch", SPACE))
    there._languages._seconds = lambda: float("inf")  # noqa: SLF001  the clock of a process is its own
    await there.receive(Said(MO, "help", SPACE))
    assert speech.language() == "de"


async def test_what_somebody_said_anywhere_holds_in_all_their_partnerships(world: World) -> None:
    await world.press(MO, Verb.LANGUAGE, "en")
    values = {**STARTED, "partnership": "Another", "name": "Mo", "organisation": "Mine", "language": "de"}
    await world.submit(MO, Verb.START, values)
    assert {row["language"] for row in (await world.dump())["member"] if row["name"] == "Mo"} == {"de"}
