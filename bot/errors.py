"""Everything that can go wrong in Weft, as one tree.

Three branches, by who can put it right: `PersonError` (the person, and its message is fit to show them),
`PlatformError` (a vendor, retried or recorded by the delivery), `OperatorError` (whoever runs Weft).
No message carries an answer, a token, an address or a link.
"""

from collections.abc import Mapping
from typing import ClassVar


class WeftError(Exception):
    """The root; catching it catches all that Weft foresees."""


class Unbuildable(WeftError, ValueError):
    """A message or form that the narrowest platform could not show."""


class PersonError(WeftError):
    """Something that the person who asked can put right; `str(error)` is written for them."""


class InvalidInput(PersonError):
    """One or more form fields cannot be accepted."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors: Mapping[str, str] = dict(errors)
        """Field name to a sentence that says what is wrong and how to mend it."""


class NotAllowed(PersonError):
    """The person's roles do not include this deed."""


class NotFound(PersonError):
    """What the button or form refers to is not there (any more), or not in the person's partnerships."""


class Closed(PersonError):
    """The check-in no longer takes answers."""


class PlatformError(WeftError):
    """A platform did not do what was asked."""


class Unreachable(PlatformError):
    """This person cannot be written to privately here: not allowed, blocked, or opted out."""


class Gone(PlatformError):
    """The conversation or post is no longer there, or the bot is no longer in it."""


class Throttled(PlatformError):
    """The platform asks us to wait; nothing was posted."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"asked to wait {retry_after:g} seconds")
        self.retry_after: float = retry_after
        """Seconds to wait before the next attempt."""


class Disconnected(PlatformError):
    """The installation's credentials no longer work: revoked, expired or uninstalled."""


class Refused(PlatformError):
    """The platform rejected what we sent; sending it again will not help."""


class Unavailable(PlatformError):
    """The platform could not be reached or failed; nothing was posted, a later attempt may succeed."""


class Uncertain(PlatformError):
    """The call may or may not have taken effect: look for the mark before doing anything again."""


class TooLate(PlatformError):
    """It was no longer this runner's to post when its turn came; nothing was posted."""


class OperatorError(WeftError):
    """Something that whoever runs Weft can put right; `str(error)` is one clear line."""

    code: ClassVar[int] = 1
    """What a command exits with. 2 is a command line that cannot be read, as click has it."""


class SettingsInvalid(OperatorError):
    """A setting is missing or malformed."""


class StoreUnavailable(OperatorError):
    """The database is locked, read-only, full or out of reach; nothing was stored."""


class FileInvalid(OperatorError):
    """A file that somebody named cannot be used; nothing was done."""

    code = 3


class Unknown(OperatorError):
    """There is no partnership or person of the name that was given, or several."""

    code = 4


class Declined(OperatorError):
    """It was not confirmed, or would have overwritten something; nothing was done."""

    code = 5


def last_line(error: Exception) -> str:
    """Where an unforeseen error arose, without its words, which may quote anything."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "unknown"
