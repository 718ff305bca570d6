"""The private sound server, for every test in this folder."""

from tests.helpers.sound import sound

__all__ = ["sound"]
