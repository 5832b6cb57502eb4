"""Looking for a post by its mark, in what Slack keeps of a conversation."""

from time import time

from adapters.slack.api import WebApi
from adapters.slack.render import marked
from adapters.slack.scene import PLATFORM
from bot.chat.names import Address, Receipt
from bot.errors import Gone, Refused, Uncertain, Unreachable

_LOOK_BACK = 8 * 86_400
_LOOK_AT = 20
"""Pages of 200 posts that are searched for a mark before saying that it cannot be known."""


async def find(api: WebApi, to: Address, mark: str) -> Receipt | None:
    """The post with this mark, if it was made in the last eight days.

    Raises:
        Uncertain: it cannot be looked for, now or later. What may be over by then is raised as it is.
    """
    try:
        return await _find(api, to, mark)
    except (Gone, Refused, Unreachable) as error:
        raise Uncertain(f"could not look for a post: {error}") from error


async def _find(api: WebApi, to: Address, mark: str) -> Receipt | None:
    # History is kept by conversation: a person's user id has first to become their private one.
    channel = await api.conversation(to.place) if to.place[:1] in {"U", "W"} else to.place
    query = {"channel": channel, "oldest": f"{time() - _LOOK_BACK:.6f}", "include_all_metadata": "true"}
    looked_at = 0
    async for page in api.pages("conversations.history", query):
        for post in page["messages"]:
            if marked(post) == mark:
                return Receipt(Address(PLATFORM, to.tenant, channel), post["ts"])
        looked_at += 1
        if looked_at == _LOOK_AT:
            raise Uncertain("the conversation is too busy to look for a post")
    return None
