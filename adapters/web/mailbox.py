"""What the browser inbox asks of its memory, in the words the core and the adapter share."""

from bot.chat.mailbox import Holder, Letter, Mailbox

__all__ = ["Holder", "Letter", "Mailbox"]
