"""Cards keep true: the count from five on, closing soon, closed; each change is shown once."""

from datetime import timedelta

import pytest

from bot.chat.events import Replace
from bot.chat.message import Message
from bot.chat.names import Identity, Person
from bot.domain.prompt import Prompt
from bot.errors import Disconnected, Refused, Throttled, Unavailable, Uncertain
from bot.texts import asking
from bot.texts.verbs import Verb
from tests.replied import buttons, occurrence_of, words
from tests.stubs.chat import Post
from tests.world import ADA, LENA, MO, SPACE, World, at, somebody

OPENS, CLOSES = "2026-05-05 08:30Z", "2026-05-07 08:30Z"
MORE = [somebody(name) for name in ("Bea", "Cai", "Dee")]


@pytest.fixture
async def card(world: World) -> Post:
    """The post of a check-in in the space."""
    await world.join(*MORE)
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    await world.schedule(audience=f"space:{space}")
    await world.tick(OPENS)
    (post,) = world.chat.at(SPACE.place)
    return post


async def test_the_count_is_shown_from_five_on(world: World, card: Post) -> None:
    occurrence = occurrence_of(card.message)
    for number, who in enumerate((ADA, LENA, MO, *MORE), 1):
        await world.answer(who, occurrence)
        await world.tick()
        assert ("people answered" in words(card.message)) is (number >= 5), number
    assert "6 people answered" in words(card.message)
    assert card.updates == 2
    await world.press(MO, Verb.SKIP, occurrence)
    await world.press(ADA, Verb.SKIP, occurrence)
    await world.tick()
    assert "people answered" not in words(card.message)


async def test_closing_soon_and_closed_are_shown_once_each(world: World, card: Post) -> None:
    await world.tick("2026-05-07 04:30Z")
    assert "Closing soon: Thursday 7 May, 09:30" in words(card.message)
    await world.tick("2026-05-07 05:30Z")
    assert card.updates == 1
    await world.tick(CLOSES)
    assert "Closed. What came of it is here, and in the weekly digest." in words(card.message)
    assert "Answer" not in words(card.message).splitlines()
    ways = buttons(card.message)
    assert "question 1 of 3" in words(await world.press(MO, ways["See what came of it"].action))
    assert "Fenland: the week" in words(await world.press(MO, ways["This week's digest"].action))
    await world.tick("2026-05-08 08:30Z")
    assert card.updates == 2
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [1]


async def test_a_private_card_that_was_replaced_at_once_is_not_updated_again(world: World, asking: str) -> None:
    post = world.asked_of(MO)
    reply = await world.answer(MO, asking, on=post.receipt)
    assert isinstance(reply, Replace)
    post.message = reply.message
    await world.tick()
    assert post.updates == 0
    await world.press(MO, Verb.SKIP, asking)
    await world.tick()
    assert post.updates == 1
    assert "You skipped this one" in words(post.message)


@pytest.mark.parametrize("error", [Unavailable("down"), Throttled(30), Disconnected("x"), Uncertain("?")])
async def test_what_could_not_be_shown_is_shown_later(world: World, card: Post, error: Exception) -> None:
    world.chat.fail("update", error)
    await world.tick(CLOSES)
    assert card.updates == 0
    await world.pass_by(timedelta(minutes=1))
    assert "Closed." in words(card.message)
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [1]


async def test_a_card_that_somebody_deleted_is_let_go(world: World, card: Post) -> None:
    world.chat.delete(card)
    await world.tick(CLOSES)
    await world.tick()
    assert [call for call, _ in world.chat.calls].count("update") == 1
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [1]


async def test_a_card_that_is_refused_is_let_go(world: World, card: Post) -> None:
    world.chat.fail("update", Refused("no"))
    await world.tick(CLOSES)
    await world.tick()
    assert [call for call, _ in world.chat.calls].count("update") == 1
    assert card.updates == 0
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [1]


@pytest.mark.parametrize("error", [Throttled(30), Disconnected("x")])
async def test_a_platform_that_takes_nothing_is_asked_once_a_round(
    world: World, asking: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.usecases.refreshing._AT_ONCE", 1)
    world.chat.fail("update", *[error] * 9)
    await world.tick(CLOSES)
    asked = [place for call, place in world.chat.calls if call == "update"]
    assert len(asked) == 1
    assert "Closed." not in words(world.asked_of(LENA).message)
    assert asking


BEA = Person(Identity("chat", "T2", "bea"), "Bea")
"""In another workspace than the others."""


@pytest.fixture
async def two_workspaces(both_worlds: World) -> World:
    """A check-in that was asked of everybody in private, on two lanes."""
    await both_worlds.join(BEA)
    await both_worlds.schedule()
    await both_worlds.tick(OPENS)
    return both_worlds


@pytest.mark.parametrize("error", [Throttled(3_600), Disconnected("x")])
async def test_a_workspace_that_takes_nothing_keeps_no_other_from_being_shown(
    two_workspaces: World, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.usecases.refreshing._AT_ONCE", 1)
    world = two_workspaces
    for who in (ADA, LENA, MO):
        world.chat.always_fail(f"with {who.identity.user}", error)
    before = len(world.chat.calls)
    await world.tick(CLOSES)
    assert "Closed." in words(world.asked_of(BEA).message)
    updated = [place for call, place in world.chat.calls[before:] if call == "update"]
    assert len(updated) == 2, "the one that takes nothing is asked once"
    assert "with bea" in updated[:2], "they take turns"


async def test_what_an_update_was_asked_to_wait_is_heeded_by_every_replica(two_workspaces: World) -> None:
    world = two_workspaces
    world.now = at(CLOSES)
    await world.bot().close_due()
    for who in (ADA, LENA, MO):
        world.chat.always_fail(f"with {who.identity.user}", Throttled(120))
    await world.bot().refresh()
    for who in (ADA, LENA, MO):
        world.chat.heal(f"with {who.identity.user}")
    await world.schedule(title="Next", time="09:31", days="THU", start="2026-05-07")
    world.now += timedelta(seconds=61)
    before = len(world.chat.calls)
    await world.bot().open_due()
    await world.bot().deliver()
    await world.bot().refresh()
    assert {place for _, place in world.chat.calls[before:]} <= {"bea", "with bea"}
    world.now += timedelta(seconds=60)
    await world.bot().refresh()
    assert "Closed." in words(world.chat.to(LENA)[0].message)


async def test_one_check_in_whose_cards_cannot_be_put_together_keeps_no_other_stale(
    world: World, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, object]]
) -> None:
    await world.schedule(title="Broken")
    await world.schedule()
    await world.tick(OPENS)
    real = asking.card

    def card(name: str, prompt: Prompt, *more: object) -> Message:
        if prompt.title == "Broken":
            raise KeyError("what Mo wrote")
        return real(name, prompt, *more)  # type: ignore[arg-type]  # handed through as they came

    monkeypatch.setattr(asking, "card", card)
    await world.tick(CLOSES)
    assert [post.updates for post in world.chat.to(MO)] in ([0, 1], [1, 0])
    assert [line["fault"] for line in logged if line["event"] == "cards.not_updated"] == ["KeyError"]


async def test_one_card_that_never_can_be_updated_stops_no_other_and_is_given_up_in_a_day(
    world: World, asking: str
) -> None:
    world.chat.always_fail("with mo", Unavailable("down"))
    await world.tick(CLOSES)
    assert "Closed." in words(world.asked_of(LENA).message)
    await world.tick("2026-05-07 12:00Z")
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [0]
    await world.tick("2026-05-08 08:31Z")
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [1]
    before = len(world.chat.calls)
    await world.pass_by(timedelta(minutes=1))
    assert len(world.chat.calls) == before
    assert asking


async def test_a_platform_that_is_no_longer_connected_is_given_up_too(world: World, card: Post) -> None:
    world.chat.name = "web"
    await world.tick(CLOSES)
    await world.tick("2026-05-08 08:31Z")
    assert card.updates == 0
    assert [row["settled"] for row in (await world.dump())["occurrence"]] == [1]
