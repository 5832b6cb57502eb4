"""All that is said of bringing people in, and of people who have left, can be built whatever there is to say."""

from dataclasses import replace
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.names import Address, Identity, Person
from bot.domain.invitation import Said
from bot.domain.partnership import MOST_ORGANISATIONS, Member, Organisation, Partnership, Space
from bot.domain.presence import Absence, Gone, Leaver
from bot.domain.roll import Misread
from bot.texts import bringing, enrolling, joining, merging, people
from tests.texts import worded
from tests.texts.test_total import SOME

_IDENTITIES = st.builds(
    Identity, st.sampled_from(("slack", "teams", "web", "another")), st.just("T1"), worded.line(90)
)
_PEOPLE = st.builds(Person, _IDENTITIES, st.just("") | worded.line(200), guest=st.booleans())


@SOME
@given(
    title=worded.line(100),
    some=st.lists(_PEOPLE, min_size=1, max_size=4),
    many=st.sampled_from((1, 100, 300)),
    counts=st.lists(st.integers(0, 2_000), min_size=5, max_size=5),
    partnership=worded.PARTNERSHIPS,
    organisations=st.lists(worded.ORGANISATIONS, min_size=1, max_size=6),
)
def test_bringing_in(  # noqa: PLR0917  drawn
    title: str,
    some: list[Person],
    many: int,
    counts: list[int],
    partnership: Partnership,
    organisations: list[Organisation],
) -> None:
    space = Space(worded.ID, Address("slack", "T1", "C1"), title, worded.ID)
    new = [(f"{number:024x}", some[number % len(some)]) for number in range(many)]
    members, left, silent, declined, unreachable = counts
    circle = bringing.Circle(space, members, left, silent, declined, unreachable, new)
    form = bringing.people_form(circle)
    assert str(sum(counts) + many) in form.intro
    bringing.nobody(circle)
    bringing.asked(many)
    bringing.declined(partnership)
    bringing.space_form(partnership, [replace(space, id=f"{number:032x}") for number in range(250)])
    post = bringing.invitation(partnership, organisations, worded.ID)
    assert post.mark == worded.ID
    assert partnership.name in "\n".join(post.texts())


@SOME
@given(partnership=worded.PARTNERSHIPS, why=worded.line(120), count=st.integers(0, 60), link=st.integers(50, 190))
def test_a_table(partnership: Partnership, why: str, count: int, link: int) -> None:
    misread = [Misread(number, "x" * 90, why) for number in range(count)]
    reading = enrolling.Reading(count, 3_000, count, misread)
    form = enrolling.form(partnership, "y" * 3_000, reading)
    assert form.intro.startswith(f"{count} new, 3000 there already")
    enrolling.form(partnership)
    fitting = enrolling.ROOM // (80 + link + 3)
    shown = enrolling.brought([("N" * 80, "h" * link)] * fitting, misread)
    assert sum("N: h" in text for text in shown.texts())


@SOME
@given(
    partnership=worded.PARTNERSHIPS,
    members=st.lists(worded.MEMBERS, max_size=20),
    why=st.sampled_from(Absence),
    at=worded.MOMENTS,
    identity=_IDENTITIES,
    reached=st.booleans(),
    page=st.integers(0, 3),
)
def test_people(  # noqa: PLR0917  drawn
    partnership: Partnership,
    members: list[Member],
    why: Absence,
    at: datetime,
    identity: Identity,
    reached: bool,  # noqa: FBT001  drawn
    page: int,
) -> None:
    gone = (Gone(identity, why, at),) * 3
    leavers = [Leaver(member, gone, reached) for member in members]
    asked = {Said.YES: 3, Said.NO: 1, Said.NOTHING: 900}
    people.message(partnership, 9_999, asked, leavers, unreached=3, page=page)
    for leaver in leavers:
        people.ending(partnership, leaver)
        people.ended(leaver.member.name)
        people.there_again(leaver.member.name)


@SOME
@given(
    names=st.tuples(worded.TITLES, worded.NAMES, worded.TITLES, worded.NAMES, worded.TITLES), count=st.integers(1, 30)
)
def test_merging(names: tuple[str, str, str, str, str], count: int) -> None:
    twice = [merging.Twice(*names)] * count
    form = merging.form("a" * 64, twice)
    assert "cannot be undone" in form.intro
    merging.offered("a" * 64, twice)


@SOME
@given(
    partnership=worded.PARTNERSHIPS,
    organisations=st.lists(worded.ORGANISATIONS, min_size=1, max_size=5, unique_by=lambda each: each.id),
    email=st.none() | st.just("ada@ely.gov.uk"),
)
def test_an_address_changes_nothing_of_what_people_agree_to(
    partnership: Partnership, organisations: list[Organisation], email: str | None
) -> None:
    many = (organisations * MOST_ORGANISATIONS)[: len(organisations)]
    plain, suggested = (joining.form(partnership, many, "Ada", worded.ID, each) for each in (None, email))
    assert (plain.intro, plain.action) == (suggested.intro, suggested.action)
