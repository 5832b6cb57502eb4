"""How inboxes and their people are named in the core's language: one platform, one tenant, one place a person."""

from bot.chat.names import Address, Identity, Lane

PLATFORM = "web"
LANE = Lane(PLATFORM, PLATFORM)


def address(user: str) -> Address:
    """A person's inbox."""
    return Address(*LANE, user)


def identity(user: str) -> Identity:
    """A person who comes by the browser."""
    return Identity(*LANE, user)
