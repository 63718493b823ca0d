"""What of the whole CMS exists for someone: every list, chooser, report and address of Wagtail's own asks here."""
