"""What people read of an evaluation."""

import pytest

from bot.domain.schedule import Visibility
from bot.texts.evaluating import matching
from tests.domain.examples import at

ENDS = at("2026-05-12 23:00Z")


@pytest.mark.parametrize("visibility", [Visibility.ANONYMOUS, Visibility.ORGANISATION])
def test_who_could_match_until_when_is_said_plainly(visibility: Visibility) -> None:
    assert matching(visibility, ENDS, "Europe/London") == (
        "This is asked in several waves, and your answers to them are kept under one code, so that they can be "
        "matched. Until the end of 12 May 2026 whoever runs Weft could work out whose code it is. After that nobody, "
        "operators included, can tell which answers are the same person's."
    )


def test_names_are_compared_by_name() -> None:
    assert matching(Visibility.ATTRIBUTED, ENDS, "Europe/London") == (
        "This is asked in several waves until 12 May 2026; what the same person answered is compared by name."
    )
