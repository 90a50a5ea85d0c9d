"""A tiny SigLIP 2 with random weights, built on the spot: the real loading code runs on it, offline."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

collect_ignore_glob = [] if find_spec("torch") else ["test_*.py"]
"""torch lives in a room of its own (`make test-torch`); elsewhere there is nothing to run."""

WORDS = ("red", "green", "blue", "a", "picture", "of", "something", "face", "car", "beach", "night", "cat", "dog", "city", "sea")
SIDE = 32


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the hub would hold it: weights, tokenizer, image processor."""
    import torch
    import transformers

    folder = tmp_path_factory.mktemp("siglip")
    torch.manual_seed(0)
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = {**sizes, "vocab_size": len(WORDS) + 3, "max_position_embeddings": 16, "projection_size": 32}
    vision = {**sizes, "image_size": SIDE, "patch_size": 8}
    transformers.SiglipModel(transformers.SiglipConfig(text_config=text, vision_config=vision)).save_pretrained(folder)
    transformers.SiglipImageProcessorPil(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)
    _tokenizer(folder)
    return folder


def _tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(("<pad>", "<unk>", "</s>", *WORDS))}
    made = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(tokenizer_object=made, pad_token="<pad>", unk_token="<unk>", eos_token="</s>")
    fast.save_pretrained(folder)
    config = folder / "tokenizer_config.json"
    told = json.loads(config.read_text())
    config.write_text(json.dumps(told | {"tokenizer_class": "PreTrainedTokenizerFast"}))


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Forty plain pictures of many colours and shapes, which is more than two batches."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("pictures")
    paths: list[Path] = []
    for number in range(40):
        path = folder / f"{number}.jpg"
        size = (160, 90) if number % 2 else (60, 100)
        Image.new("RGB", size, (number * 6, 255 - number * 5, number * 37 % 256)).save(path)
        paths.append(path)
    return paths
