"""Searches whose answers were judged: see docs/recherche.md."""
