"""Measurements: each figure is a ratio to a peer in the same run, or a fact such as what a kill leaves behind."""
