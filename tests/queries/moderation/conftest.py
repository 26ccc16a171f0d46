"""The people and rooms that these tests use."""

from tests.support.fixtures import *  # noqa: F403
