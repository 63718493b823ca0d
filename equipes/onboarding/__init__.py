"""How entities and people come in and go: requests, the opening of a vitrine, invitations, the team of an entity."""
