"""Why PostgreSQL lets nobody in or refuses, in words that can quote neither a row nor a password."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_NOT_LET_IN = "it refuses the user or the password"
_NO_DATABASE = "there is no such database"
_CROWDED = "it has too many connections"
_STARTING = "it is just starting or stopping"
_BY_STATE: Mapping[str, str] = MappingProxyType(
    {
        "28P01": _NOT_LET_IN,
        "28000": _NOT_LET_IN,
        "3D000": _NO_DATABASE,
        "53300": _CROWDED,
        "57P03": _STARTING,
        "25006": "it can only be read",
        "53100": "its disk is full",
    }
)
# The driver gives no code for what goes wrong while it connects, only libpq's text. No row has been seen by then, but
# names were: so each pattern is of libpq's or the server's own words, and only what is written here is ever said.
_CONNECTING = re.compile(
    r"connection failed: |connection is bad: |connection timeout expired|failed to resolve host"
    r"|invalid connection option|bad value for connect_timeout"
)
_BY_TEXT = tuple(
    (re.compile(pattern), reason)
    for pattern, reason in (
        (r"FATAL:  [^\"]*authentication failed for user|FATAL:  role \".*\" (does not exist|is not)", _NOT_LET_IN),
        (r"no password supplied", "it asks for a password, and there is none in DATABASE_URL"),
        (r"FATAL:  (no )?pg_hba\.conf ", "its pg_hba.conf does not let this user in from here, or not without TLS"),
        (r"FATAL:  permission denied for database", "this user may not connect to that database"),
        (r"FATAL:  database \".*\" does not exist", _NO_DATABASE),
        (r"FATAL:  (sorry, )?too many |FATAL:  remaining connection slots", _CROWDED),
        (r"FATAL:  the database system is ", _STARTING),
        (r"^invalid connection option", "DATABASE_URL has an option that it does not know"),
        (
            r"^bad value for |: invalid [a-z_]+ value|: invalid port number: |FATAL:  unrecognized configuration",
            "an option in DATABASE_URL has a value that it does not take",
        ),
        (r"^failed to resolve host|could not translate host name", "its host cannot be found"),
        (r"response to SSL negotiation|expected authentication request", "what answers there is no PostgreSQL"),
        (
            r"SSL error|SSL SYSCALL|does not support SSL|certificate (file )?\"|server certificate for",
            "TLS could not be agreed on",
        ),
        (r"timeout expired|Connection timed out", "it does not answer in time"),
        (r"No route to host|Network is unreachable", "its host cannot be reached"),
        (r"failed: (Connection refused|No such file or directory)", "nobody listens there"),
    )
)


def reason(said: BaseException | None) -> str | None:
    """Why, where that is one of the things that can be said; None for all others."""
    state = getattr(said, "sqlstate", None)
    if state is not None:
        return _BY_STATE.get(state)
    text = str(said)
    if not _CONNECTING.match(text):
        return None
    return next((why for pattern, why in _BY_TEXT if pattern.search(text)), None)
