"""The meaning: what a partnership, a check-in and a digest are. Pure; time comes in as an argument."""
