"""Writes sample_features.json: what FeatureComputationTest expects, computed with PyTorch.

Gradients are those of autograd, of the parameters of a last layer, one sample at a time.
Run it in this folder: python sample_features.py
"""

import json

import torch

BATCH = 6
CLASSES = 5
WIDTH = 3
GENERATOR = torch.Generator().manual_seed(11)

embedding = torch.randn(BATCH, WIDTH, generator=GENERATOR)
weight = torch.randn(CLASSES, WIDTH, generator=GENERATOR) * 2
bias = torch.randn(CLASSES, generator=GENERATOR)
# a sample of which the model is sure, so that the smallest probabilities are 0 in float32
embedding[2] *= 60
classes = torch.tensor([1, 0, 4, 2, 2, 3])
some_ignored = torch.tensor([1, -100, 4, 2, -100, 3])
bits = torch.tensor([0, 1, 0, 1, 1, 0])
numbers = torch.tensor([3, -1, 0, 2, 1, 0])
class_weights = [0.5, 2.0, 1.0, 0.0, 1.25]

CASES = [
    ("CrossEntropyLoss", {}, CLASSES, classes),
    ("CrossEntropyLoss", {"weight": class_weights}, CLASSES, classes),
    ("CrossEntropyLoss", {"label_smoothing": 0.2}, CLASSES, classes),
    ("CrossEntropyLoss", {"weight": class_weights, "label_smoothing": 0.2}, CLASSES, some_ignored),
    ("BCEWithLogitsLoss", {}, 1, bits),
    ("BCEWithLogitsLoss", {"pos_weight": 3.0}, 1, bits),
    ("MSELoss", {}, 1, numbers),
]


def case(name, options, outputs, labels):
    tensors = {k: torch.tensor(v) if k in ("weight", "pos_weight") else v for k, v in options.items()}
    loss = getattr(torch.nn, name)(reduction="none", **tensors)
    rows = {"loss": [], "logits": [], "logit_gradient": [], "last_layer_gradient": [], "gradient_norm": []}
    for row in range(BATCH):
        w = weight[:outputs].clone().requires_grad_()
        b = bias[:outputs].clone().requires_grad_()
        logits = embedding[row : row + 1] @ w.T + b
        logits.retain_grad()
        if outputs == 1:
            value = loss(logits.view(-1), labels[row : row + 1].float())
        else:
            value = loss(logits, labels[row : row + 1])
        value.sum().backward()
        rows["loss"].append([value.item()])
        rows["logits"].append(logits[0].tolist())
        rows["logit_gradient"].append(logits.grad[0].tolist())
        rows["last_layer_gradient"].append(b.grad.tolist() + w.grad.flatten().tolist())
        rows["gradient_norm"].append([logits.grad.norm().item()])
    logits = torch.tensor(rows["logits"], dtype=torch.float64)
    if outputs == 1:
        probabilities = torch.cat((1 - torch.sigmoid(logits), torch.sigmoid(logits)), dim=1)
        rows["least_confidence"] = logits.abs().tolist()
    else:
        probabilities = torch.softmax(logits, dim=1)
        rows["least_confidence"] = logits.max(dim=1, keepdim=True).values.tolist()
    rows["entropy"] = (torch.log(probabilities + 1e-6) * probabilities).sum(dim=1, keepdim=True).tolist()
    two = probabilities.topk(2, dim=1).values
    rows["margin"] = (two[:, :1] - two[:, 1:]).tolist()
    rows["embedding"] = embedding.tolist()
    return {"name": name, "options": options, "labels": labels.tolist(), **rows}


with open("sample_features.json", "w", encoding="utf-8") as file:
    json.dump({"made_with": "torch " + torch.__version__, "cases": [case(*c) for c in CASES]}, file)
    file.write("\n")
