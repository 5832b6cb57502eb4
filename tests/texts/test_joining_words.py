"""What people read when they join, from a chat that can write to them or from one that cannot."""

from bot.chat.names import Identity
from bot.domain.pairing import Accounts
from bot.domain.partnership import Partnership
from bot.texts import asking, convening, joining, pairing
from tests.domain.examples import OCCURRENCE, PULSE
from tests.replied import words

FENLAND = Partnership("p", "Fenland", "Europe/London")


def test_who_joins_is_welcomed_with_what_they_have_to_know() -> None:
    welcome = "Welcome to Fenland, Ada. The next check-in will find you."
    assert words(joining.welcome(FENLAND, "Ada")).startswith(f"{welcome}\n")
    assert words(joining.welcome(FENLAND, "Ada", "Come to the channel.")).startswith(
        f"{welcome} Come to the channel."
    )


def test_a_check_in_that_somebody_came_for_stands_below_what_they_have_to_know() -> None:
    form = asking.form(PULSE, OCCURRENCE, None)
    assert joining.going_on(form, "") == form
    assert joining.going_on(form, "Come to the channel.").intro == f"Come to the channel.\n\n{form.intro}"


def test_a_private_link_is_spoken_of_only_where_there_is_an_inbox() -> None:
    assert "private link" in joining.unreached(inbox=True)
    assert "private link" not in joining.unreached(inbox=False)


def test_a_link_is_made_anew_for_one_of_its_holders() -> None:
    (field,) = convening.new_link_form(FENLAND, [("u1", "Ada")]).fields
    assert [(option.value, option.label) for option in getattr(field, "options", ())] == [("u1", "Ada")]


def test_who_is_written_to_here_already_is_not_told_how_to_have_it_here() -> None:
    here, there = Identity("slack", "T1", "a"), Identity("web", "", "b")
    said = words(pairing.linked([("Ada", "Fenland")], Accounts.seen_from(here, [[here]]), anew=True))
    assert "Write to me here" not in said
    said = words(pairing.linked([("Ada", "Fenland")], Accounts.seen_from(here, [[there, here]]), anew=True))
    assert "Write to me here" in said
