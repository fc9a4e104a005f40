"""What the scripts beside this file have in common: they write what models compute for GoldenModelTest.

Weights and inputs follow formulas, so that the files hold results only. GoldenModelTest has the same ones.
"""

import json

import numpy as np
import torch

LEARNING_RATE = 0.05
STEPS = (1, 10)


def numbers(count, salt):
    """Numbers from -1 to 1 that Java's arithmetic gives exactly alike."""
    index = np.arange(count, dtype=np.int64)
    return ((31 * index * index + 17 * index + 7 * salt) % 1009) / 504.0 - 1


def floats(shape, salt):
    return torch.from_numpy(numbers(int(np.prod(shape)), salt).reshape(shape)).float()


def integers(shape, salt, below):
    index = np.arange(int(np.prod(shape)), dtype=np.int64)
    return torch.from_numpy((31 * index * index + 17 * index + 7 * salt) % 1009 % below).reshape(shape)


def fill(model):
    """Gives the n-th array of the state dictionary the n-th sequence of numbers."""
    for salt, (name, array) in enumerate(model.state_dict().items()):
        if not array.is_floating_point():
            continue
        values = floats(tuple(array.shape), salt)
        if array.dim() > 1:
            values = values / np.sqrt(array[0].numel())
        else:
            values = (1 if name.endswith(("weight", "running_var")) else 0) + values / 10
        with torch.no_grad():
            array.copy_(values)


def evaluate(model, inputs):
    """`model` gives logits and embedding."""
    model.eval()
    with torch.no_grad():
        logits, embedding = model(**inputs)
    return {"logits": flat(logits), "embedding": flat(embedding)}


def flat(array):
    return [float(f"{value:.8g}") for value in array.flatten().tolist()]


def state(model):
    """The mean and the last element of each array."""
    return {
        name: [float(f"{array.double().mean().item():.8g}"), float(f"{array.flatten()[-1].item():.8g}")]
        for name, array in model.state_dict().items()
    }


def case(model, model_class, config, inputs, specifications, labels):
    """Computes in evaluation mode, then trains on the one batch with SGD and the mean cross entropy."""
    fill(model)
    result = {
        "model": model_class,
        "config": config,
        "inputs": specifications,
        "labels": labels.tolist(),
        "names": {name: list(array.shape) for name, array in model.state_dict().items()},
        "evaluation": evaluate(model, inputs),
        "losses": [],
        "after": {},
    }
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    for step in range(1, max(STEPS) + 1):
        model.train()
        optimizer.zero_grad()
        logits, _ = model(**inputs)
        if logits.dim() == 1:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, labels.float())
        else:
            loss = torch.nn.functional.cross_entropy(logits, labels)
        loss.backward()
        optimizer.step()
        result["losses"].append(loss.item())
        if step in STEPS:
            result["after"][str(step)] = {**evaluate(model, inputs), "state": state(model)}
    return result


def write(file_name, cases, **versions):
    versions = {"torch": torch.__version__, **versions}
    with open(file_name, "w") as file:
        head = json.dumps({"made_with": versions, "learning_rate": LEARNING_RATE})
        lines = ",\n".join(json.dumps(entry) for entry in cases)
        file.write(f'{head[:-1]}, "cases": [\n{lines}\n]}}\n')
