"""What all examinations share: whether a platform can call an address, and how far two clocks are apart."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.finding import ahead, public

NOW = datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "can"),
    [
        ("https://weft.example.org", True),
        ("https://weft.example.org:8443", True),
        ("https://9.9.9.9", True),
        ("http://weft.example.org", False),
        ("https://localhost", False),
        ("https://weft.localhost", False),
        ("https://127.0.0.1:8080", False),
        ("https://[::1]", False),
        ("https://0.0.0.0", False),
        ("https://10.0.0.7", False),
    ],
)
def test_a_platform_calls_over_https_what_is_not_a_machines_own(
    url: str,
    can: bool,  # noqa: FBT001  what is expected
) -> None:
    assert public(url) is can


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Date": "Mon, 02 Mar 2026 09:00:00 GMT"}, 30),
        ({"Date": "Mon, 02 Mar 2026 09:02:30 -0000"}, -120),
        ({"Date": "Mon, 02 Mar 2026 10:00:00 +0100"}, 30),
        ({"Date": "Mon, 02 Mar 2026 08:00:00 GMT", "Age": "3600"}, 30),
    ],
)
def test_clocks_are_compared(headers: dict[str, str], seconds: int) -> None:
    assert ahead(NOW, headers) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "headers",
    [{}, {"Date": "soon"}, {"Date": ""}, {"Date": "Mon, 02 Mar 2026 09:00:00 GMT", "Age": "old"}],
)
def test_who_does_not_tell_the_time_is_not_compared(headers: dict[str, str]) -> None:
    assert ahead(NOW, headers) is None
