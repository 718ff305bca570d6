"""The networks compute what the reference implementation computed."""

from __future__ import annotations

import pytest
import torch

from tests.helpers import parity


@pytest.mark.parametrize("folder", parity.FOLDERS, ids=lambda folder: folder.name)
def test_every_group_of_golden_tensors_is_met(folder):
    found = parity.compare(folder)
    assert {one.group for one in found} >= {"same.encode", "same.decode", "same.chunked", "conditioner"}
    assert [str(one) for one in found if not one.is_within] == []


def test_a_wrong_shape_or_a_nan_is_above_every_bar():
    assert not parity.audio_error("a", torch.zeros(3), torch.zeros(4)).is_within
    assert not parity.latent_error("a", torch.tensor([float("nan")]), torch.ones(1)).is_within
    equal = parity.audio_error("a", torch.ones(1), torch.ones(1))
    no_number = parity.audio_error("a", torch.tensor([float("nan")]), torch.ones(1))
    assert equal.is_within
    assert not parity.worst([equal, no_number, equal]).is_within
