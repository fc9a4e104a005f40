"""Writes losses.json: what PyTorch's criteria compute, with gradients, for LossesTest.

Run it in this folder: python losses.py
"""

import json

import torch

BATCH = 7
CLASSES = 5
GENERATOR = torch.Generator().manual_seed(10)

logits = torch.randn(BATCH, CLASSES, generator=GENERATOR) * 3
logits[0] = torch.tensor([100.0, -100.0, 0.0, 0.0, 50.0])
classes = torch.tensor([1, 0, 4, 2, 2, 3, 1])
some_ignored = torch.tensor([1, -100, 4, 2, -100, 3, 1])
class_weights = [0.5, 2.0, 1.0, 0.0, 1.25]

numbers = torch.tensor([-200.0, -3.0, -0.5, 0.0, 0.25, 4.0, 200.0])
bits = torch.tensor([0, 1, 0, 1, 0, 1, 1])
probabilities = torch.tensor([0.0, 1.0, 0.0, 1e-20, 0.25, 0.999999, 3e-8])
probability_bits = torch.tensor([0, 1, 1, 1, 0, 1, 0])
targets = torch.tensor([-201, -3, 1, 0, -1, 2, 300])
half_way = torch.tensor([-202.0, -1.0, 1.5, 0.0, -1.5, 2.25, 301.0])
log_means = torch.tensor([-20.0, -3.0, -0.5, 0.0, 0.25, 3.0, 2.0])
counts = torch.tensor([0, 1, 2, 3, 0, 17, 1])
means = torch.tensor([0.0, 1e-9, 0.5, 1.0, 0.25, 18.5, 2.0])
log_probabilities = torch.tensor([-0.01, -3.0, -0.5, 0.0, -0.25, -5.0, -2.0])
small_numbers = torch.tensor([-3, 0, 1, 2, -1, 0, 1])

CASES = [
    ("CrossEntropyLoss", {}, logits, classes),
    ("CrossEntropyLoss", {}, logits, some_ignored),
    ("CrossEntropyLoss", {"weight": class_weights}, logits, classes),
    ("CrossEntropyLoss", {"label_smoothing": 0.1}, logits, classes),
    ("CrossEntropyLoss", {"label_smoothing": 1.0}, logits, some_ignored),
    ("CrossEntropyLoss", {"ignore_index": 2}, logits, classes),
    ("CrossEntropyLoss", {"weight": class_weights, "label_smoothing": 0.3, "ignore_index": 1}, logits, classes),
    ("CrossEntropyLoss", {"weight": class_weights, "label_smoothing": 0.3}, logits, some_ignored),
    ("NLLLoss", {}, torch.log_softmax(logits, 1), classes),
    ("NLLLoss", {"weight": class_weights}, torch.log_softmax(logits, 1), classes),
    ("NLLLoss", {"weight": class_weights, "ignore_index": 2}, torch.log_softmax(logits, 1), classes),
    ("BCEWithLogitsLoss", {}, numbers, bits),
    ("BCEWithLogitsLoss", {"pos_weight": [3.0]}, numbers, bits),
    ("BCEWithLogitsLoss", {"pos_weight": 0.25, "weight": 2.0}, numbers.view(-1, 1), bits),
    ("BCELoss", {}, probabilities, probability_bits),
    ("BCELoss", {"weight": 0.5}, probabilities.view(-1, 1), probability_bits),
    ("MSELoss", {}, numbers, targets),
    ("MSELoss", {}, numbers.view(-1, 1), targets),
    ("L1Loss", {}, numbers, targets),
    ("SmoothL1Loss", {}, numbers, targets),
    ("SmoothL1Loss", {"beta": 2.5}, half_way, targets),
    ("SmoothL1Loss", {"beta": 0.0}, numbers.view(-1, 1), targets),
    ("HuberLoss", {}, numbers, targets),
    ("HuberLoss", {"delta": 2.5}, half_way, targets),
    ("PoissonNLLLoss", {}, log_means, counts),
    ("PoissonNLLLoss", {"full": True}, log_means.view(-1, 1), counts),
    ("PoissonNLLLoss", {"log_input": False}, means, counts),
    ("PoissonNLLLoss", {"log_input": False, "full": True, "eps": 1e-3}, means, counts),
    ("KLDivLoss", {}, log_probabilities, counts),
    ("KLDivLoss", {"log_target": True}, log_probabilities.view(-1, 1), small_numbers),
]

TENSOR_OPTIONS = ("weight", "pos_weight")
SAMPLE_WEIGHTS = torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0, 0.25, 1.0])


def gradient(result, outputs):
    return torch.autograd.grad(result, outputs, retain_graph=True)[0]


def case(name, options, outputs, labels):
    arguments = {
        key: torch.tensor(value) if key in TENSOR_OPTIONS else value for key, value in options.items()
    }
    criterion = getattr(torch.nn, name)
    outputs = outputs.clone().requires_grad_()
    if name in ("CrossEntropyLoss", "NLLLoss"):
        inputs, given = outputs, labels
    else:
        inputs, given = outputs.view(-1), labels.float()
    per_sample = criterion(**arguments, reduction="none")(inputs, given)
    mean = criterion(**arguments)(inputs, given)
    weighted = torch.dot(per_sample, SAMPLE_WEIGHTS) / SAMPLE_WEIGHTS.sum()
    return {
        "name": name,
        "options": options,
        "shape": list(outputs.shape),
        "outputs": outputs.detach().flatten().tolist(),
        "labels": labels.tolist(),
        "per_sample": per_sample.tolist(),
        "mean": mean.item(),
        "gradient": gradient(mean, outputs).flatten().tolist(),
        "weighted_mean": weighted.item(),
        "weighted_gradient": gradient(weighted, outputs).flatten().tolist(),
    }


with open("losses.json", "w") as file:
    cases = [case(*arguments) for arguments in CASES]
    head = json.dumps({"made_with": f"torch {torch.__version__}", "sample_weights": SAMPLE_WEIGHTS.tolist()})
    lines = ",\n".join(json.dumps(entry) for entry in cases)
    file.write(f'{head[:-1]}, "cases": [\n{lines}\n]}}\n')
