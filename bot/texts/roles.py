"""What people are called by what they do in a partnership."""

from bot.domain.partnership import Role
from bot.speech import pgettext


def role(role: Role) -> str:
    """Somebody with this role, such as `convener`."""
    match role:
        case Role.MEMBER:
            return pgettext("role", "member")
        case Role.LEAD:
            return pgettext("role", "lead")
        case Role.CONVENER:
            return pgettext("role", "convener")
