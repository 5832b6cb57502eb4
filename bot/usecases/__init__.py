"""The deeds: what people and the clock do, each in one transaction. They never call each other."""
