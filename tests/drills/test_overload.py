"""Three hundred connections, pages that are not kept: some are served, the others told at once to come back (31)."""

from .load import flood

PAGE, KEPT, LIVE, READY = "/emplois/?q={}", "/emplois/", "/sante/vivant/", "/sante/"


def test_crowd_is_served_or_refused_soon_and_what_costs_nothing_is_always_served(portal):
    site = portal()
    assert site.get(KEPT).status == 200
    visits = flood(site.port, PAGE, visitors=300, seconds=8, beside=(KEPT, LIVE, READY))
    crowd = visits[PAGE]
    assert crowd.statuses <= {200, 503}
    assert crowd.median(200, 503) < 2
    assert crowd.median(200) < 5
    assert max(crowd.seconds(200)) < 15
    assert len(crowd.seconds(200)) > 20, "the refusals leave the others their time"
    for path in (KEPT, LIVE, READY):
        assert visits[path].statuses == {200}, path
        assert max(visits[path].seconds(200)) < 5, path
    assert site.get("/emplois/?q=apres").status == 200
    assert "Traceback" not in site.log


def test_few_visitors_are_never_refused(portal):
    site = portal()
    crowd = flood(site.port, PAGE, visitors=20, seconds=4)[PAGE]
    assert crowd.statuses == {200}
