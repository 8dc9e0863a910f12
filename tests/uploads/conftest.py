"""A council that brings its figures in, and files that its people upload."""

from tests.entry.conftest import alice, bringing, client_of, today

__all__ = ["alice", "bringing", "client_of", "today"]
