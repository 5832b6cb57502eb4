"""What the inbox says when it cannot do what was asked: each with what the person can do about it."""

from dataclasses import dataclass

from bot.speech import noop


@dataclass(frozen=True, slots=True)
class Notice:
    """A page of its own. `reason` is what the log may say of it; `home` whether the way back leads on."""

    status: int
    reason: str
    title: str
    text: str
    home: bool = False


ASK = "ask your convener for a new link; it takes them a moment."

FORGED = Notice(
    403,
    "forged",
    "This link does not work",
    f"It may have lost a part on its way: try it once more from the original message. If that does not help, {ASK}",
)
EXPIRED = Notice(
    410,
    "expired",
    "This link has run out",
    f"Links work for a limited time, to keep your inbox yours. Please {ASK}",
)
REVOKED = Notice(
    410,
    "revoked",
    "This link has been withdrawn",
    f"That happens when you sign out everywhere, or when your place in the partnership ends. Please {ASK}",
)
STRANGER = Notice(
    401,
    "no_session",
    "Please come in by your link",
    f"Your inbox opens with the personal link that you were sent. If you cannot find it, {ASK}",
)
ENDED = Notice(
    401,
    "session_ended",
    "You have been signed out",
    f"Your time here ran out, or you signed out elsewhere. Open your link again. If it no longer works, {ASK}",
)
UNPROVEN = Notice(
    403,
    "unproven",
    "That did not come from your inbox",
    "So nothing was done. If it was you, go back to your inbox and do it again from there.",
    home=True,
)
ELSEWHERE = Notice(
    403,
    "foreign_origin",
    "That came from another site",
    "So nothing was done. If it was you, go back to your inbox and do it again from there.",
    home=True,
)
MALFORMED = Notice(
    400,
    "malformed",
    "We could not read that",
    "What your browser sent is not what our pages ask for, so nothing was done. Go back to your inbox and try again.",
    home=True,
)
OVERSIZED = Notice(
    413,
    "oversized",
    "That is too long to take in",
    "Nothing was kept. Go back in your browser, shorten what you wrote, and send it again.",
    home=True,
)
HURRIED = Notice(
    429,
    "hurried",
    noop("A little slower, please"),
    noop("More came from you than anybody can press. Nothing of this was kept. Wait a moment, then try again."),
    home=True,
)
MISSING = Notice(404, "missing", "There is nothing here", "The address may be mistyped.", home=True)
UNAVAILABLE = Notice(
    503,
    "unavailable",
    "We could not do that just now",
    "Nothing was lost: what you did is kept on this page. Please try again in a moment.",
    home=True,
)
BROKEN = Notice(
    500,
    "broken",
    "Something went wrong on our side",
    "We have made a note of it. Go back in your browser, copy what you wrote, and try again later.",
    home=True,
)
LEFT = Notice(200, "left", "You are signed out", "Your link lets you in again when you need to.")
LEFT_EVERYWHERE = Notice(
    200,
    "left_everywhere",
    "You are signed out everywhere",
    f"Your old link works for nobody any more. Please {ASK}",
)


class TurnedAway(Exception):
    """The request ends here with this notice. `words` are shown so that they can be copied."""

    def __init__(self, notice: Notice, words: tuple[str, ...] = ()) -> None:
        super().__init__(notice.reason)
        self.notice = notice
        self.words = words
