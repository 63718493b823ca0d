"""Open data: every night the open offers and the entities as files, under Licence Ouverte, described after DCAT."""
