"""Many visitors at once, to 127.0.0.1, for some seconds: what each was answered, and after how long."""

import asyncio
import statistics
import time
from typing import NamedTuple


class Visit(NamedTuple):
    status: int
    """0 where the connection failed."""
    seconds: float


class Visits(list[Visit]):
    def seconds(self, *statuses: int) -> list[float]:
        return sorted(visit.seconds for visit in self if visit.status in statuses)

    def median(self, *statuses: int) -> float:
        return statistics.median(self.seconds(*statuses))

    @property
    def statuses(self) -> set[int]:
        return {visit.status for visit in self}


async def _ask(port: int, path: str) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.read()
        return int(head[9:12])
    finally:
        writer.close()


async def _visitor(port: int, number: int, path: str, until: float, visits: Visits, pause: float) -> None:
    count = 0
    while time.monotonic() < until:
        begin, count = time.monotonic(), count + 1
        try:
            status = await asyncio.wait_for(_ask(port, path.format(f"{number}-{count}")), 30)
        except (OSError, ValueError, EOFError, TimeoutError):
            status = 0
        visits.append(Visit(status, time.monotonic() - begin))
        await asyncio.sleep(pause)


def flood(port: int, path: str, *, visitors: int, seconds: float, beside: tuple[str, ...] = ()) -> dict[str, Visits]:
    """Ask `path` ("{}" is another word each time) by so many visitors, and each of `beside` five times a second."""
    visits = {asked: Visits() for asked in (path, *beside)}

    async def run() -> None:
        until = time.monotonic() + seconds
        crowd = (_visitor(port, number, path, until, visits[path], 0) for number in range(visitors))
        probes = (_visitor(port, 0, asked, until, visits[asked], 0.2) for asked in beside)
        await asyncio.gather(*crowd, *probes)

    asyncio.run(run())
    return visits
