"""The words of the studio: every name, adjective and turn of phrase that a caption can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

NAMES: dict[str, tuple[str, ...]] = {
    "kick": ("kick", "kick drum", "bass drum"),
    "snare": ("snare", "snare drum"),
    "rim": ("rimshot", "rim", "rim click", "side stick"),
    "clap": ("clap", "hand clap", "handclap"),
    "closed hat": ("closed hi-hat", "closed hat", "hi-hat closed"),
    "open hat": ("open hi-hat", "open hat", "hi-hat open"),
    "ride": ("ride", "ride cymbal"),
    "crash": ("crash", "crash cymbal"),
    "tom": ("tom", "tom-tom", "tom drum"),
    "cowbell": ("cowbell", "cow bell"),
    "shaker": ("shaker", "maraca"),
    "bass": ("bass", "synth bass", "bass note", "bassline"),
    "pluck": ("pluck", "plucked synth", "plucked note"),
    "keys": ("keys", "keyboard"),
    "bell": ("bell", "chime"),
    "pad": ("pad", "synth pad"),
    "lead": ("lead", "synth lead", "lead synth"),
    "riser": ("riser", "uplifter", "build-up riser"),
    "impact": ("impact", "boom", "cinematic hit"),
    "sweep": ("noise sweep", "downlifter", "sweep"),
    "whoosh": ("whoosh", "swoosh"),
    "glitch": ("glitch", "digital glitch", "stutter"),
}

FAMILIES = tuple(NAMES)
"""Every family of sound, in the order of the machine: drums, tones, effects."""

DRUM_FAMILIES, TONE_FAMILIES, EFFECT_FAMILIES = FAMILIES[:11], FAMILIES[11:17], FAMILIES[17:]

PLURALS: dict[str, tuple[str, ...]] = {
    "closed hat": ("closed hi-hats", "closed hats"),
    "open hat": ("open hi-hats", "open hats"),
    "tom": ("toms",),
    "clap": ("claps", "hand claps"),
    "pluck": ("plucks",),
    "pad": ("pads", "pad chords"),
    "keys": ("keys", "keyboard chords"),
    "bell": ("bells",),
    "bass": ("bass", "bassline", "synth bass"),
}
"""What a family is called where it plays more than once; its name where nothing stands here."""

TRAITS: dict[str, tuple[str, ...]] = {
    "airy": ("airy", "breathy"),
    "boomy": ("boomy", "long"),
    "bright": ("bright", "brilliant", "crisp"),
    "clean": ("clean", "pure"),
    "clicky": ("clicky", "with a sharp click"),
    "crushed": ("bit-crushed", "lo-fi", "crushed"),
    "damped": ("damped", "muted"),
    "dark": ("dark", "dull"),
    "deep": ("deep", "fat"),
    "detuned": ("detuned", "out of tune"),
    "distorted": ("distorted", "overdriven", "driven"),
    "double": ("double", "back and forth"),
    "electric piano": ("electric piano", "e-piano"),
    "falling": ("falling", "descending"),
    "fast": ("fast", "quick"),
    "glassy": ("glassy", "crystal"),
    "grainy": ("grainy", "sandy"),
    "hard": ("hard", "with a hard stick"),
    "heavy": ("heavy", "massive"),
    "high": ("high", "high-pitched"),
    "layered": ("layered", "thick"),
    "long": ("long", "sustained"),
    "loose": ("loose", "spread out"),
    "low": ("low", "low-pitched"),
    "mellow": ("mellow", "soft"),
    "metallic": ("metallic", "clangy"),
    "mid": ("mid", "middle"),
    "moving": ("moving", "evolving"),
    "narrow": ("narrow", "focused"),
    "noisy": ("noisy", "hissy"),
    "organ": ("organ", "electric organ"),
    "piano": ("piano", "acoustic piano"),
    "pinging": ("pinging", "with a clear ping"),
    "plucky": ("plucky", "snappy"),
    "pulsing": ("pulsing", "gated"),
    "punchy": ("punchy", "hard-hitting"),
    "resonant": ("resonant", "whistling"),
    "ringing": ("ringing", "resonant"),
    "round": ("round", "soft"),
    "sharp": ("sharp", "cutting"),
    "shimmering": ("shimmering", "beating"),
    "short": ("short", "brief"),
    "sliding": ("sliding", "with a slide"),
    "slow": ("slow", "gradual"),
    "smooth": ("smooth", "even"),
    "snappy": ("snappy", "with loud wires"),
    "soft": ("soft", "gentle"),
    "still": ("still", "static"),
    "straight": ("straight", "without vibrato"),
    "string": ("string", "stringy"),
    "tight": ("tight", "very short"),
    "tonal": ("tonal", "pitched"),
    "tremolo": ("tremolo", "with tremolo"),
    "vibrato": ("vibrato", "with vibrato"),
    "warm": ("warm", "dark"),
    "washy": ("washy", "hissing"),
    "wide": ("wide", "stereo"),
    "wobbling": ("wobbling", "wobble"),
    "wooden": ("wooden", "mallet"),
    "woody": ("woody", "wooden"),
}

KEYBOARDS = ("piano", "electric piano", "organ")
"""The traits that name a keyboard, and so the family as well."""

PLACES: dict[str, tuple[str, ...]] = {
    "dry": ("dry", "close and dry", "no reverb"),
    "room": ("in a room", "roomy", "with some room"),
    "hall": ("in a hall", "with reverb", "reverberant"),
    "left": ("on the left", "panned left"),
    "right": ("on the right", "panned right"),
}

STYLES: dict[str, tuple[str, ...]] = {
    "house": ("house", "four-on-the-floor house", "classic house"),
    "techno": ("techno", "driving techno", "warehouse techno"),
    "disco": ("disco", "four-on-the-floor disco"),
    "hip-hop": ("hip-hop", "boom bap", "hip-hop"),
    "lo-fi": ("lo-fi", "lo-fi hip-hop", "dusty lo-fi"),
    "trap": ("trap", "trap"),
    "breakbeat": ("breakbeat", "broken beat", "big breakbeat"),
    "drum and bass": ("drum and bass", "jungle", "fast drum and bass"),
    "rock": ("rock", "straight rock"),
    "half-time": ("half-time", "slow half-time"),
    "funk": ("funk", "syncopated funk"),
    "reggaeton": ("reggaeton", "dembow"),
    "ambient": ("ambient", "calm ambient"),
}

FORMS: dict[str, tuple[str, ...]] = {
    "groove": ("groove", "drum loop", "beat", "drum groove"),
    "chords": ("chord loop", "chords", "chord progression", "harmony loop"),
    "loop": ("loop", "full loop", "track"),
    "one-shot": ("one-shot", "single hit", "sample", "one shot"),
}

FEATURES: dict[str, tuple[str, ...]] = {
    "swing": ("swung", "with swing", "shuffled"),
    "straight time": ("straight", "on the grid"),
    "fill": ("fill at the end", "ends with a fill", "drum fill"),
    "tom fill": ("tom fill at the end", "ends with a tom fill"),
    "on the one": ("on the one", "on the first beat", "at the start"),
    "later": ("in the middle", "on a later one", "halfway"),
    "busy": ("busy", "dense"),
    "sparse": ("sparse", "minimal"),
    "dusty": ("dusty", "vintage", "tape sound"),
    "pumping": ("pumping", "sidechained"),
    "arpeggio": ("arpeggio", "arpeggiated"),
    "loud": ("loud", "compressed"),
}

JOINING = """a of with and bpm at in note chord major minor sound synth sharp drums only no
tracktype music instrument instrumental instruments sfx genre format vocaltype"""
NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

_WORD = re.compile(r"[a-z][a-z'#-]*")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, without numbers: `A#4, hi-hat` gives `a#`, `hi-hat`."""
    return tuple(_WORD.findall(text.lower()))


def _all_words(tables: Iterable[Mapping[str, tuple[str, ...]]]) -> tuple[str, ...]:
    texts = [phrase for table in tables for phrases in table.values() for phrase in phrases]
    return tuple(sorted({word for text in (*texts, JOINING, *NOTES) for word in words_of(text)}))


VOCABULARY = _all_words((NAMES, PLURALS, TRAITS, PLACES, STYLES, FORMS, FEATURES))
"""Every word that a caption can hold, sorted, in lower case."""


def unknown_words(text: str) -> tuple[str, ...]:
    """The words of a prompt that no caption ever uses, in order, each once."""
    return tuple(dict.fromkeys(word for word in words_of(text) if word not in VOCABULARY))


def families_in(text: str) -> tuple[str, ...]:
    """Which families a text names, in the order of `FAMILIES`; the longer name wins where two overlap.

    The names of styles are passed over: `boom bap` is no boom, `drum and bass` no bass.
    """
    named = [
        (name, family) for table in (NAMES, PLURALS) for family, names in table.items() for name in names
    ]
    named += [(name, "keys") for keyboard in KEYBOARDS for name in TRAITS[keyboard]]
    named += [(name, "") for names in STYLES.values() for name in names]
    left, found = f" {text.lower()} ", set()
    for name, family in sorted(named, key=lambda pair: -len(pair[0])):
        pattern = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
        if re.search(pattern, left):
            found.add(family)
            left = re.sub(pattern, " ", left)
    return tuple(family for family in FAMILIES if family in found)


_PHRASES = """
bright crash cymbal, long and washy
dark crash
closed hi-hat, short and dry
tight closed hat, metallic
open hi-hat, long and bright
punchy kick
boomy kick drum, low
distorted kick drum
snappy snare, bright
deep snare drum, dark
rimshot, woody
hand clap, layered, in a room
low tom, long
high tom, hard
ride cymbal with a clear ping
cowbell, high, ringing
shaker, short and grainy
deep synth bass, E1
wobbling bass, distorted
plucky bass, bright
wooden pluck, bright, A4
string pluck, mellow
electric piano chord, A minor
piano note, bright
organ chord with vibrato
glassy bell, long and shimmering
warm pad, slow and wide
airy pad chord, D minor
bright lead with vibrato
distorted synth lead, sliding
long riser, noisy
heavy impact, dark
falling noise sweep, resonant
fast whoosh
bit-crushed glitch, fast
four-on-the-floor house groove, 124 BPM, bright crash on the one
hip-hop drum loop, 90 BPM, swung
techno beat, 132 BPM, minimal
trap loop, 140 BPM, deep bass
breakbeat drum loop, 130 BPM, tom fill at the end
chord progression, A minor, warm pads, 100 BPM
lo-fi hip-hop loop, 82 BPM, dusty, electric piano
rock drum loop, 110 BPM, punchy kick
"""


def phrases() -> tuple[str, ...]:
    """Prompts that a model trained on these sounds understands: examples for a person to start from."""
    return tuple(_PHRASES.strip().splitlines())
