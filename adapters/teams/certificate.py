"""Whether a text is a certificate that Microsoft can take, before it is asked: its own answer would not say why."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key


def complaint(pem: str) -> str:
    """What is wrong with a PEM text that should hold a certificate and its private key; "" for nothing."""
    try:
        certificate = x509.load_pem_x509_certificate(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return "holds no certificate as PEM"
    try:
        key = load_pem_private_key(pem.encode(), None)
    except TypeError:
        return "holds a private key with a passphrase, which Weft cannot ask for"
    except (ValueError, UnsupportedAlgorithm):
        return "holds no private key as PEM: put it below the certificate"
    if key.public_key() != certificate.public_key():
        return "holds a private key that is not the certificate's"
    return ""
