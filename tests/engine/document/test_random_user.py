"""The random user in the suite: a few sequences each time, others every time."""

from __future__ import annotations

from hypothesis import settings

from tests.engine.document.random_user import User

TestUser = User.TestCase
TestUser.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
