"""Looks at what must be right on this machine: settings, database, folder, secret and address. Changes nothing."""

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from bot import settings
from bot.chat.finding import Finding
from bot.cli.secret import kept
from bot.errors import SettingsInvalid, StoreUnavailable
from bot.settings import Settings
from bot.store.engine import BUSY_SECONDS, UNUSABLE, told

PATIENCE = 10.0
"""Seconds to wait for whatever is asked over a network."""
_CLOCK = timedelta(seconds=60)
"""By how much clocks may differ. Slack's signatures and Microsoft's tokens bear five minutes, and clocks drift on."""
_OTHERS = 0o077
_OTHERS_WRITE, _STICKY = 0o022, 0o1000
_HEALTHY: Final = "ok"


def read_settings() -> tuple[Settings | None, list[Finding]]:
    """The settings, if they can be read, and a line for each that is wrong."""
    advice = "Correct it in the environment or in .env; .env.example says what each setting takes"
    try:
        chosen = settings.read()
    except SettingsInvalid as error:
        return None, [Finding(f"Settings: {each}", "wrong", advice) for each in str(error).split("; ")]
    except (OSError, UnicodeError):
        return None, [
            Finding("Settings: the file .env cannot be read", "wrong", "See that it is a text file of yours")
        ]
    if not (chosen.weft_web or chosen.slack_is_set_up or teams_is_set_up(chosen)):
        advice = "Set SLACK_BOT_TOKEN or MICROSOFT_APP_ID, or WEFT_WEB=true for the web inbox"
        return chosen, [Finding("Settings: there is nothing to serve", "wrong", advice)]
    return chosen, [Finding("Settings: they can be read", "good")]


def teams_is_set_up(chosen: Settings) -> bool:
    """Whether any setting asks for Teams."""
    return bool(chosen.microsoft_app_id or chosen.weft_teams_apps or chosen.weft_teams_anonymous)


def database(url: str) -> Iterator[Finding]:
    """Whether the database can be reached and written to, and whether this version knows it."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        yield Finding("Database: DATABASE_URL is not whole", "wrong", "Write sqlite:/// and a path")
        return
    file = _file(parsed)
    if parsed.get_backend_name() != "sqlite" or (file is not None and file.exists()):
        yield _database(parsed)
    elif file is not None:
        yield Finding("Database: it will be made at the start", "good")
    else:
        advice = "Set DATABASE_URL=sqlite:///data/weft.db"
        yield Finding("Database: it is in memory, and gone when Weft stops", "warning", advice)


def _database(url: URL) -> Finding:
    limits = {"timeout": BUSY_SECONDS} if _on_sqlite(url) else {"connect_timeout": int(PATIENCE)}
    try:
        # Not the store's own engine, which would change a SQLite file's journal.
        engine = create_engine(url, poolclass=NullPool, connect_args=limits)
        with told(), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as opened:
            return _revision(opened) if _writable(opened) else _READ_ONLY
    except ModuleNotFoundError as missing:
        what = f"Database: it needs the Python package {missing.name}, which is not here"
        return Finding(what, "wrong", f"Install {missing.name} beside Weft")
    except StoreUnavailable as error:
        if "readonly" in str(error):
            return _READ_ONLY
        advice = "See that DATABASE_URL is right, that it is there, and that no other program holds it"
        return Finding(f"Database: it cannot be used: {str(error).removeprefix(UNUSABLE)}", "wrong", advice)


_READ_ONLY = Finding("Database: it cannot be written to", "wrong", "Let the user who runs Weft write to it")


def _on_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _file(url: URL) -> Path | None:
    """The file of a SQLite database; None for one in memory or on a server."""
    name = (url.database or "").removeprefix("file:")
    return Path(name) if _on_sqlite(url) and name and ":memory:" not in name else None


def _file_of(url: str) -> Path | None:
    """The same; None, too, for what is no URL, which is told where the database is looked at."""
    try:
        return _file(make_url(url))
    except (ArgumentError, ValueError):
        return None


def _writable(opened: Connection) -> bool:
    """Whether a transaction may write; what it writes is taken back."""
    if opened.dialect.name != "sqlite":
        return str(opened.exec_driver_sql("SHOW transaction_read_only").scalar()) == "off"
    opened.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        version = int(opened.exec_driver_sql("PRAGMA user_version").scalar() or 0)
        opened.exec_driver_sql(f"PRAGMA user_version = {version}")
    finally:
        opened.exec_driver_sql("ROLLBACK")
    return True


def _revision(opened: Connection) -> Finding:
    config = Config()
    config.set_main_option("script_location", "bot.store:migrations")
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    found = set(MigrationContext.configure(opened).get_current_heads())
    if newer := found - known:
        what = f"Database: a newer Weft has written it (revision {min(newer)})"
        return Finding(what, "wrong", "Run that version, or go back to a copy from before the upgrade")
    if found == set(script.get_heads()):
        return Finding("Database: it can be written to and is up to date", "good")
    if not found:
        return Finding("Database: it is empty; its tables will be made at the start", "good")
    what = "Database: an older Weft has written it; it will be brought up to date at the start"
    return Finding(what, "good", "Take a backup first")


def folder(url: str) -> Iterator[Finding]:
    """Whether the folder of a SQLite file can be used, and by nobody else."""
    if (file := _file_of(url)) is not None:
        yield _folder(file)


def _folder(file: Path) -> Finding:
    where = file.parent
    if not where.exists():
        above = next(each for each in where.absolute().parents if each.exists())
        if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
            return Finding(f"Folder: {where} will be made at the start", "good")
        return Finding(f"Folder: {where} cannot be made", "wrong", f"Let the user who runs Weft write to {above}")
    if not where.is_dir() or not os.access(where, os.W_OK | os.X_OK):
        advice = "Make it a folder that the user who runs Weft can write to"
        return Finding(f"Folder: {where} cannot be written to", "wrong", advice)
    mode = where.stat().st_mode
    # What SQLite writes beside its file is as open as the file.
    files = (file, file.with_name("secret"))
    open_files = [each.name for each in files if each.exists() and each.stat().st_mode & _OTHERS]
    if mode & _OTHERS and open_files:
        what = f"Folder: others on this machine can get at {' and '.join(open_files)} in {where}"
        return Finding(what, "warning", f"Keep them out: chmod 700 {where}")
    if mode & _OTHERS_WRITE and not mode & _STICKY:
        return Finding(f"Folder: others can put files into {where}", "warning", f"Keep them out: chmod 700 {where}")
    return Finding(f"Folder: {where} is there, and others on this machine are kept out", "good")


def secret(chosen: Settings) -> list[Finding]:
    """Whether there is what links and sessions of the web inbox are signed with. The secret is not told."""
    if not chosen.weft_web:
        return []
    file = _file_of(chosen.database_url)
    if chosen.weft_secret is None and file is not None and not file.with_name("secret").exists():
        return [Finding("Secret: it will be made at the start", "good")]
    try:
        kept(chosen.weft_secret, chosen.database_url)
    except SettingsInvalid as error:
        return [Finding(f"Secret: {error}", "wrong", "Set WEFT_SECRET to what this prints: openssl rand -hex 32")]
    return [Finding("Secret: what links are signed with is there, and long enough", "good")]


def address(chosen: Settings) -> list[Finding]:
    """Whether people can come by the address that is set, and nobody can listen on the way."""
    parts = urlsplit(chosen.url)
    if _nobody_comes(chosen):
        return []
    if parts.username is not None or parts.password is not None:
        return [
            Finding("Address: WEFT_URL holds a name or a password", "wrong", "Leave out what stands before the @")
        ]
    if chosen.weft_web and (parts.path or parts.query or parts.fragment):
        advice = "Give Weft a host of its own, such as https://weft.example.org"
        return [Finding("Address: WEFT_URL has a path, below which the web inbox cannot be served", "wrong", advice)]
    if loopback(parts):
        return [Finding(f"Address: only this machine reaches Weft, at {shown(parts)}", "good")]
    if parts.scheme == "https":
        return [Finding(f"Address: people are to reach Weft at {shown(parts)}", "good")]
    advice = "Put a proxy with TLS in front, and set WEFT_URL to its https address"
    return [Finding(f"Address: whoever sits between can read what {shown(parts)} serves", "wrong", advice)]


async def probe(chosen: Settings) -> list[Finding]:
    """Whether Weft answers at its own address."""
    if _nobody_comes(chosen):
        return []
    parts = urlsplit(chosen.url)
    where = shown(parts)
    try:
        # A proxy that leads out does not lead to this machine.
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=not loopback(parts)) as http:
            answer = await http.get(f"{where}/readyz")
    except httpx.HTTPError as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            advice = "Have the proxy show a certificate for this name, with all that stands between it and its root"
            return [Finding(f"Address: the certificate of {where} is not one to be trusted", "warning", advice)]
        advice = "Is Weft running, does the proxy lead here?"
        return [Finding(f"Address: nobody answers at {where}", "warning", advice)]
    try:
        health = answer.json()
    except ValueError:
        health = None
    if isinstance(health, dict) and health.get("status") == _HEALTHY:
        return [Finding(f"Address: Weft answers at {where} and is well", "good")]
    if isinstance(health, dict) and "status" in health:
        advice = "Its log says why; a clock that has just started is well a few seconds later"
        return [Finding(f"Address: Weft answers at {where} and is not well", "warning", advice)]
    advice = "Does the proxy lead here?"
    return [Finding(f"Address: somebody else than Weft answers at {where}", "warning", advice)]


def clock(skews: Sequence[timedelta]) -> Iterator[Finding]:
    """Whether this machine's clock is that of the platforms; nothing where none of them told the time."""
    if not skews:
        return
    worst = max(skews, key=abs)
    if abs(worst) <= _CLOCK:
        yield Finding("Clock: it is right", "good")
        return
    how = f"{abs(worst).total_seconds():.0f} seconds {'ahead' if worst > timedelta(0) else 'behind'}"
    advice = "Let a time service (NTP) set it: signatures and tokens count for a few minutes only"
    yield Finding(f"Clock: it is {how}", "wrong", advice)


def shown(parts: SplitResult) -> str:
    """An address without what may be secret in it, and without a slash at the end."""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")


def loopback(parts: SplitResult) -> bool:
    """Whether only this machine is meant."""
    host = parts.hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _nobody_comes(chosen: Settings) -> bool:
    """Whether there is no address: with Socket Mode alone, nobody needs one."""
    return not (chosen.weft_url or chosen.weft_web or chosen.is_loopback)
