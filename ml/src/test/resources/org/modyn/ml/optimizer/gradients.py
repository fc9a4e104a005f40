"""Writes gradients.json: what torch's gradient clipping and its GradScaler do.

    python gradients.py

Gradients are those of golden.py's problems at a step, scaled by a factor.
"""

import json
import pathlib

import torch

import golden


class DenseEmbedding(golden.Embedding):
    """torch does not clip sparse gradients; dense ones have the same elements."""

    name = "Embedding"
    sparse = False


def gradients(problem_class, step, clip):
    problem = problem_class()
    problem.loss(step).backward()
    clip(problem.parameters)
    return [float(f"{value:.9g}") for p in problem.parameters for value in p.grad.flatten().tolist()]


def clipping():
    runs = []
    for problem_class in (golden.Noise, DenseEmbedding):
        name = getattr(problem_class, "name", problem_class.__name__)
        for limit in (0.5, 3.0, 1000.0):
            for kind, clip in (
                ("norm", torch.nn.utils.clip_grad_norm_),
                ("value", torch.nn.utils.clip_grad_value_),
            ):
                values = gradients(problem_class, 3, lambda parameters: clip(parameters, limit))
                runs.append({"problem": name, "step": 3, kind: limit, "gradients": values})
    return runs


def scaling():
    """Scales after each step; the steps with the listed numbers find gradients that are not finite."""
    runs = []
    for options, infinite in (
        ({"init_scale": 2.0**16, "growth_interval": 4}, [2, 3, 9, 18]),
        ({"init_scale": 1000.0, "growth_factor": 1.7, "backoff_factor": 0.3, "growth_interval": 3}, [1, 7]),
        ({"init_scale": 1e38, "growth_interval": 1}, [6]),
        ({"enabled": False}, [2]),
    ):
        scaler = torch.amp.GradScaler("cpu", **options)
        parameter = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([parameter])
        scales = [scaler.get_scale()]
        for step in range(1, 25):
            parameter.grad = torch.full((1,), float("inf") if step in infinite else 1.0)
            scaler.scale(torch.zeros(1))
            scaler.step(optimizer)
            scaler.update()
            scales.append(scaler.get_scale())
        runs.append({"options": options, "infinite": infinite, "scales": scales})
    return runs


lines = [json.dumps(run, separators=(",", ":")) for run in clipping()]
scaler_lines = [json.dumps(run, separators=(",", ":")) for run in scaling()]
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text(
    f'{{"torch": "{torch.__version__}",\n"clipping": [\n  '
    + ",\n  ".join(lines)
    + '\n],\n"scaling": [\n  '
    + ",\n  ".join(scaler_lines)
    + "\n]}\n"
)
