"""Filters Wagtail's lists, choosers, reports and URLs to the pages, files and tags visible to the user."""
