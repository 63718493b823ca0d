"""How visitors filter the list of public offers: the form (criteria), the in-memory index, the results."""
