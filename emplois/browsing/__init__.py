"""How visitors narrow the list of public offers: what they ask (criteria), what is known (facts), what is found."""
