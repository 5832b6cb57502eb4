"""Time: what Weft does by itself."""
