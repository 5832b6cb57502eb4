"""What the adapter says itself, where Slack gave up waiting or opens no form."""

from bot.chat.message import Message, Text
from bot.speech import gettext as _


def late_form() -> Message:
    """A form came too late to be opened."""
    said = _("Slack gave up waiting before the form could open. Please press the button once more.")
    return Message(_("That took too long."), (Text(said),))


def again() -> Message:
    """An answer came too late to be shown."""
    said = _("Slack gave up waiting before the answer could be shown. Please press the button once more.")
    return Message(_("That took too long."), (Text(said),))


def no_form() -> Message:
    """A form cannot be opened from here."""
    said = _("That needs a form, which Slack only opens from a button or from /weft.")
    return Message(_("A form is needed."), (Text(said),))


def working() -> Message:
    """What stands in a form while the core still works."""
    said = _("Working on it. What you sent has arrived; this may take a few seconds.")
    return Message(_("Working on it."), (Text(said),))


def done() -> Message:
    """What stands in a form that is over and could not be closed."""
    return Message(_("Done."), (Text(_("Done. You can close this.")),))
