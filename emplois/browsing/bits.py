"""Sets of positions as integers: bit n stands for position n.

Python's own integers join and count sets of 100,000 positions in microseconds, which no question to a database does.
"""

from collections.abc import Iterable, Sequence

ZERO, ONE = b"01"
_IN_BYTE = [tuple(n for n in range(8) if byte >> n & 1) for byte in range(256)]


def of(positions: Iterable[int], size: int) -> int:
    """The set of those `positions` that are below `size`; `size` itself is none."""
    digits = bytearray(b"0") * (size + 1)
    for position in positions:
        digits[size - position] = ONE
    digits[0] = ZERO
    return int(digits, 2)


def of_digits(keys: Iterable[int], digits: Sequence[int], size: int) -> int:
    """The set of things by their keys, `digits` telling which binary digit stands for each: `size` - its position.

    A digit of 0 is none. In an array, and with keys in ascending order, 20,000 of them take about a millisecond.
    """
    written = bytearray(b"0") * (size + 1)
    for key in keys:
        written[digits[key]] = ONE
    written[0] = ZERO
    return int(written, 2)


def positions(bits: int, start: int = 0, stop: int | None = None) -> list[int]:
    """The positions in `bits` in ascending order, of which the `start`-th to the one before the `stop`-th."""
    stop = bits.bit_count() if stop is None else stop
    found, passed, seen = [], 0, 0
    for number, byte in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        if not byte:
            continue
        if seen >= stop:
            break
        inside = _IN_BYTE[byte]
        seen += len(inside)
        if seen <= start:
            passed = seen
        else:
            found += [8 * number + n for n in inside]
    return found[max(start - passed, 0) : max(stop - passed, 0)]


def sorted_by(order: Iterable[int], bits: int, size: int) -> list[int]:
    """The positions in `bits` as they come in `order`."""
    flags = bits.to_bytes(size // 8 + 1, "little")
    return [position for position in order if flags[position >> 3] >> (position & 7) & 1]
