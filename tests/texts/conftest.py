"""What tests of texts may ask for: each language that is spoken, one after the other."""

from collections.abc import Iterator

import pytest

from bot import speech


@pytest.fixture(scope="module", params=sorted(speech.offered()))
def each_language(request: pytest.FixtureRequest) -> Iterator[None]:
    """All tests of a file in each language: a translation may be longer."""
    with speech.speaking(request.param):
        yield
