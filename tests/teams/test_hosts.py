"""A serviceUrl is used only when everybody who reads it reads a host of Microsoft's."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.teams.hosts import PUBLIC_HOSTS, ServiceHosts

HOST = "smba.trafficmanager.net"
PUBLIC, DEVELOPING = ServiceHosts(), ServiceHosts(loopback=True)


@pytest.mark.parametrize(
    "url",
    [
        f"https://{HOST}",
        f"https://{HOST}/",
        f"https://{HOST}/emea/",
        f"https://{HOST}/amer/4b6f0ea1-0000-4000-8000-00000000000a/",
        f"https://{HOST}:443/teams/",
        f"HTTPS://{HOST.upper()}/teams",
        "https://smba.infra.gcc.teams.microsoft.com/gcc",
    ],
)
def test_microsofts_hosts_are_allowed(url: str) -> None:
    assert PUBLIC.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        HOST,
        "https://",
        "https:///teams/",
        f"//{HOST}/",
        f"https:/{HOST}/",
        f"https:{HOST}/",
        f"http://{HOST}/",
        f"ftp://{HOST}/",
        f"javascript://{HOST}/",
        f"https+http://{HOST}/",
        "https://evil.example/",
        f"https://{HOST}.evil.example/",
        f"https://evil.example/{HOST}/",
        f"https://evil.example#{HOST}/",
        f"https://evil.example?{HOST}/",
        f"https://evil-{HOST}/",
        f"https://evil.{HOST}/",
        "https://trafficmanager.net/",
        f"https://{HOST}./",
        f"https://.{HOST}/",
        f"https://{HOST}@evil.example/",
        f"https://{HOST}:443@evil.example/",
        f"https://evil.example@{HOST}/",
        f"https://user:secret@{HOST}/",
        f"https://@{HOST}/",
        f"https://{HOST}\\@evil.example/",
        f"https://evil.example\\{HOST}/",
        f"https://evil.example\\@{HOST}/",
        f"https:\\\\{HOST}\\",
        f"https://{HOST}\\teams/",
        f"https://{HOST}:/",
        f"https://{HOST}:80/",
        f"https://{HOST}:8443/",
        f"https://{HOST}:0443/",
        f"https://{HOST}:-443/",
        f"https://{HOST}:4٤3/",
        f"https://{HOST}:443:443/",
        f" https://{HOST}/",
        f"https://{HOST}/ ",
        f"https://{HOST}/\n",
        f"https://{HOST}\n/",
        f"https://{HOST}\t.evil.example/",
        f"ht\ntps://{HOST}/",
        f"https://{HOST}\0.evil.example/",
        f"https://{HOST}\x7f/",
        f"https://{HOST}/\r\nX-Header: 1",
        f"https://{HOST}/teams?next=",
        f"https://{HOST}/teams#",
        f"https://{HOST}/%2e%2e/",
        "https://smba%2etrafficmanager.net/",
        "https://smba\u3002trafficmanager\uff0enet/",
        "https://\u017fmba.trafficmanager.net/",
        "https://smba.traffic\u00admanager.net/",
        "https://smba.traff\u0456cmanager.net/",
        "https://xn--smba-trafficmanager.net/",
        f"https://[{HOST}]/",
        f"https://[{HOST}/",
        f"http\u017f://{HOST}/",
        None,
        443,
        f"https://{HOST}/".encode(),
        [f"https://{HOST}/"],
    ],
)
def test_anything_else_is_not(url: object) -> None:
    assert not PUBLIC.allows(url)
    assert not DEVELOPING.allows(url)


LOOPBACK = [
    "http://127.0.0.1:3978/",
    "https://127.0.0.1/teams",
    "http://127.8.8.8:65535/teams/",
    "http://localhost:3978/teams/",
    "http://LocalHost",
    "https://[::1]:443/",
]


@pytest.mark.parametrize("url", LOOPBACK)
def test_this_machine_is_allowed_only_where_that_is_said(url: str) -> None:
    assert DEVELOPING.allows(url)
    assert not PUBLIC.allows(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1:3978/",
        "http://0.0.0.0:3978/",
        "http://169.254.169.254/",
        "http://[::]/",
        "http://[::2]/",
        "http://[::1/",
        "http://[::1%25eth0]/",
        "http://127.1/",
        "http://127.0.0.01/",
        "http://2130706433/",
        "http://0x7f.0.0.1/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://localhost./",
        "http://localhost@evil.example/",
        "http://evil.example@localhost/",
        "http://localhost:65536/",
        "http://localhost:123456/",
        "http://localhost:/",
        "ws://localhost/",
        f"http://{HOST}:3978/",
        f"http://{HOST}/",
    ],
)
def test_what_only_looks_like_this_machine_is_not(url: str) -> None:
    assert not DEVELOPING.allows(url)


def test_the_list_is_the_operators() -> None:
    hosts = ServiceHosts(frozenset({"Smba.Infra.Gov.Teams.Microsoft.US"}))
    assert hosts.allows("https://smba.infra.gov.teams.microsoft.us/gcch/")
    assert not hosts.allows(f"https://{HOST}/")
    assert not ServiceHosts(frozenset()).allows(f"https://{HOST}/")
    # The Kelvin sign, whose lower case is an ordinary k.
    assert not ServiceHosts(frozenset({"kelvin.example"})).allows("https://\u212aelvin.example/")


_PARTS = st.sampled_from(
    [*PUBLIC_HOSTS, *LOOPBACK, "https:", "//", "/", "@", ":", "443", "\\", ".", "evil.example", "\n"]
)
_NEARLY = st.lists(_PARTS | st.text(max_size=3), max_size=8).map("".join)


@given(st.text() | _NEARLY)
@example(f"https://{HOST}//")
def test_one_last_slash_makes_no_difference(url: str) -> None:
    bare = url.removesuffix("/")
    for hosts in (PUBLIC, DEVELOPING):
        assert hosts.allows(bare) == hosts.allows(f"{bare}/")
