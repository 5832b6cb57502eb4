"""Signed, expiring tokens: the link that lets a person in, their session, and the proof that a form is ours."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Pass:
    """What a genuine link or session says: who, of which generation, until when."""

    user: str
    generation: int
    ends: datetime


class Seals:
    """Signs and reads passes. A signature is HMAC-SHA-256 under a key of its purpose's own.

    The end is part of what is signed, so that a later change of the link's life leaves issued links alone.
    """

    def __init__(self, secret: str, life: timedelta, clock: Callable[[], datetime]) -> None:
        self._links = _serializer(secret, "weft.web.link")
        self._sessions = _serializer(secret, "weft.web.session")
        self._feeds = _serializer(secret, "weft.web.feed")
        self._key = hashlib.sha256(f"weft.web.form:{secret}".encode()).digest()
        self._clock = clock
        self.life = life

    def link(self, user: str, generation: int) -> str:
        """A token for the address of a link; lives as long as `life`."""
        return self._issue(self._links, user, generation)

    def session(self, user: str, generation: int) -> str:
        """A token for a cookie; it lets in for as long as `life`, however long a browser keeps it."""
        return self._issue(self._sessions, user, generation)

    def read_link(self, token: str) -> Pass | None:
        """The pass in a link, ended or not; None when it is not one of ours."""
        return _read(self._links, token)

    def read_session(self, token: str) -> Pass | None:
        """The pass in a cookie, ended or not; None when it is not one of ours."""
        return _read(self._sessions, token)

    def feed(self, member: str, generation: int) -> str:
        """A token for the address of a member's calendar; it ends with what they may see, or with the next one."""
        return str(self._feeds.dumps([member, generation]))

    def read_feed(self, token: str) -> tuple[str, int] | None:
        """The member whose calendar it is and the generation of its address; None when it is not one of ours."""
        try:
            signed = self._feeds.loads(token)
        except BadData:
            return None
        # The first addresses that were handed out knew of no other generation.
        member, generation = (signed, 1) if isinstance(signed, str) else signed
        return str(member), int(generation)

    def ended(self, seen: Pass) -> bool:
        """Whether a pass has outlived its time."""
        return self._clock() >= seen.ends

    def proof(self, user: str, generation: int) -> str:
        """What every form carries to show that it was made for this person.

        Not for one session alone: who comes in by the link again must be able to send what is half written elsewhere.
        """
        return hmac.new(self._key, f"{generation}:{user}".encode(), hashlib.sha256).hexdigest()

    def proves(self, proof: str, user: str, generation: int) -> bool:
        """Whether a form that came back was made for this person."""
        return hmac.compare_digest(proof.encode(), self.proof(user, generation).encode())

    def _issue(self, serializer: URLSafeSerializer, user: str, generation: int) -> str:
        ends = int((self._clock() + self.life).timestamp())
        return str(serializer.dumps([user, generation, ends]))


def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret, salt=purpose, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    )


def _read(serializer: URLSafeSerializer, token: str) -> Pass | None:
    try:
        user, generation, ends = serializer.loads(token)
    except BadData:
        return None
    # Only we can have signed this, so its shape is as `_issue` made it.
    return Pass(user, generation, datetime.fromtimestamp(ends, UTC))
