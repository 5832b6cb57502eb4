"""What takes long and leaves much to chance: `make soak`."""
