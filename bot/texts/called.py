"""What the groups of results are called: some by a word of ours, most by the name that people gave them."""

from bot.domain.group import Group, Margin
from bot.speech import gettext as _


def called(group: Group) -> str:
    """The name of a group; that of everybody and of a sector is kept in English and told in the reader's language."""
    return _(group.name) if group.margin in {Margin.PARTNERSHIP, Margin.SECTOR} else group.name
