"""Who and where: identities, addresses and receipts, opaque to the core beyond their lane."""

from dataclasses import dataclass, field
from typing import NamedTuple


class Lane(NamedTuple):
    """One workspace or tenant on one platform: what is drained, paced and lost together."""

    platform: str
    tenant: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A person on one platform. In a shared channel the tenant is the person's own, not the bot's."""

    platform: str
    tenant: str
    user: str

    @property
    def lane(self) -> Lane:
        """The lane on which the person is found."""
        return Lane(self.platform, self.tenant)


@dataclass(frozen=True, slots=True)
class Person:
    """What a platform tells about an identity."""

    identity: Identity
    name: str
    zone: str | None = None
    """IANA zone name, where the platform tells it (an outsider's profile often does not)."""
    guest: bool = False
    """Whether they are a guest there, where the platform tells."""
    email: str | None = field(default=None, repr=False, compare=False)
    """Their e-mail address, where the platform tells it: to propose their organisation, and for nothing else."""


@dataclass(frozen=True, slots=True)
class Address:
    """A space or a private conversation, as its adapter needs it.

    `tenant` is that of the installation which speaks there; `place` is the adapter's own text.
    """

    platform: str
    tenant: str
    place: str

    @property
    def lane(self) -> Lane:
        """The lane on which a post to this address travels."""
        return Lane(self.platform, self.tenant)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The handle to a post that was made: enough to update it."""

    address: Address
    post: str
