"""The order of rooms is import-linter's (`make lint`); here, files import each other one way."""

import graphlib
import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent


def test_no_file_imports_itself_through_others():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    graph = grimp.build_graph(*settings["root_packages"], cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    graphlib.TopologicalSorter(imports).prepare()  # Raises CycleError, which names the files.


def test_every_app_has_its_place_in_the_order_of_layers():
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    own = {path.parent.name for path in ROOT.glob("*/apps.py")}
    layers = {room.strip() for layer in configured["contracts"][0]["layers"] for room in layer.split("|")}
    assert own | {"site_metiers"} <= set(configured["root_packages"]) == layers
