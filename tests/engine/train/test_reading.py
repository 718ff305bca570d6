"""The text encoder learns what captions are about before any sound is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from engine.train.latents import Entry
from engine.train.reading import ReadingSettings, captions, learn
from engine.train.scenery import Facts, Heard
from engine.train.sounds import FAMILIES
from engine.train.sounds.captions import of_event, of_sound
from tests.engine.train.makers import TONES, make_maker


def test_captions_say_their_families_and_the_mean_of_their_latents(library):
    found = {caption.text: caption for caption in captions(library)}
    whole = found["house loop"]
    assert int(whole.families.sum()) == len(TONES)
    entry = next(entry for entry in library if entry.facts.caption == "house loop")
    n = -(-entry.facts.n_samples // library.hop)
    assert np.allclose(whole.mean, entry.rows[:n].astype(np.float32).mean(0))
    one = found["bright crash"]
    assert int(one.families.sum()) == 1
    assert one.mean is None


@dataclass(frozen=True)
class Shelf:
    """Captions of single sounds, as a library holds them."""

    silence: np.ndarray
    hop: int = 2048

    def __iter__(self):
        rng = np.random.default_rng(0)
        for _ in range(30):
            for family in FAMILIES:
                events = (Heard(0, 2048, family, of_event(rng, family, ())),)
                facts = Facts("one-shot", of_sound(rng, family, ()), 2048, events)
                yield Entry(np.zeros((1, len(self.silence)), np.float32), facts, self.silence)


@dataclass(frozen=True)
class Scene:
    """A library of one scene in which every family sounds twice."""

    hop: int = 2048

    def __iter__(self):
        events = tuple(Heard(0, 2048, family, f"a {family}") for family in (*FAMILIES, *FAMILIES))
        yield Entry(np.zeros((1, 8), np.float32), Facts("loop", "a scene", 2048, events), np.zeros(8))


def test_captions_come_once_each_and_in_the_same_order_in_every_process():
    assert [caption.text for caption in captions(Scene())] == ["a scene", *(f"a {f}" for f in FAMILIES)]


def test_what_was_held_back_is_understood_after_reading(codec, one_torch_thread):
    shelf = Shelf(np.zeros(8, np.float32))
    assert learn(make_maker(codec), shelf, ReadingSettings(0), 0) < 0.2
    assert learn(make_maker(codec), shelf, ReadingSettings(200, 32, 5e-3), 0) > 0.8


def test_the_same_seed_reads_the_same_way(codec, library, one_torch_thread):
    first, second = make_maker(codec), make_maker(codec)
    for maker in (first, second):
        learn(maker, library, ReadingSettings(3, 4), 5)
    for a, b in zip(first.networks.text.parameters(), second.networks.text.parameters(), strict=True):
        assert torch.equal(a, b)


def test_other_networks_are_left_alone(codec, library, one_torch_thread):
    maker = make_maker(codec)
    before = {name: x.clone() for name, x in maker.networks.dit.state_dict().items()}
    learn(maker, library, ReadingSettings(3, 4), 0)
    assert all(torch.equal(before[name], x) for name, x in maker.networks.dit.state_dict().items())
