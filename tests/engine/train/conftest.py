"""A tiny codec and a library of generated sounds, made once; training tests run on one thread."""

from __future__ import annotations

import pytest
import torch

from tests.engine.train.makers import make_canvases, make_maker, write_codec, write_library


@pytest.fixture(scope="session")
def codec(tmp_path_factory):
    return write_codec(tmp_path_factory.mktemp("codec"))


@pytest.fixture(scope="session")
def library(tmp_path_factory, codec):
    return write_library(tmp_path_factory.mktemp("library"), codec)


@pytest.fixture
def canvases(library):
    return make_canvases(library)


@pytest.fixture
def maker(codec, one_torch_thread):
    return make_maker(codec)


@pytest.fixture
def one_torch_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
