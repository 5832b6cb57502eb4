"""Certificates that their owner has signed, for a day, with a name that a browser or Microsoft may look at."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from tests.stubs.teams_login import signing_key

_DAY = timedelta(days=1)


@cache
def certificate() -> str:
    """A certificate of localhost as PEM, without its key."""
    key, now, name = signing_key("certificate"), datetime.now(UTC), x509.Name([])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - _DAY).not_valid_after(now + _DAY)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()


def private_key(
    of: str = "certificate",
    kind: PrivateFormat = PrivateFormat.PKCS8,
    encryption: KeySerializationEncryption | None = None,
) -> str:
    """The certificate's private key as PEM, or one of another name."""
    return signing_key(of).private_bytes(Encoding.PEM, kind, encryption or NoEncryption()).decode()
