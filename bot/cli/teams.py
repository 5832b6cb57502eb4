"""Reads which registrations with Microsoft speak in Teams: one from settings, more from a table."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.teams.certificate import complaint
from adapters.teams.registrations import Registration
from bot.errors import SettingsInvalid
from bot.settings import Settings

DEVELOPMENT = "development"
"""The app id of a bot that speaks to a stand-in on this machine, which asks for none."""
_KEYS = frozenset({"app_id", "tenant_id", "secret", "secret_file", "certificate_file"})


def registrations(chosen: Settings) -> Sequence[Registration]:
    """Those that the settings name, the one before the table's; none when Teams is not set up.

    Raises:
        SettingsInvalid: a file cannot be read or is no certificate, an id is none, or an entry of the table is not
            whole; which, and nothing of it.
    """
    named = [_named(chosen)] if chosen.microsoft_app_id else []
    if chosen.weft_teams_apps:
        named += _table(Path(chosen.weft_teams_apps))
    if not named and chosen.weft_teams_anonymous:
        return [Registration(DEVELOPMENT, None)]
    return named


def _named(chosen: Settings) -> Registration:
    tenant = (chosen.microsoft_app_tenant_id or None) if chosen.microsoft_app_type == "SingleTenant" else None
    if not chosen.weft_teams_anonymous:
        _check_id(chosen.microsoft_app_id, "MICROSOFT_APP_ID", "Application (client)")
        _check_id(tenant, "MICROSOFT_APP_TENANT_ID", "Directory (tenant)")
    if chosen.microsoft_app_certificate:
        pem = _certificate(Path(chosen.microsoft_app_certificate), "MICROSOFT_APP_CERTIFICATE")
        return Registration(chosen.microsoft_app_id, tenant, certificate=pem)
    secret = chosen.microsoft_app_password
    return Registration(chosen.microsoft_app_id, tenant, None if secret is None else secret.get_secret_value())


def _table(file: Path) -> list[Registration]:
    try:
        told = tomllib.loads(_read(file, "WEFT_TEAMS_APPS"))
    except tomllib.TOMLDecodeError as error:
        raise SettingsInvalid(f"WEFT_TEAMS_APPS: {file} is not TOML: {error}") from None
    match told:
        case {"app": [_, *_] as entries}:
            return [_entry(file, number, entry) for number, entry in enumerate(entries, 1)]
        case _:
            raise SettingsInvalid(f"WEFT_TEAMS_APPS: {file} has no [[app]]: begin each registration with that line")


def _entry(file: Path, number: int, entry: object) -> Registration:
    where = f"WEFT_TEAMS_APPS: app {number} in {file}"
    if not isinstance(entry, Mapping):
        raise SettingsInvalid(f"{where} is no table: begin it with the line [[app]]")
    if entry.keys() - _KEYS:
        # Whatever stands there may be a secret on the wrong side of its sign.
        raise SettingsInvalid(f"{where} has an unknown key; there are {', '.join(sorted(_KEYS))}")
    for key, value in entry.items():
        if not isinstance(value, str) or not value.strip():
            raise SettingsInvalid(f"{where}: {key} is empty or no text")
    if not entry.keys() >= {"app_id", "tenant_id"}:
        raise SettingsInvalid(f"{where} needs app_id and tenant_id")
    given = entry.keys() & {"secret", "secret_file", "certificate_file"}
    if len(given) != 1:
        raise SettingsInvalid(f"{where} needs exactly one of secret, secret_file and certificate_file")
    return _with_credentials(file, where, entry)


def _with_credentials(file: Path, where: str, entry: Mapping[str, Any]) -> Registration:
    app_id, tenant = entry["app_id"].strip().lower(), entry["tenant_id"].strip().lower()
    _check_id(app_id, f"{where}: app_id", "Application (client)")
    _check_id(tenant, f"{where}: tenant_id", "Directory (tenant)")
    if "certificate_file" in entry:
        return Registration(app_id, tenant, certificate=_certificate(file.parent / entry["certificate_file"], where))
    if "secret_file" in entry:
        secret = _read(file.parent / entry["secret_file"], where).strip()
        if not secret:
            raise SettingsInvalid(f"{where}: {file.parent / entry['secret_file']} is empty")
        return Registration(app_id, tenant, secret)
    return Registration(app_id, tenant, entry["secret"].strip())


def _check_id(given: str | None, where: str, name: str) -> None:
    """Azure writes an id in one way and Teams sends it so: they are compared letter by letter."""
    try:
        if given is None or str(UUID(given)) == given:
            return
    except ValueError:
        pass
    raise SettingsInvalid(f"{where}: copy the {name} ID from the app registration's overview, such as {UUID(int=0)}")


def _certificate(file: Path, where: str) -> str:
    pem = _read(file, where)
    if wrong := complaint(pem):
        raise SettingsInvalid(f"{where}: {file} {wrong}")
    return pem


def _read(file: Path, where: str) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise SettingsInvalid(f"{where}: {file} cannot be read: {why}") from None
