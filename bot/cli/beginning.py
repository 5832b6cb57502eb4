"""How a command begins that works on the database: settings, logs, and a database of this version."""

import os
from collections.abc import Callable

from bot import logs, settings
from bot.errors import SettingsInvalid
from bot.settings import Settings
from bot.store.migrate import migrate


def begin(first: Callable[[Settings], None] = lambda _: None) -> Settings:
    """Read the settings and bring the database up.

    Args:
        first: looks at the settings before. Where they cannot be used nothing is brought up: from then on a version
            before this one would refuse the database.
    """
    # The database holds what people wrote, and the secret opens every inbox: nobody else's business on this machine.
    os.umask(0o077)
    chosen = settings.read()
    logs.configure(chosen.weft_log_format)
    first(chosen)
    try:
        migrate(chosen.database_url)
        if chosen.is_shared:
            # Only who shares a database among replicas has their engine.
            from jobs.distributed import schema  # noqa: PLC0415

            schema.build(chosen.database_url)
    except ModuleNotFoundError as missing:
        raise SettingsInvalid(f"DATABASE_URL needs the Python package {missing.name}, which is not here") from None
    return chosen
