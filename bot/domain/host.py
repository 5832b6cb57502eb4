"""What whoever runs Weft has decided for all partnerships."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.chat.names import Identity


def _everybody(_: Identity) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Host:
    """Decisions of the operator.

    `starters` are `platform:user` texts, or `anyone`; whoever is not among them may not start a partnership.
    `web_link` makes the signed link by which a person of the web inbox comes in, from their user id and the
    generation of their links; None where the inbox is not served. `reaches` says whether somebody can be written to
    in private, as far as the platforms that are connected know.
    """

    starters: frozenset[str] = field(default_factory=lambda: frozenset({"anyone"}))
    web_link: Callable[[str, int], str] | None = None
    calendar_link: Callable[[str, int], str] | None = None
    """The address of a member's calendar feed, from their id and its generation; None where the web is not served."""
    reaches: Callable[[Identity], bool] = _everybody

    def lets_start(self, who: Identity) -> bool:
        """Whether this person may start a partnership."""
        return not self.starters.isdisjoint({"anyone", f"{who.platform}:{who.user}"})
