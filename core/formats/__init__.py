"""How dates are typed and shown, added to Django's own formats of the language (FORMAT_MODULE_PATH)."""
