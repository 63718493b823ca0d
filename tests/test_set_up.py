"""What the set-up commands say when they cannot do their work: one clear line, exit code 2."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from .test_site import ROOT


def run(script: str, cwd: Path = ROOT, **environment) -> subprocess.CompletedProcess:
    command = [shutil.which("bash"), f"scripts/{script}"]
    return subprocess.run(
        command, cwd=cwd, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
    )


def assert_one_line(result: subprocess.CompletedProcess, said: str) -> None:
    assert result.returncode == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


@pytest.fixture
def clone(tmp_path) -> Path:
    """The project's scripts and locks, not set up yet."""
    for folder in ("scripts", "requirements"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_busy_port_is_said():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        assert_one_line(run("demo.sh", PORT=port), f"Le port {port} ne peut pas être utilisé")


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_port_that_is_none_is_said(port):
    assert_one_line(run("demo.sh", PORT=port), "PORT doit être un nombre entre 1 et 65535")


def test_missing_python_is_said(clone, tmp_path):
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("dirname", "cat", "sha256sum", "cut"):
        (tools / tool).symlink_to(shutil.which(tool))
    assert_one_line(run("bootstrap.sh", clone, PATH=str(tools)), "la commande python3 est introuvable")


def test_old_python_is_said(clone, tmp_path):
    old = tmp_path / "bin" / "python3"
    old.parent.mkdir()
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.2"\nexit 1\n')
    old.chmod(0o755)
    path = f"{old.parent}:{os.environ['PATH']}"
    assert_one_line(run("bootstrap.sh", clone, PATH=path), "Python 3.11 ou plus récent est nécessaire")


def test_missing_network_is_said(clone):
    """Every registry out of reach: a proxy that is not there, and no cache."""
    nowhere = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), nowhere)
    settings = {"PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1", "PIP_INDEX_URL": f"{nowhere}/simple", "PIP_TIMEOUT": "2"}
    assert_one_line(run("bootstrap.sh", clone, PIP_CONFIG_FILE=os.devnull, **proxies, **settings), "le réseau est-il")
