"""Where the bot may take its credentials: the hosts that a serviceUrl may name."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

PUBLIC_HOSTS = frozenset(
    {
        "smba.trafficmanager.net",
        "smba.onyx.prod.teams.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
    }
)
"""Teams in the public cloud and in the US government's community cloud, as Microsoft documents them.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages, and what its
Teams SDK says on the validation of service URLs.
"""

# Narrower than RFC 3986: where everybody who parses it reads the same host. No userinfo, no backslash, no escape, no
# query, no letter outside ASCII. The SDK appends its paths to this, so there is nothing after the path.
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?(?:/[a-z0-9._~/-]*)?",
    re.ASCII | re.IGNORECASE,
)
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class ServiceHosts:
    """The hosts to whose serviceUrl the bot's bearer token may be sent."""

    hosts: frozenset[str] = PUBLIC_HOSTS
    """Host names without a port; upper and lower case are the same."""
    loopback: bool = False
    """Whether this machine may be named too, over http and on any port: for tests and for development only."""

    def allows(self, url: object) -> bool:
        """Whether this is an https URL of a listed host on its usual port; False for whatever is no URL at all."""
        read = _URL.fullmatch(url) if isinstance(url, str) else None
        if read is None:
            return False
        scheme, host, port = read["scheme"].lower(), read["host"].lower(), read["port"]
        if scheme == "https" and port in {None, "443"} and host in {each.lower() for each in self.hosts}:
            return True
        return self.loopback and _is_loopback(host) and int(port or 0) <= _LAST_PORT


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
