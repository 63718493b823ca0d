"""Job offers, their places, and the pages of the métiers they are for."""

from .lieu import Lieu
from .metiers import MetierPage, MetiersPage
from .offre import Offre
from .reminder import DeadlineReminder

__all__ = ["DeadlineReminder", "Lieu", "MetierPage", "MetiersPage", "Offre"]
