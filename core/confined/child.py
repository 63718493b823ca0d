"""Run by `core.confined` in a process of its own: `child.py SCRIPT TASK`, a document on standard input.

It knows nothing of Django, and limits itself before it reads anything. SCRIPT gives `prepare(task)`, which imports what
it needs and returns a function from the document's bytes to what is printed as JSON; and its limits, CPU_SECONDS and
MEMORY (bytes of address space beyond what the process has when it begins to read).
"""

import importlib.util
import json
import os
import resource
import sys


def limit(*, cpu_seconds: int, memory: int) -> None:
    os.nice(10)  # Visitors first.
    if sys.platform == "linux":  # Elsewhere nothing limits what is mapped, or nothing says what is.
        with open("/proc/self/statm") as statm:
            mapped = int(statm.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (mapped + memory, mapped + memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def main() -> None:
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
