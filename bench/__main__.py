"""`python -m bench` takes every measurement in turn; `python -m bench kill` only those that are named."""

import sys

from bench import digest, first, idle, ingest, kill, makespan, meanwhile, releases, startup, teams

MEASUREMENTS = {
    "ingest": ingest.measure,
    "meanwhile": meanwhile.measure,
    "startup": startup.measure,
    "help": startup.measure_help,
    "kill": kill.measure,
    "teams": teams.measure,
    "digest": digest.measure,
    "releases": releases.measure,
    "first": first.measure,
    "idle": idle.measure,
    "ingest-replicas": ingest.measure_replicas,
    "makespan": makespan.measure,
    "makespan-skewed": makespan.measure_skewed,
}

for name in sys.argv[1:] or MEASUREMENTS:
    if name not in MEASUREMENTS:
        sys.exit(f"There is no measurement {name}: choose of {', '.join(MEASUREMENTS)}.")
    MEASUREMENTS[name]()
