"""A Whisper of random weights, small enough to be built by a test: it runs the real code and hears nonsense."""

import json
from pathlib import Path

import numpy as np

_WIDTH, _HEADS, _LAYERS = 64, 2, 2
_LANGUAGES = 99
_WORDS = 50_257
"""Text tokens of the multilingual vocabulary, before the special ones."""


def build(folder: Path, seed: int = 3) -> Path:
    """Write the model and its tokenizer into a folder, as CTranslate2 and faster-whisper read them."""
    import ctranslate2

    random = np.random.default_rng(seed)
    tokens = _tokenizer(folder)
    spec = ctranslate2.specs.WhisperSpec(_LAYERS, _HEADS, _LAYERS, _HEADS)
    _fill(spec, random, len(tokens))
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [tokens.index(f"<|{code}|>") for code in _codes()]
    spec.config.alignment_heads = [[layer, head] for layer in range(_LAYERS) for head in range(_HEADS)]
    spec.validate()
    spec.save(str(folder))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": 80}), encoding="utf-8")
    return folder


def _codes() -> list[str]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    return list(_LANGUAGE_CODES)[:_LANGUAGES]


def _tokenizer(folder: Path) -> list[str]:
    """A byte-level vocabulary padded to Whisper's size with made-up words, and the special tokens at their usual places."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    bytes_ = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*bytes_, *(f"Ġ{_syllables(number)}" for number in range(_WORDS - len(bytes_)))]
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(words))}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|startoftranscript|>", *(f"<|{code}|>" for code in _codes()), "<|translate|>", "<|transcribe|>"]
    special += ["<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    special += [f"<|{number * 0.02:.2f}|>" for number in range(1501)]
    tokenizer.add_special_tokens(special)
    tokenizer.save(str(folder / "tokenizer.json"))
    known = tokenizer.get_vocab()
    return sorted(known, key=known.__getitem__)


def _syllables(number: int) -> str:
    parts = []
    while True:
        number, rest = divmod(number, 60)
        parts.append("bdfgklmnprst"[rest // 5] + "aeiou"[rest % 5])
        if not number:
            return "".join(parts)


def _fill(spec, random: np.random.Generator, vocabulary: int) -> None:
    """Random weights of the right shapes."""

    def weights(*shape: int, scale: float = 0.3) -> np.ndarray:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    def linear(layer, out: int, into: int, scale: float = 0.3) -> None:
        layer.weight, layer.bias = weights(out, into, scale=scale / into**0.5 * 3), np.zeros(out, np.float32)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(_WIDTH, np.float32), np.zeros(_WIDTH, np.float32)

    def attention(block, crossed: bool) -> None:
        norm(block.layer_norm)
        linear(block.linear[0], _WIDTH if crossed else 3 * _WIDTH, _WIDTH)
        if crossed:
            linear(block.linear[1], 2 * _WIDTH, _WIDTH)
        linear(block.linear[-1], _WIDTH, _WIDTH)

    def forward(block) -> None:
        norm(block.layer_norm)
        linear(block.linear_0, 4 * _WIDTH, _WIDTH)
        linear(block.linear_1, _WIDTH, 4 * _WIDTH)

    encoder, decoder = spec.encoder, spec.decoder
    for layer, into in ((encoder.conv1, 80), (encoder.conv2, _WIDTH)):
        layer.weight, layer.bias = weights(_WIDTH, into, 3, scale=0.1), np.zeros(_WIDTH, np.float32)
    encoder.position_encodings.encodings = weights(1500, _WIDTH)
    for layer in encoder.layer:
        attention(layer.self_attention, crossed=False)
        forward(layer.ffn)
    norm(encoder.layer_norm)
    decoder.embeddings.weight = weights(vocabulary, _WIDTH, scale=1.0)
    decoder.position_encodings.encodings = weights(448, _WIDTH)
    decoder.scale_embeddings = False
    for layer in decoder.layer:
        attention(layer.self_attention, crossed=False)
        attention(layer.attention, crossed=True)
        forward(layer.ffn)
    norm(decoder.layer_norm)
    decoder.projection.weight = weights(vocabulary, _WIDTH, scale=0.3)
