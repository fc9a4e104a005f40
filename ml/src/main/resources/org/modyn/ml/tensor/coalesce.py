"""Writes coalesce.pt, the TorchScript module of RowCoalescer. Made with torch 2.13.0.

    python coalesce.py
"""

import pathlib

import torch


class Coalesce(torch.nn.Module):
    """The distinct rows of a sparse gradient of a table, and the sum of what it has for each."""

    def forward(self, gradient: torch.Tensor):
        coalesced = gradient.coalesce()
        return coalesced.indices()[0], coalesced.values()


torch.jit.script(Coalesce()).save(str(pathlib.Path(__file__).with_suffix(".pt")))
