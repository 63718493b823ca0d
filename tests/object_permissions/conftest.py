"""The entities, members and neighbours of the tests of rights."""

from ..rights.conftest import entities, member

__all__ = ["entities", "member"]
