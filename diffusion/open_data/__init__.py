"""Open data: daily files of the open offers and the entities, under Licence Ouverte, with a DCAT catalogue."""
