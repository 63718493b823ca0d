"""Mutation testing of the rule modules, with cosmic-ray: `make mutants`, or `scripts/mutants.py core/form_guard.py`.

Each mutant is one small change of one module (`<` for `<=`, `and` for `or`, 7 for 6, a decorator removed…). It is
killed where the tests of its module fail. `[tool.mutants]` in pyproject.toml names the modules, their tests and the
least share of mutants to kill; those that survive are printed as diffs, and under the least share the command fails.

Mutants are made in copies of the working tree, one a processor (or MUTANTS_PROCESSES), and never in the tree itself.
"""

import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec, TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT = 300
"""Seconds after which a mutant counts as killed: it loops."""
OPERATORS = re.compile(
    r"core/(AddNot|Replace(TrueWithFalse|FalseWithTrue|AndWithOr|OrWithAnd|BreakWithContinue|ContinueWithBreak)"
    r"|ExceptionReplacer|NumberReplacer|RemoveDecorator|ZeroIterationForLoop|ReplaceUnaryOperator_Delete_Not"
    r"|ReplaceBinaryOperator_(Add_Sub|Sub_Add|Mul_Div|Div_Mul|FloorDiv_Mul|Mod_Mul|BitOr_BitAnd|BitAnd_BitOr)"
    r"|ReplaceComparisonOperator_(Lt_LtE|LtE_Lt|Gt_GtE|GtE_Gt|Lt_GtE|LtE_Gt|Gt_LtE|GtE_Lt|Eq_NotEq|NotEq_Eq|Is_IsNot"
    r"|IsNot_Is|In_NotIn|NotIn_In))"
)
"""One change of each kind: all of cosmic-ray's operators say `<` ten times otherwise, and cost ten times the time."""
SIGNATURE = re.compile(r"\s*(def |\*,|\w+: |\) ->)")
"""The start of a line of a signature, or of an annotated name."""
PYTEST = "-m pytest -x -q -p no:randomly -p no:cacheprovider --no-header"


class Mutant(NamedTuple):
    """A change of a module, and the files of tests that have to notice it."""

    module: str
    tests: tuple[str, ...]
    spec: MutationSpec


def mutants(modules: dict[str, list[str]]) -> Iterator[Mutant]:
    with tempfile.TemporaryDirectory() as folder:
        for module, tests in modules.items():
            with use_db(str(Path(folder) / "mutants.sqlite"), WorkDB.Mode.create) as database:
                init([Path(module)], database, {})
                specs = [spec for item in database.pending_work_items for spec in item.mutations]
            yield from (Mutant(module, tuple(tests), spec) for spec in specs if is_worthwhile(spec))


def is_worthwhile(spec: MutationSpec) -> bool:
    """Whether the code says something else then: `|` in an annotation and `*` in a signature are no operators.

    Nor can cosmic-ray replace an exception named with its module.
    """
    if not OPERATORS.fullmatch(spec.operator_name):
        return False
    line = Path(spec.module_path).read_text(encoding="utf-8").splitlines()[spec.start_pos[0] - 1]
    if "ExceptionReplacer" in spec.operator_name:
        return line[spec.start_pos[1] : spec.end_pos[1]].isidentifier()
    return "BinaryOperator" not in spec.operator_name or not SIGNATURE.match(line)


def command(tests: tuple[str, ...]) -> str:
    return f"{sys.executable} {PYTEST} {' '.join(tests)}"


def work_in_a_copy(folder: str, tests: list[str]) -> None:
    """Initialise a worker: a copy of the tree to itself, whose tests pass, with its bytecode and prepared database."""
    copy = Path(tempfile.mkdtemp(dir=folder))
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], capture_output=True, text=True, check=True)  # noqa: S607
    for name in filter(os.path.isfile, files.stdout.splitlines()):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, copy / name)
    os.chdir(copy)
    os.environ |= {
        "DATABASE_URL": "sqlite:///:memory:",
        "DJANGO_SETTINGS_MODULE": "site_metiers.settings.test",
        "PYTHONPYCACHEPREFIX": str(copy / "var" / "bytecode"),
    }
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(command(tuple(tests)).split(), check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def run(mutant: Mutant) -> tuple[Mutant, WorkResult]:
    return mutant, mutate_and_test([mutant.spec], command(mutant.tests), TIMEOUT)


def main(chosen: list[str]) -> int:
    os.chdir(ROOT)
    settings = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutants"]
    modules = {module: tests for module, tests in settings["modules"].items() if not chosen or module in chosen}
    all_tests = sorted({test for tests in modules.values() for test in tests})
    made, killed = Counter(), Counter()
    todo = list(mutants(modules))
    processes = int(os.environ.get("MUTANTS_PROCESSES", os.cpu_count() or 1))
    print(f"{len(todo)} mutants de {len(modules)} modules", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="mutants-") as folder,
        multiprocessing.Pool(processes, initializer=work_in_a_copy, initargs=(folder, all_tests)) as pool,
    ):
        for mutant, result in pool.imap_unordered(run, todo):
            if result.worker_outcome != WorkerOutcome.NORMAL:
                sys.exit(f"{mutant.spec}: {result.output}")
            made[mutant.module] += 1
            killed[mutant.module] += result.test_outcome == TestOutcome.KILLED
            if result.test_outcome == TestOutcome.SURVIVED:
                print(f"\n{made.total()}/{len(todo)} {result.diff}", flush=True)
    for module, count in sorted(made.items()):
        print(f"{module:40} {killed[module]:4} / {count:4} = {killed[module] / count:.0%}")
    share = 100 * killed.total() / made.total()
    print(f"Mutants tués : {killed.total()} sur {made.total()}, soit {share:.1f} % (au moins {settings['least']} %)")
    return share < settings["least"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
