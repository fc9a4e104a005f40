"""Writes a network as TorchScript, for Modyn to train.

    python export.py rain.pt

Needs PyTorch alone. Made with torch 2.13.0.
"""

import sys

import torch
from torch import nn


class RainNet(nn.Module):
    """Two hidden layers with a shortcut around the second one.

    Takes three numbers of each day [batch, 3] and gives the logits of two classes [batch, 2]. The first layer brings the numbers to the mean 0
    and the standard deviation 1, with statistics that it learns: buffers of the module, which are trained and stored like its parameters.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.BatchNorm1d(3)
        self.first = nn.Linear(3, 32)
        self.second = nn.Linear(32, 32)
        self.classifier = nn.Linear(32, 2)

    def forward(self, data: torch.Tensor) -> torch.Tensor:
        hidden = torch.relu(self.first(self.scale(data)))
        hidden = hidden + torch.relu(self.second(hidden))
        return self.classifier(hidden)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python export.py FILE")
    torch.manual_seed(42)
    torch.jit.script(RainNet()).save(sys.argv[1])
