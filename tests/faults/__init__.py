"""What is done to a running Weft by its disk, database, clock and platforms, and what must come of it."""
