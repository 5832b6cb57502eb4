"""Weft: check-ins and weekly digests for partnerships of several organisations."""
