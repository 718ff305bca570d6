"""A studio that plays by itself: sounds to train on, each with its words and its list of events.

Everything is drawn from one seed and rendered in numpy: a drum machine, pitched voices and effects
(`drums`, `tones`, `effects`), patterns and chords (`patterns`), a mixing desk (`mixing`), and a grammar that
says what was drawn (`words`, `captions`). `scenes` puts them together. The same seed gives the same bytes.

    clip(seed)               any kind of clip
    one_shot(family, seed)   one sound
    training_seed(w, i)      the seeds to train on; never one of `HELD_OUT`
    phrases()                prompts to start from
"""

from engine.train.sounds.dsp import RATE
from engine.train.sounds.scenes import KINDS, Clip, Event, clip, one_shot
from engine.train.sounds.seeds import HELD_OUT, training_seed
from engine.train.sounds.words import FAMILIES, VOCABULARY, families_in, phrases, unknown_words

__all__ = [
    "FAMILIES",
    "HELD_OUT",
    "KINDS",
    "RATE",
    "VOCABULARY",
    "Clip",
    "Event",
    "clip",
    "families_in",
    "one_shot",
    "phrases",
    "training_seed",
    "unknown_words",
]
