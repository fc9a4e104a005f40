"""Writes the golden files of GoldenOptimizersTest: where torch's optimizers take parameters.

    python golden.py

Each <algorithm>.json has the version of torch, and for each combination of options and problem the parameters after
some steps. The problems are those of Problem in the test; all their constants are multiples of powers of two, so that
they are the same numbers on both sides.
"""

import json
import pathlib

import torch

STEPS = (1, 10, 100)
ROWS, COLUMNS, BATCH = 12, 3, 8


def numbers(shape, factor, offset, modulus, divisor):
    """Element i is ((i * factor + offset) mod modulus - modulus / 2) / divisor."""
    count = int(torch.Size(shape).numel())
    values = [((i * factor + offset) % modulus - modulus // 2) / divisor for i in range(count)]
    return torch.tensor(values, dtype=torch.float32).reshape(shape)


class Bowl:
    """sum(curvature (p - target)^2), whose gradient vanishes at the target."""

    def __init__(self):
        self.parameters = [
            numbers((4, 5), 37, 5, 64, 32).requires_grad_(),
            numbers((5,), 11, 3, 32, 16).requires_grad_(),
        ]

    def loss(self, step):
        total = 0
        for p in self.parameters:
            distance = p - numbers(p.shape, 23, 7, 32, 16)
            total = total + (distance * distance * (numbers(p.shape, 13, 1, 16, 16) + 0.75)).sum()
        return total


class Noise(Bowl):
    """The bowl, tilted otherwise at every step, so that gradients never vanish."""

    def loss(self, step):
        total = super().loss(step)
        for p in self.parameters:
            total = total + (p * (numbers(p.shape, 29, 101 * step, 64, 32) + 1 / 1024)).sum()
        return total


class Embedding:
    """Rows of a table, some of them twice in a batch and some never, towards a target of the batch."""

    sparse = True

    def __init__(self):
        self.parameters = [numbers((ROWS, COLUMNS), 37, 5, 64, 32).requires_grad_()]

    def loss(self, step):
        rows = torch.tensor([(i * i + 5 * step * (i + 1)) % (ROWS - 2) for i in range(BATCH)])
        out = torch.nn.functional.embedding(rows, self.parameters[0], sparse=self.sparse)
        distance = out - numbers(out.shape, 23, 7 * step, 32, 16)
        return (distance * distance * (numbers(out.shape, 13, step, 16, 16) + 0.75)).sum()


DENSE = [Bowl, Noise]

VARIANTS = {
    "SGD": (
        torch.optim.SGD,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.01, "momentum": 0.9},
            {"lr": 0.01, "momentum": 0.9, "dampening": 0.5, "weight_decay": 0.01},
            {"lr": 0.01, "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
            {"lr": 0.001, "momentum": 0.5, "maximize": True},
        ],
        DENSE,
    ),
    "Adam": (
        torch.optim.Adam,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 0.1},
            {"lr": 0.02, "betas": [0.3, 0.99], "decoupled_weight_decay": True, "weight_decay": 0.1},
            {"lr": 0.02, "betas": [0.9, 0.9], "amsgrad": True},
            {"lr": 0.01, "maximize": True},
        ],
        DENSE,
    ),
    "AdamW": (
        torch.optim.AdamW,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 0.1},
            {"lr": 0.02, "betas": [0.9, 0.9], "amsgrad": True},
            {"lr": 0.01, "maximize": True},
        ],
        DENSE,
    ),
    "Adamax": (
        torch.optim.Adamax,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 0.1},
            {"lr": 0.01, "maximize": True},
        ],
        DENSE,
    ),
    "NAdam": (
        torch.optim.NAdam,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.02, "betas": [0.8, 0.99], "eps": 1e-2, "weight_decay": 0.1},
            {"lr": 0.02, "momentum_decay": 0.02, "decoupled_weight_decay": True, "weight_decay": 0.1},
            {"lr": 0.01, "maximize": True},
        ],
        DENSE,
    ),
    "RAdam": (
        torch.optim.RAdam,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 0.1},
            {"lr": 0.02, "decoupled_weight_decay": True, "weight_decay": 0.1},
            {"lr": 0.02, "betas": [0.9, 0.5]},
            {"lr": 0.01, "maximize": True},
        ],
        DENSE,
    ),
    "Adagrad": (
        torch.optim.Adagrad,
        [
            {},
            {"lr": 0.1, "lr_decay": 0.01},
            {"lr": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3},
            {"lr": 0.01, "maximize": True},
        ],
        DENSE,
    ),
    "Adadelta": (
        torch.optim.Adadelta,
        [
            {},
            {"lr": 0.5, "rho": 0.8, "eps": 1e-4},
            {"weight_decay": 0.1},
            {"lr": 0.5, "maximize": True},
        ],
        DENSE,
    ),
    "RMSprop": (
        torch.optim.RMSprop,
        [
            {},
            {"lr": 0.02, "alpha": 0.9, "eps": 1e-3},
            {"lr": 0.005, "momentum": 0.9},
            {"lr": 0.005, "centered": True, "weight_decay": 0.1},
            {"lr": 0.002, "centered": True, "momentum": 0.5, "eps": 1e-2},
            {"lr": 0.001, "maximize": True},
        ],
        DENSE,
    ),
    "SparseAdam": (
        torch.optim.SparseAdam,
        [
            {},
            {"lr": 0.05},
            {"lr": 0.02, "betas": [0.8, 0.95], "eps": 1e-3},
            {"lr": 0.01, "maximize": True},
        ],
        [Embedding],
    ),
    "SGD-sparse": (
        torch.optim.SGD,
        [{}, {"lr": 0.05}, {"lr": 0.001, "maximize": True}],
        [Embedding],
    ),
}


def snapshots(optimizer_class, options, problem_class, stretch=1.0):
    problem = problem_class()
    with torch.no_grad():
        for parameter in problem.parameters:
            parameter.mul_(stretch)
    optimizer = optimizer_class(problem.parameters, **options)
    values = {}
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        problem.loss(step).backward()
        optimizer.step()
        if step in STEPS:
            values[str(step)] = [
                float(f"{value:.9g}") for p in problem.parameters for value in p.detach().flatten().tolist()
            ]
    return values


def run(optimizer_class, options, problem_class):
    values = snapshots(optimizer_class, options, problem_class)
    # Where rounding grows, a comparison tells nothing about the algorithm: such a problem must not be here.
    stretched = snapshots(optimizer_class, options, problem_class, 1 + 2**-23)
    last = str(STEPS[-1])
    growth = max(abs(a - b) for a, b in zip(values[last], stretched[last]))
    assert growth < 2e-6, (optimizer_class, options, problem_class, growth)
    return {"options": options, "problem": problem_class.__name__, "parameters": values}


def main():
    here = pathlib.Path(__file__).parent
    for name, (optimizer_class, variants, problems) in VARIANTS.items():
        runs = [run(optimizer_class, options, problem) for options in variants for problem in problems]
        lines = ",\n".join("  " + json.dumps(r, separators=(",", ":")) for r in runs)
        (here / f"{name}.json").write_text(f'{{"torch": "{torch.__version__}", "runs": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
