"""The language that the core and every platform share."""
