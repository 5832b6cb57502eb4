"""What people are told of what is held about them, before they join and whenever they ask."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.message import Buttons, Divider, Text
from bot.chat.names import Identity
from bot.domain.group import Group, Margin
from bot.domain.occurrence import Occurrence
from bot.domain.pairing import Accounts
from bot.domain.partnership import Basis, DigestTime, Member, Organisation, Partnership, Role, Sector
from bot.domain.prompt import Kind, OpenQuestion, Prompt
from bot.domain.rights import OptIn, Tally
from bot.texts import joining, rights, terms
from tests.domain.examples import OCCURRENCE, at
from tests.replied import buttons, words
from tests.texts import worded

SOME = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
FENLAND = Partnership("p", "Fenland", "Europe/London")
TRUST = Organisation("o", "p", "Fen Trust", Sector.NHS, "data@fen.example", Basis.PUBLIC_TASK, 730)
MO = Member("m", "p", "o", "Mo", frozenset(Role), DigestTime(0, 9, "UTC"))
HELD = rights.Held(
    FENLAND,
    TRUST,
    MO,
    [(Group(Margin.COHORT, "c", "Spring"), True), (Group(Margin.SITE, "s", "Ely"), False)],
    [Identity("slack", "T1", "mo"), Identity("slack", "T2", "mo"), Identity("web", "web", "m")],
    [OptIn(at("2026-05-01 23:30Z"), "You can leave at any time.")],
    Tally(12, 9, 1, 4),
    [(OCCURRENCE, Prompt("l", Kind.REFLECTION, "Listening", "", (OpenQuestion("q1", "Why?"),)))],
)


def test_all_that_is_held_is_said() -> None:
    page = rights.message(HELD, 0, 1)
    for said in (
        "Who answers for it\nFen Trust",
        "Lawful basis\npublic task (part of what a public body is there to do)",
        "Kept for\n2 years",
        "Questions to\ndata@fen.example",
        "You\nMo, convener, lead",
        "Cohorts and sites\nSpring (lead), Ely",
        "Joined\n2 May 2026",
        "Accounts\n3, in Slack and the web inbox",
        "Check-ins\nasked in 12, answered 9, skipped 1",
        "Answers with your name\n4",
        "can still be told to be yours\nListening (until Wednesday 3 June, 09:00 (London time))",
        "when you joined, on 2 May 2026:\nYou can leave at any time.",
        "Not held: your e-mail address",
        "Whoever runs Weft here could read its database",
    ):
        assert said in words(page)
    assert "Next partnership" not in buttons(page)


def test_little_is_said_as_plainly() -> None:
    bare = replace(
        HELD,
        organisation=replace(TRUST, basis=None, retention_days=None),
        groups=(),
        opt_ins=(),
        open=(),
        member=replace(MO, roles=frozenset({Role.MEMBER}), left_at=at("2026-06-01 08:00Z")),
    )
    page = words(rights.message(bare, 0, 1))
    for said in (
        "Lawful basis\nnot on record yet",
        "Kept for\nnot on record yet",
        "You\nMo\n",
        "Cohorts and sites\nnone",
        "Joined\nyou have not said yet",
        "Left\n1 June 2026",
        "can still be told to be yours\nnone",
    ):
        assert said in page
    assert "What you were shown" not in page
    assert "Leave" not in buttons(rights.message(bare, 0, 1)), "who has left cannot leave again"


def test_leaving_stands_last_and_apart() -> None:
    assert isinstance(rights.message(HELD, 0, 3).blocks[-2], Divider)
    *_, others, last = (block for block in rights.message(HELD, 0, 3).blocks if isinstance(block, Buttons))
    assert [button.label for button in last.buttons] == ["Leave"]
    assert (last.buttons[0].action.subject, last.buttons[0].opens_form) == ("p", True)
    assert len(others.buttons) == 4


def test_several_partnerships_come_one_by_one_and_round_again() -> None:
    last = rights.message(HELD, 2, 3)
    assert "Partnership 3 of 3" in words(last)
    assert buttons(last)["Next partnership"].action.subject == "0"
    assert buttons(rights.message(HELD, 0, 3))["Next partnership"].action.subject == "1"


@SOME
@given(
    partnership=worded.PARTNERSHIPS,
    organisation=worded.ORGANISATIONS,
    member=worded.MEMBERS,
    groups=st.lists(st.tuples(st.builds(Group, st.just(Margin.SITE), st.just("s"), worded.NAMES), st.booleans())),
    accounts=worded.ACCOUNTS,
    opt_ins=st.lists(
        st.builds(OptIn, worded.MOMENTS, st.just("x" * limits.FORM_INTRO) | worded.line(300)), max_size=40
    ),
    waiting=st.lists(st.tuples(worded.OCCURRENCES, worded.TITLED), max_size=20),
)
def test_every_page_can_be_built(  # noqa: PLR0917  drawn
    partnership: Partnership,
    organisation: Organisation,
    member: Member,
    groups: list[tuple[Group, bool]],
    accounts: Accounts,
    opt_ins: list[OptIn],
    waiting: list[tuple[Occurrence, Prompt]],
) -> None:
    held = rights.Held(
        partnership,
        organisation,
        member,
        groups,
        accounts.known,
        opt_ins,
        Tally(9_999, 9_999, 9_999, 9_999),
        waiting,
    )
    for page, pages in ((0, 1), (8, 9)):
        rights.message(held, page, pages)
    rights.nothing()


LONGEST = replace(TRUST, name="o" * 100, contact="c" * 150, basis=Basis.LEGITIMATE_INTERESTS)


def several(organisation: Organisation, number: int) -> list[Organisation]:
    """So many that say the same."""
    return [replace(organisation, id=str(each)) for each in range(number)]


def test_who_joins_is_told_of_each_organisation_where_they_are_few() -> None:
    few = joining.form(FENLAND, [TRUST, replace(TRUST, id="e", name="Ely Council", basis=None)], "Mo", "p")
    assert (
        "Fen Trust holds its people's answers for 2 years. Lawful basis: public task (part of what a public body "
        "is there to do). Questions: data@fen.example\n"
        "Ely Council has not put on record yet why and for how long it holds answers. Questions: data@fen.example"
    ) in few.intro
    assert terms.LAST in few.intro
    many = joining.form(FENLAND, several(TRUST, 5), "Mo", "p")
    assert "Fen Trust" not in many.intro
    assert "is on record" in many.intro
    assert terms.LAST in many.intro
    assert "who holds what about me?" in many.intro


def test_it_fits_however_long_the_names_are() -> None:
    form = joining.form(replace(FENLAND, name="p" * 100), several(LONGEST, 4), "Mo", f"{worded.ID}:{worded.ID}")
    assert len(form.intro) < limits.FORM_INTRO
    said, _ = terms.before(worded.ID, LONGEST)
    assert isinstance(said, Text)
    assert len(said.text) < 1_200, "a tired person reads it on a phone"


def test_a_form_carries_what_its_reader_reads() -> None:
    form = joining.form(FENLAND, [TRUST], "Mo", "p")
    changed = joining.form(FENLAND, [replace(TRUST, contact="dpo@fen.example")], "Mo", "p")
    assert form.action.subject.startswith("p::")
    assert form.action != changed.action
    assert joining.form(FENLAND, [TRUST], "Mo", form.action.subject) == form
    assert joining.form(FENLAND, [TRUST], "Mo", "p:o").action.subject.startswith("p:o:")


@SOME
@given(partnership=worded.PARTNERSHIPS, answers=st.integers(0, 9_999), words_=st.integers(0, 9_999))
def test_erasing_can_always_be_said(partnership: Partnership, answers: int, words_: int) -> None:
    rights.erase_form(partnership, answers, words_)
    rights.erased(partnership, answers, words_)
    rights.nothing_to_erase(partnership)


def test_erasing_says_what_goes_and_what_cannot_be_taken_back() -> None:
    form = rights.erase_form(FENLAND, 1, 2)
    assert "with your name in Fenland: 1 check-in." in form.intro
    assert "results that were shown: 2 texts." in form.intro
    assert "figures that were shown stay" in form.intro
    assert "That you answered stays, but not what." in form.intro
    assert "cannot be undone" in form.intro
    assert "results that were shown:" not in rights.erase_form(FENLAND, 3, 0).intro
    assert "1 text of yours no longer stands in results." in words(rights.erased(FENLAND, 3, 1))
    assert "2 texts of yours no longer stand in results." in words(rights.erased(FENLAND, 3, 2))
    assert "of yours" not in words(rights.erased(FENLAND, 1, 0))
