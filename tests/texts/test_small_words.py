"""The short sentences of joining, inviting, pairing and thresholds."""

from dataclasses import replace

import pytest

from bot.chat.names import Identity
from bot.domain.host import Host
from bot.domain.pairing import Accounts
from bot.domain.partnership import Partnership, Role, Thresholds
from bot.domain.quiet import WEEKEND, Quiet, hours
from bot.texts import convening, joining, pairing, quieting, recording, roles, tending
from tests.replied import buttons, words

FENLAND = Partnership("p", "Fenland", "Europe/London")
IN_SLACK, ON_THE_WEB = Identity("slack", "T1", "U1"), Identity("web", "web", "1")


def test_whoever_joined_is_welcomed_with_what_they_have_to_know() -> None:
    welcome = "Welcome to Fenland, Ada. The next check-in will find you."
    assert words(joining.welcome(FENLAND, "Ada")).startswith(f"{welcome}\n")
    assert f"{welcome} It comes to this channel.\n" in words(
        joining.welcome(FENLAND, "Ada", "It comes to this channel.")
    )


def test_the_check_in_that_a_new_member_came_for_stands_below_what_they_have_to_know() -> None:
    asked = convening.new_link_form(FENLAND, [("1", "Ada")])
    assert joining.going_on(asked, "") is asked
    assert joining.going_on(asked, "Only here.") == replace(asked, intro=f"Only here.\n\n{asked.intro}")


@pytest.mark.parametrize("inbox", [True, False])
def test_whoever_cannot_be_written_to_is_told_of_the_inbox_where_there_is_one(*, inbox: bool) -> None:
    said = joining.unreached(inbox=inbox)
    assert "Check-ins come to this channel." in said
    assert ("Ask a convener for a private link" in said) is inbox


@pytest.mark.parametrize(("first", "moves"), [(IN_SLACK, False), (ON_THE_WEB, True)])
def test_whoever_links_an_account_may_have_everything_come_to_it_unless_it_does(
    first: Identity, *, moves: bool
) -> None:
    accounts = Accounts.seen_from(IN_SLACK, [[first, ON_THE_WEB if first is IN_SLACK else IN_SLACK]])
    message = pairing.linked([("Ada", "Fenland")], accounts, anew=True)
    assert ("Write to me here" in buttons(message)) is moves


def test_both_thresholds_are_told_before_and_after_they_were_raised() -> None:
    raised = Thresholds(8, 15)
    assert tending.thresholds(raised) == "scores: 8, words and what is published: 15"
    assert recording.raised(raised) == (
        "From the next check-in on, only groups of 8 or more people are shown, and words and what is published "
        "need 15."
    )


def test_everybody_can_be_reached_where_no_platform_says_otherwise() -> None:
    assert Host().reaches(IN_SLACK)


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        (hours(18, 8), "From now on nobody is reminded from 18:00 to 08:00."),
        (
            hours(18, 8, WEEKEND),
            "From now on nobody is reminded from 18:00 to 08:00, nor at weekends.",
        ),
        (hours(8, 8), "From now on there are no quiet hours."),
        (
            hours(8, 8, WEEKEND),
            "From now on nobody is reminded at weekends. There are no other quiet hours.",
        ),
    ],
)
def test_when_it_is_quiet_is_told_in_one_sentence(quiet: Quiet, said: str) -> None:
    assert quieting.said(quiet) == said


def test_who_somebody_is_where_is_told_whether_they_have_one_name_or_several() -> None:
    accounts = Accounts.seen_from(IN_SLACK, [[IN_SLACK, ON_THE_WEB]])
    one, two = [("Ada", "Fenland"), ("Ada", "Warm Homes")], [("Ada", "Fenland"), ("Ada L", "Warm Homes")]
    for known, anew, said in (
        (one, True, "From now on you are Ada here, too, in Fenland and Warm Homes."),
        (one, False, "You are Ada here already, in Fenland and Warm Homes."),
        (two, True, "From now on you are Ada in Fenland and Ada L in Warm Homes, here, too."),
        (two, False, "You are Ada in Fenland and Ada L in Warm Homes, here already."),
    ):
        assert words(pairing.linked(known, accounts, anew=anew)).startswith(said)
    many = [("Ada", f"P{number}") for number in range(8)]
    assert "Ada in P0, P1, P2, P3, P4, P5 and 2 more." in words(pairing.forgotten(many, accounts))
    there = Identity("slack", "T2", "U2")
    elsewhere = Accounts.seen_from(IN_SLACK, [[there], [ON_THE_WEB], [IN_SLACK]])
    assert "depending on the partnership: in Slack, with another account or in the web inbox or here." in words(
        pairing.forgotten(two, elsewhere)
    )


def test_a_role_is_called_by_one_word() -> None:
    assert [roles.role(role) for role in Role] == ["member", "lead", "convener"]
