"""What the offers tell the search of their text: signals that the `search` room receives."""

from django.dispatch import Signal

offers_changed = Signal()
"""Sent with `offres` after the text or the places of some offers are saved, so that they are indexed again."""

fruitless = Signal()
"""Sent with `text` when a visitor's words match no public offer."""
