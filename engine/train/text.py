"""How a small model reads prompts: a tokenizer of whole words and letters, and a small T5Gemma encoder.

Both are written as the published checkpoints hold theirs, so that `engine.model.text` reads them.
`B` batch, `L` tokens, `D` width.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from engine.errors import OutputError
from engine.model.text import T5Gemma, quiet
from engine.model.weights import save_weights, stored

PAD, EOS, BOS, UNKNOWN = "<pad>", "<eos>", "<bos>", "<unk>"
_SPECIAL = (PAD, EOS, BOS, UNKNOWN)
_LETTERS = string.ascii_lowercase + "'-#&"
_WORD = r"[a-z][a-z'#-]*"
_KEY_PREFIX = "model."


@dataclass(frozen=True, slots=True)
class TextSettings:
    """Dimensions of the text encoder.

    Args:
        width: of its hidden states, and so of the whole context.
        depth: layers.
        dim_head: width of a head.
        ff_mult: inner width of the feed-forward parts, in widths.
        max_tokens: of a prompt; what is longer is cut.
    """

    width: int = 192
    depth: int = 3
    dim_head: int = 64
    ff_mult: float = 3.0
    max_tokens: int = 64

    def __post_init__(self) -> None:
        if min(self.width, self.depth, self.dim_head, self.max_tokens) < 1 or self.width % self.dim_head:
            raise ValueError("“width” must be a multiple of “dim_head”, and “depth” and “max_tokens” above 0")


def new_tokenizer(texts: Iterable[str], *, at_least: int = 1) -> Any:
    """A tokenizer of the words in some texts, commonest first; the same texts give the same one.

    Text is put in lower case; digits stand alone. Other words fall into the longest known pieces, down to
    single letters, and what is no ASCII letter, digit or sign is unknown.

    Args:
        texts: captions, or any list of words.
        at_least: how often a word must occur to be a token.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = _split_by_hand(texts)
    known = sorted((w for w, n in words.items() if n >= at_least), key=lambda w: (-words[w], w))
    single = [*string.digits, *_LETTERS, *(f"##{letter}" for letter in _LETTERS)]
    signs = [sign for sign in string.punctuation if sign not in single]
    vocabulary = list(dict.fromkeys([*_SPECIAL, *single, *signs, *known]))
    model = models.WordPiece({word: i for i, word in enumerate(vocabulary)}, unk_token=UNKNOWN)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Split(Regex(rf"{_WORD}|[0-9]|."), "isolated")]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        padding_side="right",
        pad_token=PAD,
        eos_token=EOS,
        bos_token=BOS,
        unk_token=UNKNOWN,
    )


def _split_by_hand(texts: Iterable[str]) -> Counter[str]:
    import re

    return Counter(word for text in texts for word in re.findall(_WORD, text.lower()))


class Words:
    """Prompts -> tokens, padded on the right to the longest of them."""

    def __init__(self, tokenizer: Any, max_tokens: int) -> None:
        self.tokenizer = tokenizer
        self.max_tokens = max_tokens

    def __call__(self, prompts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """Numbers `[B, L]` and bool mask `[B, L]`, True for tokens; L is at least 1."""
        found = self.tokenizer(
            list(prompts), add_special_tokens=False, truncation=True, max_length=self.max_tokens
        )["input_ids"]
        longest = max(1, *(len(ids) for ids in found))
        ids = torch.tensor([[*ids, *[self.tokenizer.pad_token_id] * (longest - len(ids))] for ids in found])
        mask = torch.arange(longest) < torch.tensor([len(ids) for ids in found])[:, None]
        return ids.long(), mask

    def __len__(self) -> int:
        return len(self.tokenizer)


def t5_config(settings: TextSettings, n_tokens: int) -> Any:
    """The T5Gemma configuration of these dimensions; its decoder half is never built."""
    from transformers import T5GemmaConfig

    n_heads = settings.width // settings.dim_head
    module = {
        "vocab_size": n_tokens,
        "hidden_size": settings.width,
        "intermediate_size": round(settings.ff_mult * settings.width),
        "num_hidden_layers": settings.depth,
        "num_attention_heads": n_heads,
        "num_key_value_heads": n_heads,
        "head_dim": settings.dim_head,
        "query_pre_attn_scalar": settings.dim_head,
        "max_position_embeddings": max(settings.max_tokens, 16),
    }
    return T5GemmaConfig(encoder=dict(module), decoder=dict(module), vocab_size=n_tokens)


def new_encoder(settings: TextSettings, n_tokens: int, seed: int) -> nn.Module:
    """A text encoder as training starts with it; the same one for the same seed."""
    from transformers import T5GemmaEncoderModel

    config = t5_config(settings, n_tokens)
    config.is_encoder_decoder = False
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return T5GemmaEncoderModel(config).train()


def load_encoder(folder: Path, max_tokens: int) -> tuple[nn.Module, Words]:
    """The text encoder and tokenizer of a model's sub-folder.

    Raises:
        CheckpointError: the folder is not whole.
    """
    found = T5Gemma(folder, max_tokens)
    return found.network, Words(found.tokenizer, max_tokens)


def save_encoder(folder: Path, network: nn.Module, words: Words, dtype: torch.dtype = torch.float16) -> None:
    """Write the encoder half in the published layout, in a half type.

    Raises:
        OutputError: the folder cannot be written.
    """
    tensors = {_KEY_PREFIX + name: tensor for name, tensor in network.state_dict().items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with quiet():
            _whole_config(network).save_pretrained(folder)
            words.tokenizer.save_pretrained(folder)
    except OSError as error:
        raise OutputError(folder, f"{error}") from error
    save_weights(folder, stored(tensors, dtype))


def _whole_config(network: Any) -> Any:
    config = type(network.config).from_dict(network.config.to_dict())
    config.is_encoder_decoder = True
    config.architectures = ["T5GemmaForConditionalGeneration"]
    return config


class LiveEncoder:
    """A `TextEncoder` over networks that are in memory: what a conditioner reads with while they learn."""

    def __init__(self, network: nn.Module, words: Words) -> None:
        self.network = network
        self.words = words

    @torch.no_grad()
    def __call__(self, texts: list[str]) -> tuple[Tensor, Tensor]:
        """See `engine.model.text.TextEncoder`."""
        ids, mask = self.words(texts)
        device = next(self.network.parameters()).device
        hidden = self.network(input_ids=ids.to(device), attention_mask=mask.to(device).long())
        n_missing = self.words.max_tokens - mask.shape[1]
        padded = nn.functional.pad(hidden.last_hidden_state, (0, 0, 0, n_missing))
        return padded, nn.functional.pad(mask, (0, n_missing)).to(device)

    def is_truncated(self, text: str) -> bool:
        """See `engine.model.text.TextEncoder`."""
        ids = self.words.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        return len(ids) > self.words.max_tokens

    def to(self, device: torch.device | str) -> None:
        """See `engine.model.text.TextEncoder`."""
        self.network.to(device)
