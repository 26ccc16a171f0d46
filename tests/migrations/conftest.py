"""The cast, for the tests of this part."""

from tests.support.fixtures import *  # noqa: F403
