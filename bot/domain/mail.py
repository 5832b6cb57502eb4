"""E-mail domains: which are an organisation's own, and whose people an address suggests. No address is ever kept."""

import re
from collections.abc import Iterable, Sequence

from bot.domain.partnership import Organisation
from bot.speech import gettext as _

MOST = 10
"""Domains of one organisation."""
PUBLIC = frozenset(
    {
        *("aol.com", "btinternet.com", "btopenworld.com", "gmail.com", "gmx.co.uk", "gmx.com", "gmx.de"),
        *("googlemail.com", "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk", "live.com", "mac.com"),
        *("mail.com", "me.com", "msn.com", "ntlworld.com", "outlook.com", "proton.me", "protonmail.com", "sky.com"),
        *("talktalk.net", "tiscali.co.uk", "virginmedia.com", "web.de", "yahoo.co.uk", "yahoo.com", "ymail.com"),
        *("zoho.com", "zohomail.eu"),
    }
)
"""Anybody can have an address there, so it says nothing of an organisation."""
SUFFIXES = frozenset(
    {
        *("ac.uk", "co.uk", "gov.scot", "gov.uk", "gov.wales", "llyw.cymru", "ltd.uk", "me.uk", "mod.uk"),
        *("net.uk", "nhs.uk", "org.uk", "org.wales", "plc.uk", "police.uk", "sch.uk"),
    }
)
"""Below which everybody has a domain of their own."""
SHARED = frozenset({"nhs.net", "nhs.scot", "wales.nhs.uk", "hscni.net"})
"""Many organisations have their addresses there: several of a partnership may, too."""
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_LONGEST = 253
_SPLIT = re.compile(r"[\s,;]+")


def read(text: str) -> tuple[frozenset[str], str]:
    """The domains that were typed, and a sentence about what cannot be accepted; "" where all can."""
    found: set[str] = set()
    for word in filter(None, _SPLIT.split(text)):
        domain = _normal(word)
        if domain is None:
            return frozenset(), _("“{word}” is no e-mail domain. Write one such as ely.gov.uk.", word=word)
        if domain in PUBLIC | SUFFIXES:
            return frozenset(), _(
                "Anybody can have an address at {domain}, so it is no organisation's own. Leave it out.",
                domain=domain,
            )
        found.add(domain)
    if len(found) > MOST:
        return frozenset(), _("An organisation has at most {number} e-mail domains here.", number=MOST)
    return frozenset(found), ""


def domain_of(address: str) -> str | None:
    """The domain of an e-mail address; None where it is none."""
    local, at, domain = address.strip().rpartition("@")
    if not (local and at) or any(each.isspace() or each in "@,;<>" for each in local):
        return None
    return _normal(domain)


def proposed(organisations: Iterable[Organisation], address: str | None) -> Sequence[str]:
    """The ids of the organisations that an address suggests, the closest first; people always say so themselves."""
    domain = domain_of(address) if address else None
    if domain is None:
        return ()
    fits = [
        (max(len(own) for own in each.domains if _within(domain, own)), each)
        for each in organisations
        if any(_within(domain, own) for own in each.domains)
    ]
    return [each.id for _length, each in sorted(fits, key=lambda fit: (-fit[0], fit[1].name))]


def _within(domain: str, own: str) -> bool:
    return domain == own or domain.endswith(f".{own}")


def _normal(text: str) -> str | None:
    """A domain as it is written in addresses: in lower case, what is not ASCII in its IDNA form."""
    word = text.strip().strip(".").casefold().rpartition("@")[2]
    try:
        domain = word.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    labels = domain.split(".")
    right = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdecimal()
    return domain if right and len(domain) <= _LONGEST else None
