"""The home page, plain content pages, the site plan, and the site's identity."""

from .brand import SiteBrand
from .pages import ContentPage, HomePage, PlanPage

__all__ = ["ContentPage", "HomePage", "PlanPage", "SiteBrand"]
