"""What the inbox says when it cannot do what was asked: each with what the person can do about it."""

from dataclasses import dataclass

from bot.speech import noop


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of its own. `reason` is what the log may say of it; `home` whether the way back leads on.

    Title and text are looked up in the catalogue where they are shown.
    """

    status: int
    reason: str
    title: str
    text: str
    home: bool = False


FORGED = Notice(
    403,
    "forged",
    noop("This link does not work"),
    noop(
        "It may have lost a part on its way: try it once more from the original message. If that does not "
        "help, ask your convener for a new link; it takes them a moment."
    ),
)
EXPIRED = Notice(
    410,
    "expired",
    noop("This link has run out"),
    noop(
        "Links work for a limited time, to keep your inbox yours. Please ask your convener for a new link; "
        "it takes them a moment."
    ),
)
REVOKED = Notice(
    410,
    "revoked",
    noop("This link has been withdrawn"),
    noop(
        "That happens when you sign out everywhere, or when your place in the partnership ends. Please ask "
        "your convener for a new link; it takes them a moment."
    ),
)
STRANGER = Notice(
    401,
    "no_session",
    noop("Please come in by your link"),
    noop(
        "Your inbox opens with the personal link that you were sent. If you cannot find it, ask your "
        "convener for a new link; it takes them a moment."
    ),
)
ENDED = Notice(
    401,
    "session_ended",
    noop("You have been signed out"),
    noop(
        "Your time here ran out, or you signed out elsewhere. Open your link again. If it no longer works, "
        "ask your convener for a new link; it takes them a moment."
    ),
)
UNPROVEN = Notice(
    403,
    "unproven",
    noop("That did not come from your inbox"),
    noop("So nothing was done. If it was you, go back to your inbox and do it again from there."),
    home=True,
)
ELSEWHERE = Notice(
    403,
    "foreign_origin",
    noop("That came from another site"),
    noop("So nothing was done. If it was you, go back to your inbox and do it again from there."),
    home=True,
)
MALFORMED = Notice(
    400,
    "malformed",
    noop("We could not read that"),
    noop(
        "What your browser sent is not what our pages ask for, so nothing was done. Go back to your inbox "
        "and try again."
    ),
    home=True,
)
OVERSIZED = Notice(
    413,
    "oversized",
    noop("That is too long to take in"),
    noop("Nothing was kept. Go back in your browser, shorten what you wrote, and send it again."),
    home=True,
)
MISSING = Notice(404, "missing", noop("There is nothing here"), noop("The address may be mistyped."), home=True)
UNAVAILABLE = Notice(
    503,
    "unavailable",
    noop("We could not do that just now"),
    noop("Nothing was lost: what you did is kept on this page. Please try again in a moment."),
    home=True,
)
BROKEN = Notice(
    500,
    "broken",
    noop("Something went wrong on our side"),
    noop("We have made a note of it. Go back in your browser, copy what you wrote, and try again later."),
    home=True,
)
LEFT = Notice(200, "left", noop("You are signed out"), noop("Your link lets you in again when you need to."))
LEFT_EVERYWHERE = Notice(
    200,
    "left_everywhere",
    noop("You are signed out everywhere"),
    noop("Your old link works for nobody any more. Please ask your convener for a new link; it takes them a moment."),
)


class TurnedAway(Exception):
    """The request ends here with this notice. `words` are shown so that they can be copied."""

    def __init__(self, notice: Notice, words: tuple[str, ...] = ()) -> None:
        super().__init__(notice.reason)
        self.notice = notice
        self.words = words
