"""docs/exploitation.md, « Mettre en route », followed to the letter: on PostgreSQL and Redis, from a fresh clone."""

import os
import re
import signal
import subprocess

import psycopg
import pytest
import urllib3

from .processes import ROOT, SECRET, free_port, wait_until


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "portail"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)  # noqa: S607
    (folder / "docs" / "exploitation.md").write_bytes((ROOT / "docs" / "exploitation.md").read_bytes())
    return folder


def documented(clone) -> list[str]:
    """The commands of the section, comments left out."""
    text = (clone / "docs" / "exploitation.md").read_text(encoding="utf-8")
    section = text.partition("## Mettre en route")[2]
    block = section.partition("```\n")[2].partition("```")[0]
    return [line.partition("  #")[0].rstrip() for line in block.splitlines() if line.strip()]


def test_the_documented_commands_make_a_portal_that_answers(clone, cluster, redis, tmp_path):
    port, database = free_port(), cluster.create("documented")
    values = {
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": database,
        "CACHE_URL": redis.url,
    }
    *commands, last = documented(clone)
    assert last.endswith("-m site_metiers.serve")
    script = "\n".join(["set -eu", *commands])
    for name, value in values.items():
        script, count = re.subn(rf"\b{name}=…", f"{name}={value}", script)
        assert count == 1, f"{name} is not documented once"
    script = script.replace("adresse@exemple.fr", "premiere@exemple.invalid")
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    environment |= {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_"))}
    environment |= {"HTTPS": "0", "PORT": str(port), "VAR_DIR": str(tmp_path / "var")}  # No TLS here.
    made = subprocess.run(
        ["/bin/bash", "-c", script], cwd=clone, env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=500,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr[-2000:]
    exports = [line for line in script.splitlines() if line.startswith("export ")]
    with (tmp_path / "serve.log").open("w") as log:
        server = subprocess.Popen(
            ["/bin/bash", "-c", "\n".join([*exports, f"exec {last}"])],
            cwd=clone,
            env=environment,
            stdout=log,
            stderr=log,
        )
    try:
        http = urllib3.PoolManager(retries=False)
        base = f"http://localhost:{port}"

        def answers() -> bool:
            try:
                return http.request("GET", f"{base}/sante/").status == 200
            except urllib3.exceptions.HTTPError:
                return False

        wait_until(answers, seconds=60, message=(tmp_path / "serve.log").read_text())
        for path in ("/", "/institutions/", "/emplois/", "/metiers/", "/projets/", "/rejoindre/", "/admin/login/"):
            assert http.request("GET", base + path).status == 200, path
        with psycopg.connect(database) as connection:
            invited = connection.execute("SELECT email FROM auth_user").fetchall()
        assert invited == [("premiere@exemple.invalid",)]
        wait_until(lambda: any((tmp_path / "var" / "mail").glob("*")), message="the invitation was not sent")
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(40) == 0
