"""The command line, and the one place where settings, store, adapters and jobs are put together."""
