"""A certificate's file is whole, or it is said what it lacks, before anybody is asked."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from adapters.teams.certificate import complaint
from tests.stubs.teams_login import signing_key


@cache
def certificate() -> str:
    """A certificate without its key."""
    key, now = signing_key("certificate"), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "weft")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    signed = made.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    return signed.public_bytes(Encoding.PEM).decode()


def private_key(
    of: str = "certificate",
    kind: PrivateFormat = PrivateFormat.PKCS8,
    encryption: KeySerializationEncryption | None = None,
) -> str:
    """A key that may be the certificate's."""
    return signing_key(of).private_bytes(Encoding.PEM, kind, encryption or NoEncryption()).decode()


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
