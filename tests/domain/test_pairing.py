"""Codes: what is drawn, how they may be typed, what is kept of them; and the accounts that come of them."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.names import Identity
from bot.domain import pairing
from bot.domain.pairing import ALPHABET, LENGTH, Accounts
from tests.words import texts

CODES = st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH)
BETWEEN = st.text(" -\u2013\u2014\u2011.\u00a0\u200b\n\t`_", max_size=3)
LOOK_ALIKES = {"0": "0oO", "1": "1iIlL", "V": "vVuU"}
SLACK, TEAMS, WEB = (Identity(platform, "T", "mo") for platform in ("slack", "teams", "web"))


@st.composite
def typings(draw: st.DrawFn, code: str) -> str:
    """A code as somebody may type it."""
    signs = (draw(st.sampled_from(LOOK_ALIKES.get(sign, sign + sign.lower()))) for sign in code)
    return draw(BETWEEN) + "".join(sign + draw(BETWEEN) for sign in signs)


def test_the_alphabet_has_32_signs_none_of_which_is_read_as_another() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set(ALPHABET) & set("ILOU")
    assert 32**LENGTH >= 2**50


def test_a_new_code_is_drawn_anew_from_all_of_the_alphabet() -> None:
    drawn = [pairing.fresh() for _ in range(500)]
    assert len(set(drawn)) == 500
    assert all(
        re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", each) for each in drawn
    )
    assert set("".join(drawn)) == {*ALPHABET, "-"}


@given(code=CODES, data=st.data())
def test_however_a_code_is_typed_it_is_the_same(code: str, data: st.DataObject) -> None:
    typed = data.draw(typings(code))
    assert pairing.normal(typed) == code
    assert pairing.digest(typed) == hashlib.sha256(code.encode()).hexdigest()
    assert pairing.digest(f"Code: {typed}") == pairing.digest(code)
    assert pairing.digest(pairing.spoken(f" `code {typed}` ") or "") == pairing.digest(code)


@given(one=CODES, other=CODES)
def test_different_codes_stay_apart(one: str, other: str) -> None:
    assert (pairing.digest(one) == pairing.digest(other)) is (one == other)


@given(text=texts(3_000) | st.text())
def test_any_text_has_a_digest_that_tells_nothing_of_it(text: str) -> None:
    assert re.fullmatch("[0-9a-f]{64}", pairing.digest(text))
    assert set(pairing.normal(text)) <= set(ALPHABET)
    assert pairing.normal(pairing.normal(text)) == pairing.normal(text)


def test_a_code_that_begins_like_the_word_is_read_as_a_code() -> None:
    assert pairing.digest("code-9qtx-2m") == pairing.digest("C0DE9QTX2M")
    assert pairing.digest("code 7f3k-9qtx-2m") == pairing.digest("7F3K9QTX2M")
    assert pairing.digest("code 7f3k") == hashlib.sha256(b"7F3K").hexdigest()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("code 7F3K-9QTX-2M", " 7F3K-9QTX-2M"),
        ("  Code:\n7f3k 9qtx 2m", ":\n7f3k 9qtx 2m"),
        ("`CODE 7F3K`", " 7F3K`"),
        ("code", ""),
        ("codes are hard", None),
        ("my code 7F3K-9QTX-2M", None),
        ("help", None),
        ("", None),
    ],
)
def test_what_is_said_gives_a_code_when_that_is_its_first_word(said: str, code: str | None) -> None:
    assert pairing.spoken(said) == code


def test_accounts_are_told_once_each_with_where_somebody_is_written_to() -> None:
    accounts = Accounts.seen_from(WEB, [[SLACK, WEB], [WEB, SLACK], [TEAMS, WEB]])
    assert accounts == Accounts(WEB, (SLACK, WEB, TEAMS), (SLACK, WEB, TEAMS))
    assert accounts.several
    assert not accounts.all_come_here


def test_whoever_has_one_account_has_nothing_to_choose() -> None:
    one = Accounts.seen_from(WEB, [[WEB], [WEB]])
    assert not one.several
    assert one.all_come_here
    nowhere = Accounts.seen_from(WEB, [])
    assert nowhere == Accounts(WEB, (), ())
    assert not nowhere.several
