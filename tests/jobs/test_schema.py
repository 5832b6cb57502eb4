"""The tables of the distributed engine: made once, wherever the database lets them be."""

import psycopg

from jobs.distributed import schema
from tests.databases import Postgresql

_WHERE = "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = 'procrastinate_jobs'::regclass"


def connected(url: str) -> psycopg.Connection:
    """A connection that finds these tables."""
    plain, options = schema.conninfo(url)
    return psycopg.connect(plain, options=options, autocommit=True)


def test_its_tables_are_made_once_by_however_many(postgresql: Postgresql) -> None:
    with postgresql.empty() as url:
        schema.build(url)
        schema.build(url)
        with connected(url) as connection:
            assert connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() == (0,)


def test_where_no_schema_may_be_made_they_stand_beside_our_own(postgresql: Postgresql) -> None:
    with postgresql.of_somebody_plain() as url:
        name = url.partition("?")[0].rpartition("/")[2]
        owner = url.partition("//")[2].partition(":")[0]
        admin = url.replace(f"//{owner}:", "//postgres:")
        with psycopg.connect(admin.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} OWNER TO postgres".encode())
            connection.execute(f"GRANT ALL ON SCHEMA public TO {owner}".encode())
        schema.build(url)
        schema.build(url)
        with connected(url) as connection:
            assert connection.execute(_WHERE).fetchone() == ("public",)
        with psycopg.connect(admin.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"REASSIGN OWNED BY {owner} TO postgres; DROP OWNED BY {owner}".encode())
