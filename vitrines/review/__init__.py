"""Review before publication: what is looked at, the one screen it is done on, the link for those without an account."""
