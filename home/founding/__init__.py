"""A portal out of an empty database: its pages with their first texts, its roles, its first administrator."""
