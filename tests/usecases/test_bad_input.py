"""Whatever comes in, `receive` answers with something that can be shown, and never with an error."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.events import Joined, Left, Moved, Opened, Pressed, Renamed, Reply, Said, Submitted
from bot.chat.message import Action
from bot.chat.names import Address, Lane, Person, Receipt
from bot.deeds import presses, submissions
from bot.domain.host import Host
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Databases
from tests.replied import asked, words
from tests.world import ADA, CARD, LENA, MO, ON_RECORD, PULSE, SPACE, ZOE, Kept, World, fenland, kept

FORMS = (
    ("q1", "q2", "q3", "share"),
    ("name", "organisation", "organisation2", "sector", "contact", "basis", "retention", "partnership", "zone"),
    ("margin", "members", "members2", "scores", "words"),
    ("member", "roles", "prompt", "title", "questions", "next", "weekday", "hour"),
    ("zone", "quiet_begins", "quiet_ends", "days_off", "leave_begins", "leave_ends", "what", "day"),
    ("code", "audience", "audience2", "weekdays", "every", "time", "starts", "open", "remind", "visibility"),
)
PEOPLE = st.sampled_from((ADA, LENA, MO, ZOE))
RAW = st.text(st.characters(), max_size=40) | st.sampled_from(
    ("", "\x00", "\ud800", "\u202eabc", "a\nb", "-1", "9" * 400, "x" * 3_001, "0", "4", "back", "save", "²", "٤")
)
"""What a forged form may hold: control characters, halves of surrogate pairs and all."""
VALUE = RAW | st.lists(RAW, max_size=4).map(tuple)
FIELDS = st.sampled_from(("other", *(name for form in FORMS for name in form)))
SUBJECT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=limits.SUBJECT)
PLACE = st.builds(Address, st.just("chat"), st.sampled_from(("T1", "T2")), st.sampled_from(("fenland", "new", "x")))


@dataclass(frozen=True, slots=True)
class Known:
    """A world and the ids of everything in it."""

    kept: Kept
    ids: tuple[str, ...]


@pytest.fixture(scope="module")
def known(chosen: Databases) -> Iterator[Known]:
    ids: list[str] = []

    async def begin(database: Database) -> World:
        world = await fenland(database)
        await world.schedule()
        await world.tick("2026-05-05 08:30Z")
        form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
        await world.submit(ADA, form.action, {"title": "Later", "questions": PULSE})
        ids.extend(row["id"] for rows in (await world.dump()).values() for row in rows if "id" in row)
        return world

    with kept(chosen, begin) as made:
        yield Known(made, tuple(sorted(ids)))


def assert_calm(reply: Reply) -> None:
    """It is a reply, and it is none of those that say that we failed."""
    assert isinstance(reply, get_args(Reply))
    assert "Something went wrong on our side" not in words(reply)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_any_verb_with_any_subject_and_values_is_answered(known: Known, data: st.DataObject) -> None:
    subject = st.sampled_from(known.ids) | SUBJECT | st.just("")
    suffixed = st.builds("{}:{}".format, st.sampled_from(known.ids), SUBJECT).map(lambda text: text[: limits.SUBJECT])
    values = st.dictionaries(FIELDS, VALUE | st.sampled_from(known.ids), max_size=12)
    verb = st.sampled_from(sorted({*presses(Host()), *submissions(Host())}))
    action = st.builds(Action, verb, subject | suffixed)
    origin = st.none() | st.just(CARD) | st.builds(Receipt, PLACE, st.just("17"))
    deed = st.one_of(
        st.builds(Pressed, PEOPLE, action, origin),
        st.builds(Submitted, PEOPLE, action, values, origin),
        st.builds(Submitted, PEOPLE, action, values, origin),
        st.builds(Opened, PEOPLE),
        st.builds(Said, PEOPLE, RAW, PLACE),
        st.builds(Joined, PLACE, RAW),
        st.builds(Moved, PLACE, PLACE),
        st.builds(Renamed, PLACE, RAW),
        st.builds(Left, st.builds(Lane, st.just("chat"), st.sampled_from(("T1", "T2"))), st.none() | PLACE),
    )
    with TemporaryDirectory() as folder, known.kept.copy(Path(folder)) as world:
        for inbound in data.draw(st.lists(deed, min_size=1, max_size=6)):
            assert_calm(await world.bot().receive(inbound))
        for who in (ADA, LENA, MO, ZOE):
            assert_calm(await world.bot().receive(Opened(who)))
        assert_calm(await world.press(ADA, Verb.TEND, world.partnership))
        await world.tick("2026-05-06 08:30Z")
        await world.tick("2026-05-11 08:00Z")


@pytest.mark.parametrize("verb", ["unknown", "member.sign_in", "schedule.save.again", "x"])
async def test_a_verb_of_an_earlier_time_is_told_so(world: World, verb: str) -> None:
    before = await world.dump()
    for reply in (await world.press(ADA, Action(verb)), await world.submit(ADA, Action(verb), {"q1": "Some words"})):
        assert words(reply).startswith("This button is from an earlier time")
    assert await world.dump() == before


@pytest.mark.parametrize("verb", sorted({*presses(Host()), *submissions(Host())}))
async def test_a_subject_of_any_kind_is_answered(known: Known, tmp_path: Path, verb: str) -> None:
    with known.kept.copy(tmp_path) as world:
        for subject in ("garbage", "x" * limits.SUBJECT, ":", "::", *known.ids, ""):
            for who in (LENA, ADA):
                assert_calm(await world.press(who, Action(verb, subject)))
                assert_calm(await world.submit(who, Action(verb, subject), {}))


HOSTILE = (
    "\x00\x07\x1b[31mred\x7f",
    "\u202ereversed\u202c \u200f\u2066x",
    "half \ud83d of a pair \udc00",
    "a" * 3_000,
    "<b>&amp;</b> {{7*7}} %s *bold* <!channel> <@U1>",
    "line\nline\r\n\tand\u2028line\u0085line",
)


@pytest.mark.parametrize("text", HOSTILE, ids=["control", "right-to-left", "surrogates", "long", "mark-up", "lines"])
async def test_hostile_words_render_everywhere_and_come_back(world: World, text: str) -> None:
    one_line = " ".join(limits.printable(text).split())[:80]
    organisation = {"organisation": one_line + text[:3], "sector": "nhs", "contact": text[:100], **ON_RECORD}
    assert_calm(await world.submit(ADA, Verb.ORGANISATION, organisation, world.partnership))
    for who, name in ((MO, text[:60]), (LENA, text)):
        values = {"name": name, "organisation": world.organisations["Fen Trust"]}
        assert_calm(await world.submit(who, Verb.JOIN, values, world.partnership, CARD))
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.reflection"}, world.partnership))
    assert_calm(await world.submit(ADA, form.action, {"title": text, "questions": text}))
    assert_calm(await world.submit(ADA, form.action, {"title": text[:90], "questions": text[:200]}))
    assert_calm(
        await world.submit(ADA, Verb.PLAN, {"zone": text, "time": text, "weekdays": (text,)}, form.action.subject)
    )
    await world.schedule("Why?", title="Plain", visibility="attributed")
    await world.tick("2026-05-05 08:30Z")
    about = next(row["id"] for row in (await world.dump())["occurrence"])
    for who in (ADA, LENA, MO):
        reply = await world.submit(who, Verb.ANSWER, {"q1": text, "share": "named"}, about)
        assert "is saved" in words(reply)
    form = asked(await world.press(MO, Verb.ANSWER, about))
    assert getattr(form.fields[0], "initial", "") == limits.printable(text), "every character comes back"
    assert limits.printable(text)[:2_000].strip() in words(await world.press(MO, Verb.MINE, about))
    await world.tick("2026-05-07 08:30Z")
    await world.tick("2026-05-11 08:00Z")
    assert limits.printable(text).strip()[:20] in words(world.asked_of(ADA).message)
    assert_calm(await world.press(ADA, Verb.ROLE, world.partnership))
    for who in (ADA, LENA, MO):
        assert_calm(await world.bot().receive(Opened(who)))


async def test_a_space_may_be_called_anything(world: World) -> None:
    for number, title in enumerate((*HOSTILE, "", "  ")):
        place = Address("chat", "T1", f"space-{number}")
        assert_calm(await world.bot().receive(Joined(place, title)))
    for row in (await world.dump())["space"]:
        assert row["title"].strip()
        assert_calm(await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, row["id"]))
    assert_calm(await world.press(ADA, Verb.TEND, world.partnership))
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "trust.said_it"}, world.partnership))
    assert len(form.fields) == 16


async def test_a_space_that_moves_takes_its_link_along(world: World) -> None:
    new = Address("chat", "T1", "fenland-shared")
    await world.bot().receive(Joined(new, "#fenland"))
    await world.bot().receive(Moved(SPACE, new))
    (row,) = (await world.dump())["space"]
    assert (row["place"], row["partnership"]) == ("fenland-shared", world.partnership)
    await world.bot().receive(Moved(SPACE, new))
    await world.bot().receive(Moved(new, new))
    await world.join(ZOE, on=Receipt(new, "card"))


async def test_a_space_that_is_linked_already_is_not_given_up_for_one_that_moves(world: World) -> None:
    new = Address("chat", "T1", "other")
    await world.bot().receive(Joined(new, "#other"))
    other = next(row["id"] for row in (await world.dump())["space"] if row["partnership"] is None)
    await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, other)
    before = await world.dump()
    await world.bot().receive(Moved(SPACE, new))
    assert await world.dump() == before


async def test_a_space_is_called_what_it_was_last_called(world: World) -> None:
    await world.bot().receive(Renamed(SPACE, "fenland \n  meets"))
    await world.bot().receive(Renamed(Address("chat", "T1", "nowhere"), "never met"))
    (row,) = (await world.dump())["space"]
    assert (row["title"], row["partnership"]) == ("fenland meets", world.partnership)


async def test_a_person_may_say_anything(world: World) -> None:
    for text in ("help", " Help?! ", "HELP."):
        assert "How Weft works" in words(await world.bot().receive(Said(MO, text, SPACE)))
    for text in ("", "hello", *HOSTILE):
        assert "Fenland" in words(await world.bot().receive(Said(MO, text, SPACE)))


async def test_a_person_s_name_and_zone_are_only_told(world: World) -> None:
    for name in HOSTILE:
        stranger = Person(ZOE.identity, name, "Nowhere/Else")
        assert_calm(await world.press(stranger, Verb.JOIN, world.partnership, on=CARD))
        assert_calm(await world.press(stranger, Verb.START))
