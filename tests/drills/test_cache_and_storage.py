"""Redis, the disk and S3 away: visitors see the site, candidates lose nothing (29)."""

import shutil
import time

from .applying import MOTIVATION, apply
from .processes import free_port, wait_until


def test_without_redis_people_apply_and_one_line_is_logged(portal, redis):
    site = portal(CACHE_URL=redis.url)
    assert site.get("/sante/").text.count('"cache": "ok"') == 1
    assert apply(site).status == 302
    redis.stop()
    time.sleep(1.1)
    for path in ("/", "/emplois/?q=sans", "/api/v2/offres/"):
        answer = site.get(path)
        assert (answer.status, answer.seconds < 4) == (200, True), path
    assert apply(site).status == 302
    ready = site.get("/sante/")
    assert (ready.status, '"cache": "muet"' in ready.text, '"dégradé"' in ready.text) == (200, True, True)
    assert (
        len([line for line in site.log.splitlines() if "cache partagé ne répond pas" in line]) <= 3
    )  # A process each.
    assert "Traceback" not in site.log
    redis.start()
    wait_until(lambda: '"cache": "ok"' in site.get("/sante/").text, seconds=15)
    assert "cache partagé répond de nouveau" in site.log


def test_many_tries_are_counted_without_redis(portal, redis):
    site = portal(CACHE_URL=redis.url)
    redis.stop()
    statuses = [apply(site, email="la-meme@exemple.invalid").status for _ in range(11)]
    assert statuses[:10] == [302] * 10
    assert statuses[10] == 422, "under suspicion"


def test_disk_that_takes_no_file_leaves_the_text_in_the_form(portal):
    site = portal()
    folder = site.folder / "candidatures"
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("")
    answer = apply(site)
    assert answer.status == 503
    assert "réessayez dans un moment" in answer.text
    assert MOTIVATION in answer.text
    folder.unlink()
    assert apply(site).status == 302


def test_s3_that_is_away_leaves_the_text_in_the_form_and_is_told(portal):
    away = {"S3_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}", "S3_BUCKET": "a", "S3_PRIVATE_BUCKET": "b"}
    site = portal(**away, S3_ACCESS_KEY="x", S3_SECRET_KEY="y", S3_REGION="z")
    answer = apply(site)
    assert (answer.status, answer.seconds < 20) == (503, True)
    assert MOTIVATION in answer.text
    ready = site.get("/sante/")
    assert (ready.status, ready.seconds < 5, '"stockage": "muet"' in ready.text) == (200, True, True)
    assert site.get("/").status == 200
