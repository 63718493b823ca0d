"""Per-object permissions in Wagtail's CMS, for snippets, viewsets and wagtail-modeladmin. See README.md."""
