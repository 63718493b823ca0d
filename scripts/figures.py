"""Sizes of files, functions and tests of Python codebases: `figures.py CHECKOUT…`, as a Markdown table.

Migrations, generated and vendored code are left out. Lines are those that hold something; a function's are from its
`def` to its end. A test is a function or method whose name begins with `test`.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

LEFT_OUT = {"migrations", "node_modules", ".venv", "venv", ".git", "var", "static", "locale"}


class Function(NamedTuple):
    name: str
    lines: int


class Source(NamedTuple):
    is_test: bool
    lines: int
    functions: list[Function]


def sources(checkout: Path) -> Iterator[Source]:
    for file in checkout.rglob("*.py"):
        parts = file.relative_to(checkout).parts
        if LEFT_OUT.isdisjoint(parts):
            text = file.read_text(encoding="utf-8", errors="replace")
            is_test = any(part in ("test", "tests", "testing") for part in parts) or parts[-1].startswith("test")
            yield Source(is_test, sum(bool(line.strip()) for line in text.splitlines()), functions(text))


def functions(text: str) -> list[Function]:
    try:
        nodes = ast.walk(ast.parse(text))
    except SyntaxError:
        return []
    found = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [Function(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


def row(checkout: Path) -> str:
    found = list(sources(checkout))
    code = [source for source in found if not source.is_test and source.lines]
    lengths = [function.lines for source in code for function in source.functions]
    total = sum(source.lines for source in code)
    tests = [function for source in found if source.is_test for function in source.functions]
    test_lines = sum(source.lines for source in found if source.is_test)
    cells = [
        checkout.name,
        f"{len(code):,}",
        f"{total:,}",
        f"{median(source.lines for source in code):.0f}",
        f"{quantiles([source.lines for source in code], n=10)[-1]:.0f}",
        f"{len(lengths):,}",
        f"{median(lengths):.0f}",
        f"{quantiles(lengths, n=10)[-1]:.0f}",
        f"{100 * sum(length > 30 for length in lengths) / len(lengths):.1f} %",
        f"{sum(function.name.startswith('test') for function in tests):,}",
        f"{test_lines / total:.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


def main() -> int:
    checkouts = [Path(argument) for argument in sys.argv[1:]]
    if missing := [str(path) for path in checkouts if not any(not source.is_test for source in sources(path))]:
        print(f"No Python code in {', '.join(missing)}.", file=sys.stderr)
        return 2
    print("| codebase | files | lines | median file | 90 % under | functions | median | 90 % under | over 30 lines "
          "| tests | test lines per line |")  # fmt: skip
    print("|---|" + "--:|" * 10)
    for checkout in checkouts:
        print(row(checkout.resolve()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
