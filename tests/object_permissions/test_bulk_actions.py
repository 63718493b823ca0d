"""A bulk action looks its keys up among what exists for the user, before any permission is asked."""

import pytest

from emplois.listing import OffreDeleteBulkAction
from emplois.models import Offre

from ..factories import OffreFactory

pytestmark = pytest.mark.django_db


def test_bulk_action_finds_the_visible_objects_among_its_keys(rf, entities, member):
    ours, other, theirs = (OffreFactory(vitrine=entities[name]) for name in ("bureau", "direction", "voisine"))
    request = rf.get("/")
    request.user = member("recruteuse", direction="recruteur")
    action = OffreDeleteBulkAction(request, Offre)
    assert list(action.get_queryset(Offre, [str(ours.pk), str(theirs.pk), "abc"])) == [ours]
    assert set(action.get_all_objects_in_listing_query(None)) == {ours.pk, other.pk}
