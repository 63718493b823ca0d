"""Sets of offers kept as bits, against those of Python."""

from hypothesis import given
from hypothesis import strategies as st

from emplois.browsing import bits


@given(st.sets(st.integers(0, 400)), st.integers(0, 50), st.integers(0, 50))
def test_sets_of_positions_are_those_of_python(positions, start, length):
    members = bits.of(positions, 401)
    assert members.bit_count() == len(positions)
    assert bits.positions(members) == sorted(positions)
    assert bits.positions(members, start, start + length) == sorted(positions)[start : start + length]
    assert bits.sorted_by(range(400, -1, -1), members, 401) == sorted(positions, reverse=True)


@given(st.lists(st.tuples(st.sets(st.integers(0, 60)), st.integers(0, 3000)), max_size=6), st.sets(st.integers(0, 60)))
def test_tally_counts_as_python_does(added, members):
    tally, points = bits.Tally(), dict.fromkeys(range(61), 0)
    for positions, given_points in added:
        tally.add(bits.of(positions, 61), given_points)
        for position in positions:
            points[position] += given_points
    found = [(bits.positions(inside), of_each) for inside, of_each in tally.descending(bits.of(members, 61))]
    assert sorted(position for inside, _points in found for position in inside) == sorted(members)
    assert all(points[position] == of_each for inside, of_each in found for position in inside)
    assert [of_each for _inside, of_each in found] == sorted({points[position] for position in members}, reverse=True)
