"""The home page: what waits comes first, and nobody is in more partnerships than it can show."""

from dataclasses import replace

from bot.chat.message import Buttons, Message
from bot.chat.names import Identity
from bot.domain.occurrence import Occurrence, Part
from bot.domain.pairing import Accounts
from bot.domain.partnership import DigestTime, Member, Organisation, Partnership, Role, Sector
from bot.domain.prompt import Kind, OpenQuestion, Prompt
from bot.texts import home
from bot.texts.verbs import Verb
from tests.domain.examples import OCCURRENCE
from tests.replied import buttons, words

ORGANISATION = Organisation("o", "p", "Fen Trust", Sector.NHS, "data@fen.example")


def asked(title: str, part: Part) -> tuple[Occurrence, Prompt, Part]:
    """An open check-in and what the reader did about it."""
    return OCCURRENCE, Prompt(title, Kind.REFLECTION, title, "", (OpenQuestion("q1", "Why?"),)), part


def place(name: str, *waiting: tuple[Occurrence, Prompt, Part], roles: frozenset[Role] = frozenset()) -> home.Place:
    """A partnership of the reader's."""
    member = Member("m", name, "o", "Mo", roles | {Role.MEMBER}, DigestTime(0, 9, "UTC"))
    return home.Place(Partnership(name, name, "UTC"), ORGANISATION, member, waiting)


def rows(message: Message) -> list[list[str]]:
    """The labels of each row of buttons."""
    return [[button.label for button in block.buttons] for block in message.blocks if isinstance(block, Buttons)]


def test_whoever_is_nowhere_is_told_how_to_join() -> None:
    page = home.message([], lets_start=False)
    assert page.summary == "Nothing is waiting for you"
    assert "You are not in a partnership yet." in words(page)
    assert rows(page) == [["I have a code", "How it works"]]
    assert rows(home.message([], lets_start=True)) == [["Start a partnership", "I have a code", "How it works"]]


def test_what_can_be_done_shows_what_was_done() -> None:
    waiting = (asked("A", Part.ASKED), asked("B", Part.ANSWERED), asked("C", Part.SKIPPED))
    page = home.message([place("Fenland", *waiting)], lets_start=False)
    assert page.summary == "1 waiting for you"
    assert rows(page)[:3] == [["Answer", "Skip", "Later"], ["Change my answer", "See my answer"], ["Answer"]]
    for sentence in ("Waiting for your answer.", "You have answered.", "You skipped this one."):
        assert f"{sentence} Open until Wednesday 3 June, 09:00 (London time)." in words(page)


def test_every_role_sees_its_ways() -> None:
    ways = {
        role: rows(home.message([place("Fenland", roles=frozenset({role}))], lets_start=False))[:-2] for role in Role
    }
    assert ways == {
        Role.MEMBER: [["What we said", "History", "My answers", "Reminders and pauses"]],
        Role.LEAD: [["Read the digest", "History", "My answers", "When the digest comes", "Reminders and pauses"]],
        Role.CONVENER: [
            ["Check-ins and people", "Read the digest", "History", "My answers"],
            ["When the digest comes", "Reminders and pauses"],
        ],
    }


def test_what_waits_comes_before_what_is_answered() -> None:
    waiting = [asked(f"Answered {number}", Part.ANSWERED) for number in range(12)] + [asked("Waiting", Part.ASKED)]
    page = words(home.message([place("Fenland", *waiting)], lets_start=False))
    assert page.index("Waiting\n") < page.index("Answered 0")
    assert "5 more are open; they come here as you answer." in page


def test_many_partnerships_come_page_by_page_and_round_again() -> None:
    places = [place(f"Partnership {number}") for number in range(9)]
    seen: list[str] = []
    page = home.message(places, lets_start=True)
    for number in (1, 2, 3):
        assert f"You are in 9 partnerships. Page {number} of 3." in words(page)
        seen += [line for line in words(page).splitlines() if line.startswith("Partnership ")]
        action = buttons(page)["More partnerships"].action
        assert action.verb == Verb.HOME
        page = home.message(places, lets_start=True, page=int(action.subject))
    assert seen == [each.partnership.name for each in places]
    assert page == home.message(places, lets_start=True)


SLACK, WEB = Identity("slack", "T1", "mo"), Identity("web", "web", "w1")


def accounts(here: Identity, *by_member: list[Identity]) -> str:
    """What the home page says of somebody's accounts, with its buttons."""
    page = home.message([place("Fenland")], lets_start=False, accounts=Accounts.seen_from(here, by_member))
    said = [line for line in words(page).splitlines() if line.startswith("You use Weft")]
    return "\n".join((*said, *(" | ".join(row) for row in rows(page)[1:])))


def test_whoever_has_several_accounts_reads_where_they_are_written_to() -> None:
    ways = "Use Weft elsewhere, too | I have a code | My data | My settings | How it works\nCymraeg"
    assert accounts(SLACK, [SLACK]) == ways
    assert accounts(SLACK, [SLACK, WEB]) == (
        "You use Weft with 2 accounts, in Slack and the web inbox. "
        f"What Weft sends you comes to one place only: here.\nForget this account\n{ways}"
    )
    assert accounts(WEB, [SLACK, WEB], [SLACK, WEB]) == (
        "You use Weft with 2 accounts, in Slack and the web inbox. "
        f"What Weft sends you comes to one place only: in Slack.\nWrite to me here | Forget this account\n{ways}"
    )


def test_it_reads_well_with_two_workspaces_and_with_places_that_differ() -> None:
    other, chat = Identity("slack", "T2", "mo"), Identity("chat", "T1", "mo")
    assert "2 accounts, in Slack. What" in accounts(other, [SLACK, other])
    assert "comes to one place only: in Slack, with another account." in accounts(other, [SLACK, other])
    assert "3 accounts, in Slack, the web inbox and chat. " in accounts(WEB, [SLACK, WEB], [WEB], [chat, WEB])
    assert (
        "What Weft sends you comes to one place only, depending on the partnership: in Slack or here or in chat."
        in accounts(WEB, [SLACK, WEB], [WEB], [chat, WEB])
    )


def test_the_fullest_home_page_still_fits() -> None:
    places = [place(f"P{number}", *[asked("A", Part.ASKED)] * 3, roles=frozenset(Role)) for number in range(9)]
    new = [replace(each, joined=False, organisation=replace(ORGANISATION, name="n" * 100)) for each in places]
    for waiting in (places, new):
        full = home.message(waiting, lets_start=True, accounts=Accounts.seen_from(WEB, [[SLACK, WEB]] * 9))
        assert [len(row) for row in rows(full)[-2:]] == [5, 2]
        assert len(full.blocks) <= 40


def test_who_was_made_a_member_reads_what_holds_before_they_begin() -> None:
    page = home.message([replace(place("Fenland"), joined=False)], lets_start=False)
    assert "Fen Trust has not put on record yet" in words(page)
    assert buttons(page)["I take part"].action.subject.startswith("Fenland:")
    assert "I take part" not in buttons(home.message([place("Fenland")], lets_start=False))
