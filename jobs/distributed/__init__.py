"""The distributed engine: equal replicas share the work over one PostgreSQL database, by way of Procrastinate."""
