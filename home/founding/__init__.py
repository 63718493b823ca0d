"""Initial content of an empty database: pages with their first texts, roles, first administrator."""
