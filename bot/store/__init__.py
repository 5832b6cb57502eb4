"""The memory: what Weft keeps, one module a noun. Tables are private to this folder."""
