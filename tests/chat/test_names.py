"""Where a post travels."""

from bot.chat.names import Address, Lane


def test_an_address_lies_on_the_lane_of_the_installation_that_speaks_there() -> None:
    assert Address("slack", "T1", "C1").lane == Lane("slack", "T1") == ("slack", "T1")
