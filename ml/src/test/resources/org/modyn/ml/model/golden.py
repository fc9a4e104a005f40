"""What the scripts beside this file have in common: they write what models compute for GoldenModelTest.

Weights and inputs follow formulas, so that the files hold results only. GoldenModelTest has the same ones.
"""

import json

import numpy as np
import torch

STEPS = (1, 10)
MOST_OUTPUTS = 100


def numbers(count, salt):
    """Numbers from -1 to 1 that Java's arithmetic gives exactly alike."""
    index = np.arange(count, dtype=np.int64)
    return ((31 * index * index + 17 * index + 7 * salt) % 1009) / 504.0 - 1


def floats(shape, salt):
    return torch.from_numpy(numbers(int(np.prod(shape)), salt).reshape(shape)).float()


def integers(shape, salt, below):
    index = np.arange(int(np.prod(shape)), dtype=np.int64)
    return torch.from_numpy((31 * index * index + 17 * index + 7 * salt) % 1009 % below).reshape(shape)


def tokens(shape, salt, below):
    """Tokens, and which of them count: all of the first text, one less of each following one."""
    rows, columns = torch.arange(shape[0]).unsqueeze(1), torch.arange(shape[1])
    return torch.stack([integers(shape, salt, below), (columns < shape[1] - rows).long()], 2)


def images(batch, channels, side, cell):
    """Square images of cells with one colour and some noise, so that samples and places differ."""
    cells = floats((batch, channels, side // cell, side // cell), 3)
    cells = cells.repeat_interleave(cell, 2).repeat_interleave(cell, 3)
    return 2 * cells + floats((batch, channels, side, side), 4) / 2


def fill(model, gains):
    """Gives the n-th array of the state dictionary the n-th sequence of numbers.

    `gains` multiply the arrays whose names end with a key: with arbitrary weights, deep networks amplify
    rounding errors until results cannot be compared.
    """
    for salt, (name, array) in enumerate(model.state_dict().items()):
        if not array.is_floating_point():
            continue
        values = floats(tuple(array.shape), salt)
        if array.dim() > 1:
            values = values / np.sqrt(array[0].numel())
        else:
            values = (1 if name.endswith(("weight", "running_var")) else 0) + values / 10
        for suffix, gain in gains.items():
            if name.endswith(suffix):
                values = values * gain
        with torch.no_grad():
            array.copy_(values)


def evaluate(model, inputs):
    """`model` gives logits and embedding."""
    model.eval()
    with torch.no_grad():
        logits, embedding = model(**inputs)
    return {"logits": flat(logits), "embedding": flat(embedding)}


def short(value):
    return float(f"{value:.8g}")


def flat(array):
    """The elements; where there are many every second, third, ... one."""
    return [short(value) for value in array.flatten()[:: 1 + array.numel() // MOST_OUTPUTS].tolist()]


def state(model, every):
    """The mean and the last element of arrays."""
    return {
        name: [short(array.double().mean().item()), short(array.flatten()[-1].item())]
        for name, array in list(model.state_dict().items())[::every]
    }


def gradients(model, every):
    """The mean absolute element of parameters' gradients."""
    return {
        name: short(parameter.grad.double().abs().mean().item())
        for name, parameter in list(model.named_parameters())[::every]
        if parameter.grad is not None
    }


def case(
    model, model_class, config, inputs, specifications, labels, learning_rate=0.05, gains=None, every=1
):
    """Computes in evaluation mode, then trains on the one batch with SGD and the mean cross entropy.

    `every`: the result has every n-th array only.
    """
    gains = gains or {}
    fill(model, gains)
    result = {
        "model": model_class,
        "config": config,
        "learning_rate": learning_rate,
        "gains": gains,
        "inputs": specifications,
        "labels": labels.tolist(),
        "names": {name: list(array.shape) for name, array in model.state_dict().items()},
        "evaluation": evaluate(model, inputs),
        "losses": [],
        "after": {},
    }
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
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
        if step == 1:
            result["gradients"] = gradients(model, every)
        if step in STEPS:
            result["after"][str(step)] = {
                "training_logits": flat(logits),
                **evaluate(model, inputs),
                "state": state(model, every),
            }
    return result


def write(file_name, cases, **versions):
    versions = {"torch": torch.__version__, **versions}
    with open(file_name, "w") as file:
        head = json.dumps({"made_with": versions})
        lines = ",\n".join(json.dumps(entry) for entry in cases)
        file.write(f'{head[:-1]}, "cases": [\n{lines}\n]}}\n')
