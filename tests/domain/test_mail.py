"""E-mail domains: which can be an organisation's own, and whose people an address suggests."""

import pytest

from bot.domain import mail
from bot.domain.partnership import Organisation, Sector


def organisation(name: str, *domains: str) -> Organisation:
    return Organisation(name, "partnership", name, Sector.NHS, "contact", domains=frozenset(domains))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", set()),
        ("ely.gov.uk", {"ely.gov.uk"}),
        (" Ely.GOV.uk,  @fen.example; nhs.net ", {"ely.gov.uk", "fen.example", "nhs.net"}),
        ("ada@ely.gov.uk", {"ely.gov.uk"}),
        ("cyngor.cymru.", {"cyngor.cymru"}),
        ("bücher.example", {"xn--bcher-kva.example"}),
        ("ely.gov.uk ELY.gov.uk", {"ely.gov.uk"}),
    ],
)
def test_domains_are_read_however_they_are_written(typed: str, read: set[str]) -> None:
    assert mail.read(typed) == (frozenset(read), "")


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("ely", "is no e-mail domain"),
        ("ely..uk", "is no e-mail domain"),
        ("-ely.gov.uk", "is no e-mail domain"),
        ("ely_council.gov.uk", "is no e-mail domain"),
        ("10.0.0.1", "is no e-mail domain"),
        (f"{'x' * 64}.uk", "is no e-mail domain"),
        (".".join(["abcdefgh"] * 30), "is no e-mail domain"),
        ("ely.gov.uk gmail.com", "Anybody can have an address at gmail.com"),
        (" ".join(f"d{number}.example" for number in range(11)), "at most 10"),
    ],
)
def test_what_is_no_organisation_s_own_is_refused_with_a_sentence(typed: str, complaint: str) -> None:
    domains, problem = mail.read(typed)
    assert not domains
    assert complaint in problem


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ada@ely.gov.uk", "ely.gov.uk"),
        (" Ada.L+x@Ely.Gov.UK ", "ely.gov.uk"),
        ("ada", None),
        ("@ely.gov.uk", None),
        ("ada@", None),
        ("a b@ely.gov.uk", None),
        ("a@b@ely.gov.uk", None),
    ],
)
def test_an_address_has_a_domain_or_is_none(address: str, domain: str | None) -> None:
    assert mail.domain_of(address) == domain


def test_every_organisation_whose_domain_fits_is_proposed_the_closest_first() -> None:
    trust, other = organisation("Fen Trust", "nhs.net"), organisation("Ely Trust", "nhs.net", "ely.nhs.uk")
    council, school = organisation("Council", "gov.uk"), organisation("School", "school.gov.uk")
    everybody = [trust, other, council, school]
    assert mail.proposed(everybody, "ada@nhs.net") == ["Ely Trust", "Fen Trust"]
    assert mail.proposed(everybody, "ada@staff.school.gov.uk") == ["School", "Council"]
    assert mail.proposed(everybody, "ada@notgov.uk") == []
    assert not mail.proposed(everybody, "rubbish")
    assert not mail.proposed(everybody, None)


def test_what_is_public_or_shared_is_a_domain() -> None:
    for domain in mail.SHARED:
        assert mail.read(domain) == (frozenset({domain}), "")
    assert all(mail.domain_of(f"ada@{domain}") == domain for domain in mail.PUBLIC)
    assert not mail.SHARED & mail.PUBLIC
