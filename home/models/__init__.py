"""The home page, plain content pages, the plan of the site, and what the site says of itself."""

from .brand import SiteBrand
from .pages import ContentPage, HomePage, PlanPage

__all__ = ["ContentPage", "HomePage", "PlanPage", "SiteBrand"]
