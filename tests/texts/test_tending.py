"""The convener's page in words: what runs, for whom and when, and what can be done about it."""

from dataclasses import replace

from bot.chat.form import Form, PickOne
from bot.domain.partnership import USUAL, Partnership, Thresholds
from bot.domain.schedule import Status
from bot.texts import recording, scheduling, tending
from bot.texts.library import library, themes
from tests.domain.examples import OCCURRENCE, PULSE, SCHEDULE
from tests.replied import buttons, words

FENLAND = Partnership("p", "Fenland", "Europe/London")
COUNTS = [("Organisations", "2")]
RUNNING = tending.Running(SCHEDULE, PULSE, "everybody, in private", "Monday 1 June, 09:00", None)


def test_what_runs_is_told_in_words() -> None:
    page = tending.message(FENLAND, COUNTS, [RUNNING], 0)
    assert (
        "Seeing the system\n"
        "Pulse for everybody, in private, every week on Monday at 09:00 (London time).\n"
        "Next: Monday 1 June, 09:00."
    ) in words(page)
    assert {"Edit", "Questions", "Pause", "Stop"} <= buttons(page).keys()
    assert not {"Resume", "Close now", "More check-ins"} & buttons(page).keys()


def test_what_is_open_can_be_closed() -> None:
    page = tending.message(FENLAND, COUNTS, [replace(RUNNING, open=OCCURRENCE)], 0)
    assert "Open until Wednesday 3 June, 09:00 (London time)." in words(page)
    assert buttons(page)["Close now"].action.subject == OCCURRENCE.id


def test_what_is_paused_can_be_resumed() -> None:
    paused = replace(RUNNING, schedule=replace(SCHEDULE, status=Status.PAUSED))
    page = tending.message(FENLAND, COUNTS, [paused], 0)
    assert "Paused: nothing goes out until you resume it." in words(page)
    assert "Resume" in buttons(page)
    assert "Pause" not in buttons(page)


def test_what_has_ended_says_so() -> None:
    assert "It has come to its end." in words(tending.message(FENLAND, COUNTS, [replace(RUNNING, next=None)], 0))


def test_an_empty_page_says_how_to_begin() -> None:
    assert "Press New check-in" in words(tending.message(FENLAND, COUNTS, [], 0))


def test_the_themes_of_the_library_stand_before_one_s_own() -> None:
    assert values(scheduling.choose_form(FENLAND)) == [
        *(f"theme.{number}" for number in range(len(themes()))),
        *("own.reflection", "own.pulse", "own.learning_share"),
    ]


def test_every_prompt_of_the_library_stands_under_its_theme() -> None:
    told = [values(scheduling.prompts_form(FENLAND, theme)) for theme in themes()]
    assert {each[-1] for each in told} == {"back"}
    assert [key for each in told for key in each[:-1]] == [prompt.key for prompt in library()]


def values(form: Form) -> list[str]:
    """What can be chosen in its one field."""
    (field,) = form.fields
    assert isinstance(field, PickOne)
    return [option.value for option in field.options]


def test_many_come_page_by_page() -> None:
    many = [replace(RUNNING, prompt=replace(PULSE, title=f"Check-in {number}")) for number in range(tending.PAGE + 1)]
    first, second = (tending.message(FENLAND, COUNTS, many, page) for page in (0, 1))
    assert buttons(first)["More check-ins"].action.subject == "p:1"
    assert f"Check-in {tending.PAGE}" not in words(first)
    assert f"Check-in {tending.PAGE}" in words(second)
    assert "More check-ins" not in buttons(second)


def test_thresholds_are_told_as_they_are_and_as_they_were_raised() -> None:
    assert tending.thresholds(USUAL) == "scores: 5, words and what is published: 10"
    assert "only groups of 8 or more people are shown" in recording.raised(Thresholds(8, 20))
