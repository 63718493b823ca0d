"""Date and time formats, added to Django's own for the language (FORMAT_MODULE_PATH)."""
