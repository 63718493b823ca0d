"""Applications in the CMS. The permission policies check access to each object."""
