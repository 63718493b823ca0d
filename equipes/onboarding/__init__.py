"""Onboarding of entities and people: requests, opening of a vitrine, invitations, teams, sign-in."""
