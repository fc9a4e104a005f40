"""Writes mlp.json for GoldenModelTest. Run it in this folder: python mlp.py"""

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


def case(sizes, activation, classes):
    shape = (6, sizes[0])
    return golden.case(
        Mlp(sizes, activation),
        "MLP",
        {"sizes": sizes, "activation": activation},
        {"data": golden.floats(shape, 3)},
        {"data": {"type": "float32", "shape": shape, "salt": 3}},
        golden.integers((6,), 1, classes),
    )


golden.write(
    "mlp.json",
    [case([5, 7, 4, 3], activation, 3) for activation in ACTIVATIONS]
    + [case([5, 8, 1], "relu", 2), case([4, 3], "tanh", 3)],
)
