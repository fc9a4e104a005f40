"""Writes scripted.pt, traced.pt, and torch_script.json for GoldenModelTest, which trains them.

Run it in this folder: python torch_script.py
"""

from typing import Optional, Tuple

import golden
import torch
from torch import Tensor, nn


class Block(nn.Module):
    def __init__(self, size: int):
        super().__init__()
        self.linear = nn.Linear(size, size)
        self.norm = nn.BatchNorm1d(size)
        self.register_buffer("scale", torch.ones(size), persistent=False)
        self.register_parameter("nothing", None)

    def forward(self, x: Tensor) -> Tensor:
        return torch.relu(self.norm(self.linear(x))) * self.scale


class Scripted(nn.Module):
    """Numbers and words to three logits; with all that TorchScript can have in a state dictionary."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(4), Block(4))
        self.words = nn.Embedding(5, 4)
        self.tied = nn.Linear(4, 5, bias=False)
        self.tied.weight = self.words.weight
        self.frozen = nn.Parameter(torch.ones(4), requires_grad=False)
        self.branches = nn.ModuleList([nn.Linear(4, 5)])
        self.drop = nn.Dropout(0.0)
        self.head = nn.Linear(5, 3)
        self.register_buffer("batches", torch.zeros((), dtype=torch.int64))
        self.register_buffer("columns", torch.arange(6.0).reshape(2, 3).t())
        self.factor = 0.5
        self.names = ["a", "b"]
        self.numbers = {"x": 1, "y": -70000}

    def forward(
        self, x: Tensor, words: Tensor, mask: Optional[Tensor] = None, shift: float = 0.0
    ) -> Tuple[Tensor, Tensor]:
        if self.training:
            self.batches += 1
        hidden = self.blocks(x) + self.words(words[:, 0]) * self.frozen + shift
        embedding = self.tied(hidden) * self.factor + self.columns.sum()
        for branch in self.branches:
            embedding = embedding + branch(hidden)
        if mask is not None:
            embedding = embedding * mask
        return self.head(self.drop(embedding)), embedding


class Traced(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(2, 3, 3)
        self.head = nn.Linear(12, 1)

    def forward(self, image: Tensor) -> Tuple[Tensor, Tensor]:
        embedding = torch.tanh(self.convolution(image)).flatten(1)
        return self.head(embedding).squeeze(1), embedding


torch.manual_seed(1)
scripted = torch.jit.script(Scripted())
scripted.save("scripted.pt")
traced = torch.jit.trace(Traced(), torch.zeros(6, 2, 4, 4))
traced.save("traced.pt")

FOLDER = "src/test/resources/org/modyn/ml/model/"
golden.write(
    "torch_script.json",
    [
        golden.case(
            scripted,
            "TorchScript",
            {"path": FOLDER + "scripted.pt"},
            {"x": golden.floats((6, 4), 3), "words": golden.integers((6, 1), 4, 5)},
            {
                "x": {"type": "float32", "shape": [6, 4], "salt": 3},
                "words": {"type": "int64", "shape": [6, 1], "salt": 4, "below": 5},
            },
            golden.integers((6,), 1, 3),
        ),
        golden.case(
            traced,
            "TorchScript",
            {"path": FOLDER + "traced.pt"},
            {"image": golden.floats((6, 2, 4, 4), 3)},
            {"image": {"type": "float32", "shape": [6, 2, 4, 4], "salt": 3}},
            golden.integers((6,), 1, 2),
        ),
    ],
)
