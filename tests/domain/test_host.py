"""Who may start a partnership, as whoever runs Weft has decided."""

import pytest

from bot.chat.names import Identity
from bot.domain.host import Host


@pytest.mark.parametrize(
    ("starters", "may"),
    [
        ({"anyone"}, True),
        ({"slack:U1"}, True),
        ({"web:U1", "slack:U1"}, True),
        ({"slack:U2"}, False),
        ({"web:U1"}, False),
        ({"U1"}, False),
        (set(), False),
    ],
)
def test_a_host_says_who_may_start(starters: set[str], *, may: bool) -> None:
    assert Host(frozenset(starters)).lets_start(Identity("slack", "T1", "U1")) is may


def test_by_default_anyone_may_and_nobody_comes_in_by_a_link() -> None:
    assert Host().lets_start(Identity("web", "", "1"))
    assert Host().web_link is None
