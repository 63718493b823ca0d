"""Draw the rooms and their imports into docs/architecture.md; with `--check`, exit with 1 where the drawing is old.

An arrow from one room to the next below it that it imports from; what is reached through that one is left out.
"""

import sys
import tomllib
from collections import defaultdict
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- drawn by scripts/architecture.py -->\n", "<!-- end of the drawing -->\n"


def imports(rooms: list[str]) -> dict[str, set[str]]:
    """By room, the rooms it imports from."""
    graph = grimp.build_graph(*rooms)
    found: dict[str, set[str]] = defaultdict(set)
    for module in graph.modules:
        here = module.partition(".")[0]
        there = {imported.partition(".")[0] for imported in graph.find_modules_directly_imported_by(module)}
        found[here] |= there - {here}
    return found


def reachable(room: str, arrows: dict[str, set[str]]) -> set[str]:
    return arrows[room].union(*(reachable(below, arrows) for below in arrows[room]))


def drawing(rooms: list[str]) -> str:
    """`rooms` from the top, as a Mermaid flowchart."""
    arrows = imports(rooms)
    lines = ["```mermaid", "flowchart TD"]
    for room in rooms:
        through = set().union(*(reachable(below, arrows) for below in arrows[room]))
        direct = [below for below in rooms if below in arrows[room] - through]
        lines += [f"    {room} --> {below}" for below in direct]
    return "\n".join([*lines, "```", ""])


def main() -> int:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = [
        room.strip() for layer in layers for room in layer.split("|")
    ]  # Rooms of one layer know none of each other.
    sys.path.insert(0, str(ROOT))
    before, _begin, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    old, _end, after = rest.partition(END)
    new = drawing(rooms)
    if "--check" in sys.argv:
        if old != new:
            print("docs/architecture.md is older than the code: run scripts/architecture.py.", file=sys.stderr)
        return int(old != new)
    DOCUMENT.write_text(before + BEGIN + new + END + after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
