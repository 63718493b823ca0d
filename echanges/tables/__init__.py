"""Imports of an entity's own CSV or XLSX tables: column mapping on screen, preview, saved mapping."""
