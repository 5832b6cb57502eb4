"""Stretches of work, for whoever traces them; as long as nobody does, they cost next to nothing."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Fact = str | int | float


class Tracer(Protocol):
    """Follows stretches of work. It is given ids and kinds; never a name, a token or what somebody wrote."""

    def span(self, name: str, **facts: Fact) -> AbstractContextManager[object]:
        """Lasts as long as the block; an error that leaves it is told by its kind alone."""
        ...

    @property
    def trace_id(self) -> str | None:
        """By what the work that is under way is known."""
        ...

    def close(self) -> None:
        """Hand over what was followed so far."""
        ...


class Untraced:
    """Follows nothing."""

    def span(self, name: str, **facts: Fact) -> AbstractContextManager[object]:
        """Satisfies `Tracer`."""
        del name, facts
        return nullcontext()

    @property
    def trace_id(self) -> str | None:
        """Satisfies `Tracer`."""
        return None

    def close(self) -> None:
        """Satisfies `Tracer`."""


UNTRACED = Untraced()
