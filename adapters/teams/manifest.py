"""The app's manifest: how Teams shows Weft, where people may put it, and what it asks them for."""

from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from bot.errors import SettingsInvalid

VERSION: Final = "1.22"
"""Of Microsoft's schema, where Weft stays in standard channels and chats: generally available since May 2025."""

SHARED_VERSION: Final = "1.25"
"""Of Microsoft's schema, with shared channels: the first that lets a bot into them.

What came before it, `supportedChannelTypes`, let in tabs alone and is refused from here on. From here on, too, an app
for teams is refused without `supportsChannelFeatures`, so this version cannot say no.
"""

COLOUR_ICON: Final = "color.png"
OUTLINE_ICON: Final = "outline.png"

_LONGEST: Final = 2048
"""Characters of an address, by the schema."""

_HELP: Final = {"title": "help", "description": "Say what Weft does"}

_FULL: Final = (
    "Weft is for people from several organisations who share a purpose and no employer. It asks them a question now "
    "and then, where they already are, keeps the answers safe and reminds once, in private. Under each question they "
    "read who can tell whose answer it is. Each week it gives back a digest in which no one can be singled out. No "
    "other account is needed."
)


def manifest(*, app_id: str, url: str, version: str, shared_channels: bool = False) -> dict[str, Any]:
    """The manifest of the app package, as Teams takes it in JSON.

    Its own id is the bot's: nothing has to be made up or kept, an administrator finds the app by the id they know,
    and a package of a newer version, with shared channels or without, updates the app that is there.

    Args:
        app_id: the registration's "Application (client) ID", a GUID.
        url: where people reach Weft, such as `https://weft.example.org`. While Weft serves no page for the privacy
            statement and none for the terms of use, it stands for these, too.
        version: of Weft, as `MAJOR.MINOR.PATCH`; Teams takes a package as an update only where it has changed.
        shared_channels: whether the bot may be put into shared and private channels, which Microsoft grants together.

    Raises:
        SettingsInvalid: the app id is no GUID, or the address is not one of https.
    """
    bot = _guid(app_id)
    host = _host(url)
    root = url.rstrip("/")
    schema = SHARED_VERSION if shared_channels else VERSION
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{schema}/MicrosoftTeams.schema.json",
        "manifestVersion": schema,
        "version": version,
        "id": bot,
        "developer": {"name": "Weft", "websiteUrl": root, "privacyUrl": root, "termsOfUseUrl": root},
        "localizationInfo": {"defaultLanguageTag": "en"},
        "name": {"short": "Weft", "full": "Weft: check-ins for partnerships"},
        "description": {
            "short": "Check-ins and digests for partnerships of several organisations",
            "full": _FULL,
        },
        "icons": {"color": COLOUR_ICON, "outline": OUTLINE_ICON},
        "accentColor": "#2b4c5e",
        "bots": [
            {
                "botId": bot,
                "scopes": ["personal", "team", "groupChat"],
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [
                    {
                        "scopes": ["personal"],
                        "commands": [
                            {"title": "home", "description": "Open your check-ins and answers"},
                            dict(_HELP),
                        ],
                    },
                    {
                        "scopes": ["team", "groupChat"],
                        "commands": [
                            {"title": "link", "description": "Link this channel to a partnership"},
                            dict(_HELP),
                        ],
                    },
                ],
            }
        ],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [host],
        "defaultInstallScope": "personal",
        **({"supportsChannelFeatures": "tier1"} if shared_channels else {}),
    }


def _guid(app_id: str) -> str:
    try:
        return str(UUID(app_id))
    except ValueError:
        raise SettingsInvalid(
            "the app id for Microsoft Teams is not a GUID: copy the registration's Application (client) ID"
        ) from None


def _host(url: str) -> str:
    """Its host. Whoever gets the package reads the address, so it may hold no credentials."""
    try:
        parts = urlsplit(url)
        plain = len(url) <= _LONGEST and url.isprintable() and not set(" ?#") & set(url)
        if plain and parts.scheme == "https" and parts.hostname and parts.username is None and parts.port != 0:
            return parts.hostname
    except ValueError:
        pass  # Its own complaint quotes the value.
    raise SettingsInvalid("Microsoft Teams needs Weft's public address over https, such as https://weft.example.org")
