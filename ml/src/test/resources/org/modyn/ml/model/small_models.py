"""Writes small_models.json for GoldenModelTest. Run it in this folder: python small_models.py"""

import golden
import torch
from torch import nn

ACTIVATIONS = {
    "relu": nn.ReLU,
    "gelu": nn.GELU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "silu": nn.SiLU,
    "leaky_relu": nn.LeakyReLU,
}


class Mlp(nn.Module):
    def __init__(self, sizes, activation):
        super().__init__()
        layers = []
        for inputs, outputs in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(inputs, outputs), ACTIVATIONS[activation]()]
        self.layers = nn.Sequential(*layers[:-1])

    def forward(self, data):
        embedding = self.layers[:-1](data)
        logits = self.layers[-1](embedding)
        return (logits.flatten() if logits.shape[1] == 1 else logits), embedding


class Dummy(nn.Module):
    def __init__(self):
        super().__init__()
        self.output = nn.Linear(2, 2)

    def forward(self, data):
        return self.output(data), data


def case(model, name, config, columns, classes):
    shape = (6, columns)
    return golden.case(
        model,
        name,
        config,
        {"data": golden.floats(shape, 3)},
        {"data": {"type": "float32", "shape": shape, "salt": 3}},
        golden.integers((6,), 1, classes),
    )


def mlp(sizes, activation):
    config = {"sizes": sizes, "activation": activation}
    return case(Mlp(sizes, activation), "MLP", config, sizes[0], max(2, sizes[-1]))


golden.write(
    "small_models.json",
    [mlp([5, 7, 4, 3], activation) for activation in ACTIVATIONS]
    + [mlp([5, 8, 1], "relu"), mlp([4, 3], "tanh"), case(Dummy(), "Dummy", {}, 2, 2)],
)
