"""Reading a filled-in form field by field, collecting a sentence for everything that cannot be accepted."""

from collections.abc import Collection
from datetime import date, time

from bot.chat.form import Values
from bot.chat.limits import printable
from bot.domain.schedule import is_zone
from bot.speech import gettext as _
from bot.speech import offered


def stretches(name: str) -> tuple[str, ...]:
    """The fields over which a long list is spread."""
    return name, f"{name}2", f"{name}3"


class Typed:
    """What somebody typed; each reading either succeeds or adds to `errors` and returns something harmless."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.errors: dict[str, str] = {}
        """Field name to a sentence."""

    def line(self, name: str, most: int) -> str:
        """One line of 1 to `most` characters, without the space around it."""
        text = " ".join(printable(self._text(name)).split())
        if not 1 <= len(text) <= most:
            self.errors[name] = _("Write something here, with at most {most} characters.", most=most)
        return text[:most]

    def text(self, name: str) -> str:
        """Any text, as it was typed; empty when nothing was."""
        return printable(self._text(name))

    def one_of(self, name: str, known: Collection[str]) -> str:
        """One of the known values; a long list comes as several fields, of which one is filled in."""
        value = self.choice(name)
        if value not in known:
            self.errors[name] = _("Choose one of the options.")
        return value

    def language(self, name: str) -> str | None:
        """The code of a language that can be spoken; None where it was not asked for, or left as it is."""
        return self.one_of(name, offered()) or None if self.text(name) else None

    def choice(self, name: str) -> str:
        """What was chosen, known or not; empty when nothing was, or something in several stretches."""
        chosen = [value for field in stretches(name) if (value := self._text(field))]
        return chosen[0] if len(chosen) == 1 else ""

    def some_of(self, name: str, known: Collection[str], *, least: int = 0) -> tuple[str, ...]:
        """At least so many of the known values; a long list comes as several fields."""
        values = (self._values.get(field, ()) for field in stretches(name))
        chosen = [each for value in values for each in ((value,) if isinstance(value, str) else value)]
        if len(chosen) < least or not set(chosen) <= set(known):
            self.errors[name] = _("Choose at least one of the options.") if least else _("Choose from the options.")
            return ()
        return tuple(dict.fromkeys(chosen))

    def zone(self, name: str) -> str:
        """An IANA zone name."""
        text = self._text(name).strip()
        if not is_zone(text):
            self.errors[name] = _("This is not a time zone we know. Write one such as Europe/London.")
        return text

    def day(self, name: str) -> date:
        """A calendar date."""
        try:
            return date.fromisoformat(self._text(name))
        except ValueError:
            self.errors[name] = _("Choose a day, such as 2026-05-12.")
            return date.min

    def time(self, name: str) -> time:
        """A time of day to the minute."""
        try:
            return time.fromisoformat(self._text(name)).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError:
            self.errors[name] = _("Choose a time, such as 09:30.")
            return time.min

    def _text(self, name: str) -> str:
        value = self._values.get(name, "")
        return value if isinstance(value, str) else ""
