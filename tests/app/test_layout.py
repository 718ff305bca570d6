"""What a damaged memory of the window's layout does: nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.app.conftest import Studio


def test_a_layout_that_is_damaged_is_passed_over(make_studio: Callable[..., Studio], tmp_path: Path):
    places = tmp_path / "places"
    places.mkdir()
    (places / "settings.json").write_text(json.dumps({"geometry": "abc", "docks": "!x é"}))
    studio = make_studio()
    assert studio.window.isVisible()
    assert studio.window.docks["generate"].isVisible()
