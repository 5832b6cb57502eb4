"""What alembic runs: on the connection that `migrate` hands over, else on the database that `-x url=…` names."""

from alembic import context
from sqlalchemy import Connection

from bot.store import tables
from bot.store.migrate import connection


def _run(opened: Connection) -> None:
    # SQLite alters a table by copying it, which alembic calls a batch.
    context.configure(connection=opened, target_metadata=tables.Partnership.metadata, render_as_batch=True)
    context.run_migrations()


if (handed_over := context.config.attributes.get("connection")) is not None:
    _run(handed_over)
else:
    with connection(context.get_x_argument(as_dictionary=True)["url"]) as opened:
        _run(opened)
