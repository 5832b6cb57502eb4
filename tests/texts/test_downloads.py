"""One's own answers in messages: all of them, in order, within the limits, and as lines of JSON."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.message import Message, Text
from bot.domain.occurrence import Occurrence
from bot.domain.partnership import Partnership
from bot.domain.prompt import Kind, OpenQuestion, Prompt, ScaleQuestion
from bot.domain.response import Response, Sharing
from bot.domain.schedule import Visibility
from bot.texts import downloads
from tests.domain.examples import OCCURRENCE
from tests.replied import buttons, words
from tests.texts import worded

SOME = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
FENLAND = Partnership("p", "Fenland", "Europe/London")
PROMPT = Prompt("p", Kind.PULSE, "Listening", "", (ScaleQuestion("q1", "How well?"), OpenQuestion("q2", "Why?")))


def answered(text: str = "Less\nhurry.", **answers: int | str) -> downloads.Answered:
    """An answer of two questions, or of those given."""
    given_ = answers or {"q1": 4, "q2": text}
    return downloads.Answered(OCCURRENCE, PROMPT, Response("o", "t", given_, Sharing.NAMED))


def every_page(several: list[downloads.Answered], kind: str) -> list[Message]:
    """As somebody reads them who presses Next page until they are back."""
    pages = [downloads.message(FENLAND, several, kind, 0)]
    while (more := buttons(pages[-1]).get("Next page")) and not more.action.subject.endswith(":0"):
        pages.append(downloads.message(FENLAND, several, kind, int(more.action.subject.rsplit(":", 1)[1])))
    return pages


def lines(pages: list[Message]) -> list[dict[str, object]]:
    """The answers that the pages hold as JSON."""
    said = [block.text for page in pages for block in page.blocks if isinstance(block, Text)]
    return [json.loads(text) for text in said if text.startswith("{")]


def test_an_answer_is_said_in_words() -> None:
    page = downloads.message(FENLAND, [answered()], "words", 0)
    assert (
        "Listening\nAsked on 1 June 2026. Without your name, and still open.\n"
        "How well?\n4\nWhy?\nLess\nhurry.\nYour words may stand in the digest with your name.\n"
    ) in words(page)
    assert "Page 1 of 1." in words(page)
    assert "Next page" not in buttons(page)
    assert buttons(page)["As JSON"].action.subject == "p:json:0"
    assert "Why?\nleft out\n" in words(downloads.message(FENLAND, [answered(q1=4)], "words", 0))


def test_an_answer_is_a_line_of_json() -> None:
    page = downloads.message(FENLAND, [answered()], "json", 0)
    same = {"check_in": "Listening", "asked": "2026-06-01", "named": False, "sharing": "named"}
    assert lines([page]) == [
        {**same, "question": "How well?", "answer": 4},
        {**same, "question": "Why?", "answer": "Less\nhurry."},
    ]
    assert buttons(page)["In words"].action.subject == "p:words:0"
    long = answered('"' * 2_500)
    parts = [str(line["answer"]) for line in lines(every_page([long], "json")) if "part" in line]
    assert "".join(parts) == '"' * 2_500
    assert len(lines(every_page([answered(q1=4)], "json"))) == 1, "what was left out is no line"


def test_many_come_page_by_page_and_none_is_lost() -> None:
    several = [answered(f"Answer {number}. " + "x" * 2_950) for number in range(20)]
    pages = every_page(several, "words")
    assert len(pages) > 5
    whole = "\n".join(words(page) for page in pages)
    assert [f"Answer {number}." in whole for number in range(20)] == [True] * 20
    assert whole.count("x" * 2_800) == 20
    assert f"Page {len(pages)} of {len(pages)}." in words(pages[-1])


def test_nothing_is_said_to_be_nothing() -> None:
    assert "There is no answer of yours to download" in words(downloads.message(FENLAND, [], "words", 3))


@SOME
@given(
    partnership=worded.PARTNERSHIPS, occurrence=worded.OCCURRENCES, prompts=st.lists(worded.PROMPTS, max_size=3),
    kind=st.sampled_from((downloads.WORDS, downloads.JSON)), data=st.data(),
)  # fmt: skip
def test_every_page_can_be_built(
    partnership: Partnership, occurrence: Occurrence, prompts: list[Prompt], kind: str, data: st.DataObject
) -> None:
    drawn = [
        downloads.Answered(occurrence, prompt, data.draw(worded.responses(prompt, Visibility.ATTRIBUTED)))
        for prompt in prompts
    ]
    several = [each for each in drawn if each.response.answers]
    for page in (0, 1, 10**6):
        assert len(downloads.message(partnership, several, kind, page).blocks) <= limits.BLOCKS
