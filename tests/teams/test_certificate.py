"""A certificate's file is whole, or it is said what it lacks, before anybody is asked."""

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    PrivateFormat,
)

from adapters.teams.certificate import complaint
from tests.stubs.certificates import certificate, private_key


@pytest.mark.parametrize("kind", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_both_in_any_order_are_whole(kind: PrivateFormat) -> None:
    assert complaint(certificate() + private_key(kind=kind)) == ""
    assert complaint(private_key(kind=kind) + "\n" + certificate()) == ""


@pytest.mark.parametrize("pem", ["", "hush", "-----BEGIN CERTIFICATE-----\nhush\n-----END CERTIFICATE-----\n"])
def test_what_is_no_certificate(pem: str) -> None:
    assert complaint(pem) == complaint(pem + private_key()) == "holds no certificate as PEM"


def test_what_lacks_its_key() -> None:
    assert "no private key" in complaint(certificate())
    assert "not the certificate's" in complaint(certificate() + private_key("another"))


@pytest.mark.parametrize("kind", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_a_key_that_asks_for_a_passphrase(kind: PrivateFormat) -> None:
    assert "passphrase" in complaint(
        certificate() + private_key(kind=kind, encryption=BestAvailableEncryption(b"hush"))
    )
