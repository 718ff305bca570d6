"""Takes that are made once more from their recipes, with the real networks at tiny size."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from engine.document import clips, edits
from engine.document.document import Document, Take
from engine.errors import EngineError, RequestError
from engine.generate import again
from engine.generate.engine import Engine
from engine.generate.request import Progress, Request, Result
from engine.timeline import Span
from tests.engine.generate.test_recipe import drive
from tests.helpers import tiny_model as tiny_models

FIRST, SECOND = Span(96000, 100800), Span(40000, 42000)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def made(engine: Engine, asked: Request) -> Document:
    """The document with the takes of a request."""
    takes = drive(engine.generate(asked))[0].takes
    document = Document(asked.sample_rate, (asked.track,))
    return edits.add_takes(document, takes)


def make_again(
    engine: Engine, document: Document, region: str, take: Take, folder: Path, model: Path
) -> tuple[tuple[Take, ...], str]:
    """The takes that come, and what is said of them."""
    asked = again.request_of(document, region, take, folder=folder, model=str(model), device="cpu")
    result = drive(again.only(engine.generate(asked), asked, take))[0]
    assert set(result.takes) == {region}
    return result.takes[region], result.report["again"]


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"n_takes": 3, "prompt": "crash"},
        {"strength": 0.5},
        {"seed": -1, "level_match": False, "steps": 4},
    ],
)
def test_a_take_is_made_again_sample_by_sample(engine, ask, tmp_path, tiny_model, settings):
    document = made(engine, ask(**settings))
    (region,) = document.tracks[0].regions
    for take in region.takes:
        (new,), outcome = make_again(engine, document, region.id, take, tmp_path, tiny_model)
        assert outcome == again.SAME
        assert (new.seed, new.gain_db, new.crossfade) == (take.seed, take.gain_db, take.crossfade)
        assert new.id != take.id


def test_of_several_regions_that_were_asked_for_together_one_comes_again(engine, ask, tmp_path, tiny_model):
    document = made(engine, ask(FIRST, SECOND, n_takes=2))
    region = document.tracks[0].regions[1]
    before = set(tmp_path.glob("*.wav"))
    (new,), outcome = make_again(engine, document, region.id, region.takes[1], tmp_path, tiny_model)
    assert (outcome, new.number) == (again.SAME, 2)
    assert set(tmp_path.glob("*.wav")) - before == {new.source.path}


def test_a_take_that_was_made_over_another_one_comes_again(engine, ask, tmp_path, tiny_model):
    first = made(engine, ask())
    (region,) = first.tracks[0].regions
    over = replace(ask(seed=9), track=first.tracks[0], regions=(region.id,))
    document = edits.add_takes(first, drive(engine.generate(over))[0].takes)
    take = document.region(region.id).takes[1]
    assert json.loads(take.recipe)["over"] == [region.takes[0].id]
    document = edits.choose_take(document, region.id, 0)
    assert make_again(engine, document, region.id, take, tmp_path, tiny_model)[1] == again.SAME


def test_a_region_that_has_other_edges_now_does_not_matter(engine, ask, tmp_path, tiny_model):
    document = made(engine, ask())
    (region,) = document.tracks[0].regions
    document = edits.resize_region(document, region.id, Span(FIRST.start + 100, FIRST.stop + 900))
    (new,), outcome = make_again(engine, document, region.id, region.takes[0], tmp_path, tiny_model)
    assert (outcome, new.span) == (again.SAME, FIRST)


def test_surroundings_that_changed_since_are_told(engine, ask, tmp_path, tiny_model):
    document = made(engine, ask())
    track = document.tracks[0]
    document = clips.reverse(document, (track.id,), Span(FIRST.start - 9000, FIRST.start - 3000))
    region = document.tracks[0].regions[0]
    outcome = make_again(engine, document, region.id, region.takes[0], tmp_path, tiny_model)[1]
    assert outcome == again.SURROUNDINGS


def test_a_take_whose_file_is_gone_can_be_made_again(engine, ask, tmp_path, tiny_model):
    document = made(engine, ask())
    (region,) = document.tracks[0].regions
    region.takes[0].source.path.unlink()
    (new,), outcome = make_again(engine, document, region.id, region.takes[0], tmp_path, tiny_model)
    assert new.source.n_samples == FIRST.length
    assert outcome == again.OTHER


def test_a_model_of_the_same_name_that_is_another_one_is_refused(ask, tmp_path):
    model = tiny_models.make(tmp_path / "model")
    engine = Engine()
    document = made(engine, ask(model=str(model)))
    (region,) = document.tracks[0].regions
    weights = next(model.rglob("*.safetensors"))
    tensors = load_file(weights)
    save_file({name: tensor * 1.01 for name, tensor in tensors.items()}, weights)
    with pytest.raises(RequestError, match="another one than this take was made with"):
        make_again(engine, document, region.id, region.takes[0], tmp_path, model)


@pytest.mark.parametrize("recipe", ["{}", "", "[]", '{"regions": 3}', '{"regions": [[1]], "over": [2]}'])
def test_a_recipe_that_tells_nothing_is_refused_in_a_sentence(engine, ask, tmp_path, tiny_model, recipe):
    document = made(engine, ask())
    (region,) = document.tracks[0].regions
    with pytest.raises(RequestError, match="does not say how it was made"):
        make_again(engine, document, region.id, replace(region.takes[0], recipe=recipe), tmp_path, tiny_model)


def test_where_the_disk_is_full_before_the_wanted_take_that_is_said(ask, tmp_path, tiny_model, engine):
    document = made(engine, ask(n_takes=2))
    (region,) = document.tracks[0].regions
    wanted = region.takes[1]
    asked = again.request_of(
        document, region.id, wanted, folder=tmp_path, model=str(tiny_model), device="cpu"
    )

    def cut_short() -> Generator[Progress, None, Result]:
        result = yield from engine.generate(replace(asked, n_takes=1))
        return replace(result, problem="There is no room on the disk.")

    before = set(tmp_path.glob("*.wav"))
    with pytest.raises(EngineError, match="no room"):
        drive(again.only(cut_short(), asked, wanted))
    assert set(tmp_path.glob("*.wav")) == before


def test_a_seed_that_was_not_drawn_is_refused(ask, tmp_path, tiny_model, engine):
    document = made(engine, ask(seed=5))
    (region,) = document.tracks[0].regions
    with pytest.raises(RequestError, match="does not say how it was made"):
        make_again(engine, document, region.id, replace(region.takes[0], seed=77), tmp_path, tiny_model)
