"""Run by `core.confined` in a process of its own: `child.py SCRIPT TASK`, a document on standard input.

It does not import Django, and sets its resource limits before it reads input. SCRIPT defines `prepare(task)`, which
imports what it needs and returns a function from the document's bytes to a result that is printed as JSON. SCRIPT also
defines its limits: CPU_SECONDS, and MEMORY (bytes of address space beyond what is mapped before reading).
"""

import importlib.util
import json
import os
import resource
import sys


def limit(*, cpu_seconds: int, memory: int) -> None:
    """Lower the priority of this process, limit its CPU time and memory (bytes), and forbid writing and forking."""
    os.nice(10)  # Requests of visitors have priority.
    if sys.platform == "linux":  # Other systems lack RLIMIT_AS or /proc.
        with open("/proc/self/statm") as statm:
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
    """Load SCRIPT, set its limits, run TASK on standard input and print the result as JSON."""
    script, task = sys.argv[1:]
    spec = importlib.util.spec_from_file_location("confined_script", script)
    if spec is None or spec.loader is None:
        raise ImportError(script)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    work = module.prepare(task)
    limit(cpu_seconds=module.CPU_SECONDS, memory=module.MEMORY)
    print(json.dumps(work(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
