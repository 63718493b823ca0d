"""A bare HTTP/1.1 load: keep-alive connections in processes of their own, counted over a fixed time. Loopback only."""

import multiprocessing
import socket
import statistics
import time
from dataclasses import dataclass


@dataclass
class Load:
    requests_per_second: float
    median_ms: float
    p99_ms: float


def _connect(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _ask(connection: socket.socket, request: bytes) -> bool:
    """Send and read the whole answer; whether the connection stays open."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    if b" 200 " not in head[:16]:
        raise RuntimeError(head[:60].decode())
    lines = head.lower().split(b"\r\n")
    missing = next(int(line[15:]) for line in lines if line.startswith(b"content-length:")) - len(body)
    while missing > 0:
        missing -= len(connection.recv(65536))
    return b"connection: close" not in lines


def _client(port: int, path: str, seconds: float, found: multiprocessing.Queue) -> None:
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Accept-Encoding: gzip", "Connection: keep-alive"]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    times = []
    connection = _connect(port)
    end = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < end:
        if not _ask(connection, request):
            connection.close()
            connection = _connect(port)
        times.append(time.perf_counter() - begin)
    connection.close()
    found.put(times)


def measure(port: int, path: str, *, clients: int = 4, seconds: float = 1.5) -> Load:
    found: multiprocessing.Queue = multiprocessing.Queue()
    running = [
        multiprocessing.Process(target=_client, args=(port, path, seconds, found), daemon=True) for _ in range(clients)
    ]
    for process in running:
        process.start()
    times = sorted(second for _ in running for second in found.get(timeout=seconds + 15))
    for process in running:
        process.join()
    return Load(len(times) / seconds, statistics.median(times) * 1000, times[int(len(times) * 0.99)] * 1000)
