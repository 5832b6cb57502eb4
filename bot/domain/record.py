"""What a convener puts on record of an organisation, read from a filled-in form."""

from dataclasses import dataclass

from bot.domain import mail
from bot.domain.partnership import RETENTION_DAYS, Basis, Sector
from bot.domain.typed import Typed

NAME_LENGTH, CONTACT_LENGTH, DOMAINS_LENGTH = 100, 150, 150


@dataclass(frozen=True, slots=True)
class Record:
    """Who an organisation is, and what its people are to know about what is held of them."""

    name: str
    sector: Sector
    contact: str
    """Whom its people ask about their data."""
    basis: Basis
    retention_days: int
    domains: frozenset[str] | None = None
    """Its people's e-mail domains; None to leave them as they are."""


def read(typed: Typed) -> Record | None:
    """The record that was typed; None where anything in the form cannot be accepted, as `typed.errors` says."""
    name = typed.line("organisation", NAME_LENGTH)
    sector = typed.one_of("sector", set(Sector))
    contact = typed.line("contact", CONTACT_LENGTH)
    basis = typed.one_of("basis", set(Basis))
    retention = typed.one_of("retention", {str(days) for days in RETENTION_DAYS})
    domains, problem = mail.read(typed.text("domains"))
    if problem:
        typed.errors["domains"] = problem
    if typed.errors:
        return None
    return Record(name, Sector(sector), contact, Basis(basis), int(retention), domains)
