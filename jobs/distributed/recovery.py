"""Notices that a replica is gone, by its heartbeat, and lets go of the lanes that it held."""

from collections.abc import Sequence

from procrastinate import App
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from bot.chat.names import Lane

HEARTBEAT = 2.0
"""Seconds between two of them."""
SILENT = 7.0
"""Seconds after the last one before a worker counts as gone: three may fail to come. Procrastinate has 30."""
_FORGOTTEN = 60.0


async def recover(app: App) -> Sequence[Lane]:
    """Take away the jobs of workers that are gone; the lanes that these had been draining.

    They are not handed on as they are: whoever was only held up would, by ending its own, end somebody else's.
    """
    jobs = app.job_manager
    stalled = list(await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    lanes = [lane for job in stalled if await _take_away(app, job) and (lane := lane_of(job)) is not None]
    if stalled:
        await jobs.prune_stalled_workers(_FORGOTTEN)
    return lanes


async def ticked(app: App) -> int:
    """A number that grows with every tick that any replica has lined up."""
    row = await app.connector.execute_query_one_async(
        "SELECT coalesce(max(id), 0) AS last FROM procrastinate_periodic_defers"
    )
    return int(row["last"])


def lane_of(job: Job) -> Lane | None:
    """The lane that this job drains."""
    match job.task_kwargs:
        case {"platform": str(platform), "tenant": str(tenant)}:
            return Lane(platform, tenant)
        case _:
            return None


async def _take_away(app: App, job: Job) -> bool:
    if job.id is None:
        return False
    try:
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
    except ConnectorException:
        # Another replica has noticed, too, and was first; or the database is gone, and the next look says so.
        return False
    return True
