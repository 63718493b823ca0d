"""`make drills`: failures replayed on real processes, started for the drill that asks for them (see processes.py)."""

import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .processes import Portal, Postgres, Redis, started


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.drills)


@pytest.fixture(scope="session")
def seeded(tmp_path_factory) -> Path:
    """A VAR_DIR with the least content in SQLite and the static files, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    Portal(folder, f"sqlite:///{folder}/db.sqlite3").command("-m", "tests.drills.seed", check=True)
    return folder


@pytest.fixture
def portal(seeded, tmp_path) -> Iterator[Callable[..., Portal]]:
    """Start a portal with further environment variables, on a SQLite database of its own unless one is given."""
    numbers = itertools.count(1)
    with ExitStack() as stack:

        def start(database_url: str = "", **environment: str) -> Portal:
            folder = tmp_path / f"var-{next(numbers)}"
            shutil.copytree(seeded, folder)
            made = Portal(folder, database_url or f"sqlite:///{folder}/db.sqlite3", **environment)
            return stack.enter_context(started(made))

        yield start


@pytest.fixture
def redis(tmp_path) -> Iterator[Redis]:
    with started(Redis(tmp_path)) as server:
        yield server


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """Not in pytest's folders: they are root's alone, and PostgreSQL never runs as root."""
    with (
        tempfile.TemporaryDirectory(prefix="drills-") as folder,
        started(Postgres(Path(folder))) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def seeded_database(cluster, seeded) -> str:
    """The name of a PostgreSQL database with the least content, to be copied."""
    Portal(seeded, cluster.create("seeded")).command("-m", "tests.drills.seed", check=True)
    return "seeded"


@pytest.fixture
def postgres(cluster, seeded_database, request) -> Iterator[tuple[Postgres, str]]:
    """A cluster that the drill may stop, and the address of a database of its own in it."""
    yield cluster, cluster.create(request.node.name[:60], template=seeded_database)
    cluster.stop()
    cluster.start()
