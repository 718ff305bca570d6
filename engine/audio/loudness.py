"""How loud a stretch of sound is. All functions take float `[n, c]`; silence is -inf dB."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.audio.late import late
from engine.audio.levels import Audio, peak, rms_db, to_db
from engine.audio.resample import resample

_BLOCK_S = 0.4  # BS.1770: the gating block
_SHORTEST_S = 0.01  # of a stretch that says anything about loudness
_LOW_FREQUENCIES = 3  # place of that channel in 5.1, which loudness leaves out


def true_peak(audio: Audio, sample_rate: int) -> float:
    """The largest magnitude between the samples too, as an amplitude.

    Source: ITU-R BS.1770-5, annex 2: fourfold oversampling (here with a longer filter).
    """
    if len(audio) == 0:
        return 0.0
    return max(peak(audio), peak(resample(audio.astype(np.float64), sample_rate, 4 * sample_rate)))


def lufs(audio: Audio, sample_rate: int) -> float:
    """Integrated loudness in LUFS.

    A stretch shorter than the 0.4 s block of the standard is measured as one block of its own length, without
    gate; under 10 ms it is K-weighted no more and the mean square stands for it. Of six channels the fourth
    (low frequencies) is left out; of more than six only the first two count.

    Source: ITU-R BS.1770-5 through pyloudnorm.
    """
    pyloudnorm = late("pyloudnorm")  # half a second with scipy's filters: not before something is measured

    heard = _counted(audio.astype(np.float64))
    length_s = len(heard) / sample_rate
    if length_s < _SHORTEST_S:
        return rms_db(heard) + to_db(math.sqrt(heard.shape[1])) - 0.691
    block_s = min(_BLOCK_S, length_s * (1 - 1e-12))  # a block that rounding makes longer than all is refused
    meter = pyloudnorm.Meter(sample_rate, block_size=block_s)
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(meter.integrated_loudness(heard)) if heard.any() else -math.inf


def _counted(audio: NDArray[np.float64]) -> NDArray[np.float64]:
    if audio.shape[1] == 6:
        return np.delete(audio, _LOW_FREQUENCIES, axis=1)
    return audio if audio.shape[1] <= 5 else audio[:, :2]
