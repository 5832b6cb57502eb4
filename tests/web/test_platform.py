"""The browser inbox keeps the port's promises, and says what went wrong in the port's own words."""

import pytest

from adapters.web import names
from adapters.web.platform import WebPlatform
from bot.chat.message import Message, Text
from bot.chat.names import Address, Identity, Lane, Receipt
from bot.errors import Gone, SettingsInvalid, Unavailable, Unreachable
from tests.stubs.mailbox import MemoryMailbox
from tests.web.conftest import LIFE, USER, Inbox
from tests.web.gallery import CHECK_IN, Gallery

ADA = names.address(USER)
NOBODY = names.address("nobody")
NOTE = Message("A note", (Text("A note"),))


async def test_it_is_one_platform_with_one_lane(inbox: Inbox) -> None:
    platform = inbox.platform
    assert (platform.name, tuple(platform.lanes), ADA.lane) == ("web", (Lane("web", "web"),), Lane("web", "web"))
    await platform.start(Gallery().receive)
    await platform.aclose()
    await platform.aclose()


async def test_a_letter_is_posted_found_by_its_mark_and_updated(inbox: Inbox) -> None:
    receipt = await inbox.platform.post(ADA, Message("Marked", (Text("Marked"),), mark="m"))
    assert await inbox.platform.find(ADA, "m") == receipt
    assert await inbox.platform.find(ADA, "n") is None
    await inbox.platform.update(receipt, NOTE)
    assert inbox.mailbox.kept[receipt.post].posted_at == inbox.clock.now
    assert inbox.mailbox.kept[receipt.post].message.summary == "A note"
    assert await inbox.platform.find(ADA, "m") == receipt


async def test_only_a_known_person_is_reached(inbox: Inbox) -> None:
    assert await inbox.platform.direct(names.identity(USER)) == ADA
    for stranger in (names.identity("nobody"), Identity("slack", "T1", USER), Identity("web", "elsewhere", USER)):
        with pytest.raises(Unreachable):
            await inbox.platform.direct(stranger)


async def test_what_is_not_there_is_gone(inbox: Inbox) -> None:
    with pytest.raises(Gone):
        await inbox.platform.post(NOBODY, CHECK_IN)
    with pytest.raises(Gone):
        await inbox.platform.update(Receipt(ADA, "unheard of"), NOTE)
    with pytest.raises(Gone):
        await inbox.platform.update(Receipt(NOBODY, inbox.check_in.post), NOTE)
    with pytest.raises(Gone):
        await inbox.platform.members(ADA)
    assert await inbox.platform.find(NOBODY, "delivery-1") is None


async def test_a_mailbox_out_of_reach_is_a_platform_out_of_reach(inbox: Inbox) -> None:
    inbox.mailbox.broken = None
    with pytest.raises(Unavailable):
        await inbox.platform.post(ADA, NOTE)
    with pytest.raises(Unavailable):
        await inbox.platform.update(inbox.check_in, NOTE)
    with pytest.raises(Unavailable):
        await inbox.platform.direct(names.identity(USER))
    with pytest.raises(Unavailable):
        await inbox.platform.find(ADA, "m")


def test_an_inbox_is_an_address_on_the_one_lane() -> None:
    assert names.address(USER) == Address("web", "web", USER)


@pytest.mark.parametrize(
    "wrong", ["", "weft.example", "ftp://weft.example", "https://", "https://a.example/weft", "http://["]
)
def test_the_public_address_is_a_scheme_and_a_host(wrong: str) -> None:
    with pytest.raises(SettingsInvalid, match="web inbox's address"):
        WebPlatform(secret="s", base_url=wrong, mailbox=MemoryMailbox(), link_life=LIFE)


@pytest.mark.parametrize("right", ["https://weft.example", "https://weft.example/", "http://127.0.0.1:8000"])
async def test_a_link_begins_with_the_public_address(right: str) -> None:
    mailbox = MemoryMailbox()
    await mailbox.enrol(USER, "Ada")
    platform = WebPlatform(secret="s", base_url=right, mailbox=mailbox, link_life=LIFE)
    assert (await platform.link(USER)).startswith(f"{right.rstrip('/')}/enter/")
