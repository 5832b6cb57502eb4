"""Why something is not shown, in words: the same on every page, in every chart's table and in every export."""

from collections.abc import Mapping

from bot.domain.disclosure.figures import Mask, Reason

WHY: Mapping[Reason, str] = {
    Reason.FEW: "hidden: too few answers",
    Reason.ALONE: "hidden: too few answers besides one organisation's",
    Reason.OTHERS: "hidden to protect another group",
    Reason.ALIKE: "hidden: nearly everybody said the same",
    Reason.REFUSED: "hidden: it did not pass the last check",
}


def why(mask: Mask) -> str:
    """The reason of a mask."""
    return WHY[mask.reason]
