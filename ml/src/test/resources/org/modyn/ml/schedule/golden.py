"""Writes golden.json of GoldenSchedulesTest: the learning rates that schedules set.

    python golden.py MODYN

MODYN is a checkout of the original, whose DLRMScheduler is run. Each run has the options, the optimizer, the learning
rates of its two groups in the options, and for the beginning and after each step the rates (and, where the schedule
changes it, the momentum) of the groups.
"""

import importlib.util
import json
import pathlib
import sys
import warnings

import torch

RATES = (0.1, 0.02)

RUNS = [
    ("StepLR", {"step_size": 3}, 10),
    ("StepLR", {"step_size": 1, "gamma": 0.9}, 10),
    ("MultiStepLR", {"milestones": [2, 5, 5, 9]}, 12),
    ("MultiStepLR", {"milestones": [0, 4], "gamma": 0.5}, 6),
    ("ConstantLR", {}, 8),
    ("ConstantLR", {"factor": 0.5, "total_iters": 1}, 4),
    ("ConstantLR", {"factor": 0.5, "total_iters": 0}, 4),
    ("LinearLR", {}, 8),
    ("LinearLR", {"start_factor": 0.25, "end_factor": 0.75, "total_iters": 7}, 10),
    ("LinearLR", {"start_factor": 1, "end_factor": 0, "total_iters": 5}, 8),
    ("ExponentialLR", {"gamma": 0.9}, 50),
    ("PolynomialLR", {}, 8),
    ("PolynomialLR", {"total_iters": 20, "power": 2.5}, 25),
    ("CosineAnnealingLR", {"T_max": 10}, 35),
    ("CosineAnnealingLR", {"T_max": 200, "eta_min": 0.001}, 650),
    ("CosineAnnealingLR", {"T_max": 1}, 5),
    ("CosineAnnealingWarmRestarts", {"T_0": 5}, 17),
    ("CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.001}, 50),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 20}, 20),
    ("OneCycleLR", {"max_lr": [0.5, 0.1], "epochs": 4, "steps_per_epoch": 6, "three_phase": True}, 24),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 15, "anneal_strategy": "linear", "cycle_momentum": False}, 15),
    (
        "OneCycleLR",
        {
            "max_lr": 0.5,
            "total_steps": 12,
            "pct_start": 0.0,
            "div_factor": 10,
            "final_div_factor": 100,
            "base_momentum": [0.7, 0.8],
            "max_momentum": 0.9,
        },
        12,
    ),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 9, "pct_start": 0.75, "three_phase": True}, 9),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}, 30),
    (
        "CyclicLR",
        {
            "base_lr": [0.01, 0.02],
            "max_lr": [0.1, 0.3],
            "step_size_up": 3,
            "step_size_down": 5,
            "mode": "triangular2",
            "base_momentum": 0.6,
            "max_momentum": 0.95,
        },
        40,
    ),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "mode": "exp_range", "gamma": 0.97}, 30),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "step_size_down": 0, "cycle_momentum": False}, 10),
    ("ReduceLROnPlateau", {"patience": 2}, 40),
    (
        "ReduceLROnPlateau",
        {"factor": 0.5, "patience": 1, "threshold": 0.05, "threshold_mode": "abs", "cooldown": 3, "min_lr": [0.01, 0.005]},
        40,
    ),
    ("ReduceLROnPlateau", {"mode": "max", "patience": 0, "factor": 0.7, "min_lr": 0.003, "eps": 1e-3}, 40),
    ("ReduceLROnPlateau", {"mode": "max", "patience": 3, "threshold": 0.01, "threshold_mode": "abs"}, 40),
]

DLRM_RUNS = [
    (
        {
            "base_lrs": [[24, 12]],
            "warmup_steps": 8,
            "warmup_factor": 0,
            "decay_start_step": 12,
            "decay_steps": 10,
            "decay_power": 2,
            "end_lr_factor": 0,
        },
        30,
    ),
    (
        {
            "base_lrs": [[0.5, 0.25]],
            "warmup_steps": 5,
            "warmup_factor": 3,
            "decay_start_step": 5,
            "decay_steps": 10,
            "decay_power": 1.5,
            "end_lr_factor": 0.1,
        },
        30,
    ),
    (
        {
            "base_lrs": [[0.5, 0.25]],
            "warmup_steps": 0,
            "warmup_factor": 1,
            "decay_start_step": 3,
            "decay_steps": 0,
            "decay_power": 2,
            "end_lr_factor": 0.2,
        },
        6,
    ),
]


def loss(step):
    """Falls, with steps where it does not."""
    return 1 / (1 + step // 6) + (step * 7 % 5) / 64


def optimizer_of(name):
    groups = [{"params": [torch.zeros(2, requires_grad=True)], "lr": rate} for rate in RATES]
    if name == "SGD":
        return torch.optim.SGD(groups, momentum=0.9)
    return torch.optim.Adam(groups)


def run(name, options, steps, optimizer_name, make):
    optimizer = optimizer_of(optimizer_name)
    schedule = make(optimizer)
    cycles = options.get("cycle_momentum", name in ("OneCycleLR", "CyclicLR"))
    rates, momenta = [], []

    def record():
        rates.append([group["lr"] for group in optimizer.param_groups])
        momenta.append(
            [group["momentum"] if "momentum" in group else group["betas"][0] for group in optimizer.param_groups]
        )

    record()
    for step in range(1, steps + 1):
        optimizer.step()
        if name == "ReduceLROnPlateau":
            schedule.step(loss(step))
        else:
            schedule.step()
        record()
    result = {"name": name, "options": options, "optimizer": optimizer_name, "rates": rates}
    if cycles:
        result["momenta"] = momenta
    return result


def main():
    warnings.simplefilter("ignore")
    path = pathlib.Path(sys.argv[1]) / "modyn/trainer_server/custom_lr_schedulers/dlrm_lr_scheduler/dlrm_scheduler.py"
    spec = importlib.util.spec_from_file_location("dlrm_scheduler", path)
    original = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(original)

    runs = []
    for name, options, steps in RUNS:
        scheduler = getattr(torch.optim.lr_scheduler, name)
        for optimizer_name in ("SGD", "Adam") if name in ("OneCycleLR", "CyclicLR") else ("SGD",):
            runs.append(run(name, options, steps, optimizer_name, lambda o: scheduler(o, **options)))
    for options, steps in DLRM_RUNS:
        runs.append(run("DLRMScheduler", options, steps, "SGD", lambda o: original.DLRMScheduler([o], options)))
    lines = ",\n".join("  " + json.dumps(r, separators=(",", ":")) for r in runs)
    target = pathlib.Path(__file__).parent / "golden.json"
    target.write_text(f'{{"torch": "{torch.__version__}", "runs": [\n{lines}\n]}}\n')


main()
