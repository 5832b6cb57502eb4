"""Whatever is posted stays within what Teams takes: in parts if need be, and shortened only where it must."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.faults import TooLarge
from adapters.teams.render import Place, elements
from adapters.teams.size import BUDGET, cards, one_card, weight, within
from bot.chat import limits
from bot.chat.events import Replace
from bot.chat.message import Action, Block, Button, Buttons, Chart, Facts, Message, Series, Table, Text
from bot.errors import Refused, Uncertain
from tests.contract.core import Core
from tests.contract.play import CARD, EXAMPLES
from tests.contract.seen import assert_shows
from tests.contract.teams import TeamsDriver
from tests.contract.teams_reading import shown_in
from tests.contract.test_posts import _CHART as CHART
from tests.strategies import MESSAGES
from tests.stubs.teams import Stumble
from tests.stubs.teams_cards import complaint
from tests.teams.scenes import THANKS, heard_from

INBOX = "https://weft.example/inbox"
HINT = f"The rest is too long for Teams. Read it in your inbox: {INBOX}"
ASK = "The rest is too long for Teams. Ask a convener for it."


def rows(count: int, first: int = 0) -> tuple[Block, ...]:
    """Rows of long buttons: hardly a text, and many bytes."""
    return tuple(
        Buttons(tuple(Button("b" * 40, Action("v" * 60, f"{n}-{m}" + '"' * 170)) for m in range(5)))
        for n in range(first, first + count)
    )


def facts(quotes: str) -> tuple[Block, ...]:
    """As many elements as there can be, each of a few bytes."""
    return (Facts(tuple((f"{n}", quotes) for n in range(limits.FACTS))),) * limits.BLOCKS


LARGE = Message("s" * limits.SUMMARY, rows(limits.BLOCKS))
SMALL = Message("Small", (Text("Only this."),))
TABLE = Table("w" * limits.HEADING, ("hh",) * 4, (("c c",) * 4,) * (limits.ROWS - 1))
WIDE = Table("w" * limits.HEADING, ("h" * 40,) * limits.COLUMNS, (("c" * 20,) * limits.COLUMNS,) * 40)
FULL: dict[str, Message] = {
    "buttons": LARGE,
    "facts": Message('"' * limits.SUMMARY, facts('"')),
    "table": Message("Table", (TABLE, *rows(20), Text("last"))),
    "wide": Message("Wide", (WIDE, Text("last"))),
    "charts": Message("Charts", (CHART, *rows(20), replace(CHART, kind="bar"))),
}


@EXAMPLES
@given(message=MESSAGES, budget=st.integers(3_000, 30_000), dialogs=st.booleans())
def test_no_card_is_larger_than_allowed_and_nothing_is_lost(message: Message, budget: int, dialogs: bool) -> None:  # noqa: FBT001  drawn
    place = Place(dialogs=dialogs)
    made = cards(message, place, budget=budget)
    assert all(weight(each) <= budget or len(each["body"]) == 1 for each in made)
    assert all(complaint(each) == "" for each in made)
    whole = [element for each in made for element in each["body"]]
    assert whole in (elements(message, place), elements(message, place, native=False))
    assert_shows(shown_in(*made), message)
    for one, two in pairwise(made):
        # A part begins only where the one before is full.
        assert weight([*one["body"], two["body"][0]]) > budget - 2_000


@pytest.mark.parametrize("name", FULL)
def test_the_fullest_messages_come_in_parts_that_fit(name: str) -> None:
    made = cards(FULL[name], Place())
    assert all(weight(each) <= BUDGET and complaint(each) == "" for each in made)
    assert_shows(shown_in(*made), FULL[name])


def test_what_fits_as_it_is_stays_as_it_is() -> None:
    few = replace(TABLE, rows=TABLE.rows[:9])
    message = Message("Charts", (Chart("Trust", "line", ("May",), (Series("All", (3.0,)),), "So."), few))
    [made] = cards(message, Place())
    assert made["body"] == elements(message, Place())
    plain = cards(message, Place(), budget=weight(made["body"]))
    assert [each for part in plain for each in part["body"]] == elements(message, Place(), native=False)


@pytest.mark.parametrize(("inbox", "hint"), [(INBOX, HINT), (None, ASK)])
def test_what_must_be_one_card_is_shortened_and_says_so(inbox: str | None, hint: str) -> None:
    for name, message in FULL.items():
        shown = one_card(message, Place(), inbox)
        assert weight(shown) <= BUDGET
        assert complaint(shown) == ""
        *texts, last = shown_in(shown).texts
        everything = tuple(message.texts())
        if (*texts, last) == everything:
            assert len(cards(message, Place())) == 1
            continue
        assert last == hint, name
        assert tuple(texts) == everything[: len(texts)]
        assert len(texts) > 0


def test_a_card_is_not_shortened_without_need() -> None:
    made = cards(LARGE, Place())
    assert within(len(made), made, "s", INBOX) == made
    assert within(9, made[:2], "s", INBOX) == made[:2]
    *before, last = within(2, made, "s", INBOX)
    assert before == made[:1]
    # Whole but for what makes room for the hint.
    assert len(made[1]["body"]) - 1 <= len(last["body"]) - 1 <= len(made[1]["body"])


async def test_a_large_message_is_one_post_to_whoever_updates_it(teams: TeamsDriver) -> None:
    to = await heard_from(teams, teams.spaces[0])
    post = await teams.platform.post(to, replace(LARGE, mark="mine"))
    parts = await teams.count(to)
    assert parts > 1
    assert_shows(await teams.shown(post), LARGE)
    assert await teams.platform.find(to, "mine") == post
    # What takes less room leaves nothing of the rest.
    for message in (SMALL, THANKS):
        await teams.platform.update(post, message)
        assert await teams.count(to) == 1
        assert_shows(await teams.shown(replace(post, post=post.post.partition(",")[0])), message)


async def test_a_small_post_has_no_room_for_a_large_message(teams: TeamsDriver, core: Core) -> None:
    await teams.close()
    await teams.open(core.receive, inbox=INBOX)
    to = await heard_from(teams, teams.spaces[0])
    post = await teams.platform.post(to, SMALL)
    await teams.platform.update(post, LARGE)
    assert (await teams.shown(post)).texts[-1] == HINT
    pair = await teams.platform.post(to, Message("Pair", rows(20)))
    assert pair.post.count(",") == 1
    await teams.platform.update(pair, LARGE)
    shown = await teams.shown(pair)
    assert shown.texts[-1] == HINT
    assert len(shown.texts) > 60
    assert await teams.count(to) == 3


async def test_a_large_home_page_is_one_card(teams: TeamsDriver, core: Core) -> None:
    core.home = LARGE
    who = await teams.person("Ada")
    home = (await teams.open_home(who)).home
    assert home is not None
    assert home.texts[-1] == ASK
    core.reply = Replace(LARGE)
    seen = await teams.press_home(who, "b" * 40)
    assert (seen.home or seen.whispered) is not None


async def test_where_teams_takes_less_than_it_says_parts_become_smaller(teams: TeamsDriver) -> None:
    to = await heard_from(teams, teams.spaces[0])
    message = Message("Parts", rows(10))
    assert (await teams.platform.post(to, message)).post.count(",") == 0
    for times, more in ((1, 1), (2, 3)):
        teams.stub.stumbles += [Stumble.code(413, "RequestEntityTooLarge")] * times
        post = await teams.platform.post(to, message)
        assert post.post.count(",") >= more
        assert_shows(await teams.shown(post), message)


@pytest.mark.parametrize(
    "stumble", [Stumble.code(413, "RequestEntityTooLarge"), Stumble.code(400, "MessageSizeTooBig")]
)
async def test_what_teams_takes_at_no_size_is_refused(teams: TeamsDriver, stumble: Stumble) -> None:
    to = await heard_from(teams, teams.spaces[0])
    teams.stub.stumbles += [stumble] * 5
    with pytest.raises(Refused) as caught:
        await teams.platform.post(to, replace(CARD, mark="mine"))
    assert isinstance(caught.value, TooLarge)
    assert len(teams.stub.stumbles) == 1
    assert await teams.platform.find(to, "mine") is None


@pytest.mark.parametrize("stumble", [Stumble(400), Stumble(404), Stumble.code(413, "TooLarge"), Stumble(429)])
async def test_a_message_of_which_a_part_was_posted_may_have_been_read(teams: TeamsDriver, stumble: Stumble) -> None:
    to = await heard_from(teams, teams.spaces[0])
    teams.stub.stumbles += [Stumble(200, '{"id": "17"}', done=True), stumble]
    with pytest.raises(Uncertain):
        await teams.platform.post(to, replace(LARGE, mark="mine"))
    assert await teams.count(to) == 1
    with pytest.raises(Uncertain):
        await teams.platform.find(to, "mine")
