"""Any CSV or XLSX of an entity's own: its columns matched on screen, previewed, and remembered for the next time."""
