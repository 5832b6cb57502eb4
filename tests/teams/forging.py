"""Tokens of every kind that must not pass, each with the rule that it breaks."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt import PyJWS

from adapters.teams.tokens import LEEWAY
from tests.stubs.teams_login import APP_ID, LEFT_OUT, SERVICE_URL, TeamsLogin, published, signing_key

Forge = Callable[[TeamsLogin], object]
"""Makes what stands in the Authorization header."""


def bearer(
    login: TeamsLogin,
    *,
    key: RSAPrivateKey | None = None,
    headers: Mapping[str, object] | None = None,
    **claims: object,
) -> str:
    """A header with a token that the library makes; genuine unless something is changed."""
    return f"Bearer {login.token(key=key, headers=headers, **claims)}"


def by_hand(header: bytes, payload: bytes = b"{}", signature: bytes = b"signed") -> str:
    """A header with a token that no library would make."""
    return f"Bearer {_encoded(header)}.{_encoded(payload)}.{_encoded(signature)}"


def signed(payload: bytes) -> str:
    """A payload that Microsoft signed, whatever it is."""
    return f"Bearer {PyJWS().encode(payload, signing_key('key-1'), 'RS256', headers={'kid': 'key-1'})}"


def made(*, headers: Mapping[str, object] | None = None, **claims: object) -> Forge:
    """Such a token, once there is a login."""
    return lambda login: bearer(login, key=None, headers=headers, **claims)


def timed(**seconds: int) -> Forge:
    """A token with claims so many seconds from now."""

    def make(login: TeamsLogin) -> str:
        claims: dict[str, object] = {name: int(login.clock()) + after for name, after in seconds.items()}
        return bearer(login, key=None, headers=None, **claims)

    return make


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def _signed_with_the_public_key(login: TeamsLogin) -> str:
    secret = signing_key("key-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = ".".join([_encoded(b'{"alg":"HS256","kid":"key-1"}'), login.token().split(".")[1]])
    return f"Bearer {text}.{_encoded(hmac.digest(secret, text.encode(), 'sha256'))}"


def _tampered(login: TeamsLogin) -> str:
    head, payload, signature = login.token(audience="somebody else's").split(".")
    claims = json.loads(base64.urlsafe_b64decode(f"{payload}=="))
    return f"Bearer {head}.{_encoded(json.dumps({**claims, 'aud': APP_ID}).encode())}.{signature}"


FORGED: Mapping[str, tuple[str, Forge]] = {
    "no header": ("header", lambda _: 0),
    "empty": ("header", lambda _: ""),
    "bytes": ("header", lambda login: bearer(login).encode()),
    "no scheme": ("header", lambda login: login.token()),
    "no token": ("header", lambda _: "Bearer "),
    "Basic": ("header", lambda login: f"Basic {login.token()}"),
    "another spelling": ("header", lambda login: f"bearer {login.token()}"),
    "two spaces": ("header", lambda login: f"Bearer  {login.token()}"),
    "two tokens": ("header", lambda login: f"{bearer(login)} {login.token()}"),
    "two headers": ("header", lambda login: f"{bearer(login)}, {bearer(login)}"),
    "trailing text": ("header", lambda login: f"{bearer(login)} "),
    "trailing line": ("header", lambda login: f"{bearer(login)}\n"),
    "padding": ("header", lambda login: f"{bearer(login)}="),
    "four parts": ("header", lambda login: f"{bearer(login)}.e30"),
    "two parts": ("header", lambda login: bearer(login).rpartition(".")[0]),
    "no signature": ("header", lambda login: bearer(login).rpartition(".")[0] + "."),
    "not ASCII": ("header", lambda login: f"{bearer(login)}\u00e9"),
    "half a letter": ("header", lambda login: f"{bearer(login)}\ud800"),
    "a giant": ("header", lambda login: bearer(login, name="x" * 16_384)),
    "header no base64": ("malformed", lambda login: bearer(login).replace("Bearer ", "Bearer x")),
    "header no JSON": ("malformed", lambda _: by_hand(b"{")),
    "header not UTF-8": ("malformed", lambda _: by_hand(b'{"alg":"\xff"}')),
    "header no object": ("malformed", lambda _: by_hand(b'["RS256"]')),
    "header without a bottom": ("malformed", lambda _: by_hand(b'{"alg":' + b"[" * 9_000)),
    "header with a number of a key": ("malformed", lambda _: by_hand(b'{"alg":"RS256","kid":1}')),
    "header with a demand": ("malformed", made(headers={"crit": ["exp"]})),
    "alg missing": ("algorithm", lambda _: by_hand(b'{"kid":"key-1"}')),
    "alg none": ("algorithm", lambda _: by_hand(b'{"alg":"none","kid":"key-1"}')),
    "alg null": ("algorithm", lambda _: by_hand(b'{"alg":null,"kid":"key-1"}')),
    "alg a list": ("algorithm", lambda _: by_hand(b'{"alg":["RS256"],"kid":"key-1"}')),
    "alg in other letters": ("algorithm", lambda _: by_hand(b'{"alg":"rs256","kid":"key-1"}')),
    "alg PS256": ("algorithm", made(headers={"alg": "PS256"})),
    "HS256 with the public key": ("algorithm", _signed_with_the_public_key),
    "kid missing": ("key", made(headers={"kid": LEFT_OUT})),
    "kid empty": ("key", made(headers={"kid": ""})),
    "kid unknown": ("key", made(headers={"kid": "key-2"})),
    "own key under its own name": (
        "key",
        lambda login: bearer(login, key=signing_key("own"), headers={"kid": "own"}),
    ),
    "own key under Microsoft's name": ("signature", lambda login: bearer(login, key=signing_key("own"))),
    "own key in the header": (
        "signature",
        lambda login: bearer(login, key=signing_key("own"), headers={"jwk": published("own", kid="key-1")}),
    ),
    "another algorithm than it says": ("signature", lambda _: by_hand(b'{"alg":"RS512","kid":"key-1"}')),
    "signature truncated": ("signature", lambda login: bearer(login)[:-6]),
    "payload tampered": ("signature", _tampered),
    "detached payload": ("malformed", lambda _: by_hand(b'{"alg":"RS256","kid":"key-1","b64":false,"crit":["b64"]}')),
    "payload no JSON": ("malformed", lambda _: signed(b"{")),
    "payload not UTF-8": ("malformed", lambda _: signed(b"\xff\xfe\xfd")),
    "payload no object": ("malformed", lambda _: signed(b'["iss"]')),
    "payload without a bottom": ("malformed", lambda _: signed(b'{"iss":' + b"[" * 9_000)),
    "payload with an endless number": ("malformed", lambda _: signed(b'{"exp":' + b"9" * 9_000 + b"}")),
    "iss missing": ("issuer", made(iss=LEFT_OUT)),
    "iss of the emulator": ("issuer", made(iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/")),
    "iss with a slash": ("issuer", made(iss="https://api.botframework.com/")),
    "iss a list": ("issuer", made(iss=["https://api.botframework.com"])),
    "aud missing": ("audience", made(audience=LEFT_OUT)),
    "aud of another bot": ("audience", made(audience="7f0c4d1e-0000-4000-8000-0000000000c3")),
    "aud empty": ("audience", made(audience="")),
    "aud a list": ("audience", made(audience=[APP_ID])),
    "aud an object": ("audience", made(audience={APP_ID: 1})),
    "aud a number": ("audience", made(audience=7)),
    "exp missing": ("exp", made(exp=LEFT_OUT)),
    "exp null": ("exp", made(exp=None)),
    "exp a boolean": ("exp", made(exp=True)),
    "exp text": ("exp", made(exp="1890000000")),
    "exp no number": ("exp", made(exp=float("nan"))),
    "exp never": ("exp", made(exp=float("inf"))),
    "exp past": ("expired", timed(exp=-LEEWAY)),
    "nbf to come": ("early", timed(nbf=LEEWAY + 1)),
    "nbf text": ("nbf", made(nbf="now")),
    "nbf null": ("nbf", made(nbf=None)),
    "iat to come": ("early", timed(iat=LEEWAY + 1)),
    "iat a list": ("iat", made(iat=[1])),
    "serviceurl missing": ("host", made(service_url=LEFT_OUT)),
    "serviceurl null": ("host", made(service_url=None)),
    "serviceurl a list": ("host", made(service_url=[SERVICE_URL])),
    "serviceurl of another region": ("service_url", made(service_url="https://smba.trafficmanager.net/amer/")),
}
