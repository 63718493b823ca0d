"""The API against its own document: Schemathesis sends what it allows and what it forbids to the running server."""

import subprocess
import sys
from pathlib import Path

LEFT_OUT = "positive_data_acceptance"
"""A value of the right shape may still name nothing (a métier, a commune, a field): refusing it is the contract."""


def test_no_server_error_and_nothing_against_the_schema(site, key, tmp_path):
    done = subprocess.run(
        [
            Path(sys.executable).with_name("schemathesis"), "run", f"{site}/api/v2/schema.json",
            "-H", f"Authorization: Api-Key {key}", "--exclude-checks", LEFT_OUT, "--max-examples", "15",
            "--seed", "2026", "--no-color",
        ],
        cwd=tmp_path,

        capture_output=True,
        text=True,
        timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]
    assert "Tested: 18" in done.stdout, done.stdout[-1500:]
