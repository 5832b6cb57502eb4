"""The example partnership, played through the real path on a clock of its own."""
