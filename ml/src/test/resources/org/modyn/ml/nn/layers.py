"""Writes layers.json: what torch's layers compute, with gradients, for LayersTest.

Run it in this folder: python layers.py
"""

import json

import torch
from torch import nn

GENERATOR = torch.Generator().manual_seed(11)


class GlobalAverage(nn.Module):
    def forward(self, images):
        return nn.functional.adaptive_avg_pool2d(images, 1).flatten(1)


def numbers(*shape):
    return torch.randn(shape, generator=GENERATOR)


def flat(array):
    return [float(f"{value:.8g}") for value in array.detach().flatten().tolist()]


def described(array):
    return {"shape": list(array.shape), "values": flat(array)}


def arrays(named):
    return {name: described(array) for name, array in named}


def case(layer, name, options, inputs, training=True, passes=1):
    """The last of some passes over other inputs, which only running statistics remember."""
    with torch.no_grad():
        for key, array in layer.state_dict().items():
            if array.is_floating_point():
                array.copy_(numbers(*array.shape) * 0.5)
            if key == "running_var":
                array.abs_().add_(0.1)
    result = {"layer": name, "options": options, "training": training, "state": arrays(layer.state_dict().items())}
    layer.train(training)
    result["inputs"] = []
    for _ in range(passes):
        given = (inputs + numbers(*inputs.shape)).requires_grad_()
        result["inputs"].append(described(given))
        layer.zero_grad()
        output = layer(given)
        factors = numbers(*output.shape)
        (output * factors).sum().backward()
    result["output"] = described(output)
    result["factors"] = flat(factors)
    result["input_gradient"] = flat(given.grad)
    result["gradients"] = arrays((key, parameter.grad) for key, parameter in layer.named_parameters())
    result["state_after"] = arrays(layer.state_dict().items())
    return result


def convolution(inputs, outputs, kernel, stride=1, padding=0, dilation=1, groups=1, bias=True):
    options = dict(
        inputs=inputs, outputs=outputs, kernel=kernel, stride=stride, padding=padding, dilation=dilation, groups=groups
    )
    layer = nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, groups, bias)
    return case(layer, "Conv2d", {**options, "bias": bias}, torch.zeros(2, inputs, 6, 5))


IMAGES = torch.zeros(2, 3, 6, 5)
# channels with other means and variances
MOVED = torch.tensor([-2.0, 0.0, 30.0]).reshape(1, 3, 1, 1).expand(2, 3, 6, 5)
ACTIVATIONS = [nn.ReLU(), nn.GELU(), nn.Sigmoid(), nn.Tanh(), nn.SiLU(), nn.LeakyReLU()]
ACTIVATION_NAMES = ["RELU", "GELU", "SIGMOID", "TANH", "SILU", "LEAKY_RELU"]

cases = [
    case(nn.Linear(4, 3), "Linear", {"inputs": 4, "outputs": 3}, torch.zeros(5, 4)),
    case(nn.Linear(4, 3), "Linear", {"inputs": 4, "outputs": 3}, torch.zeros(2, 5, 4)),
    convolution(3, 2, 3),
    convolution(3, 2, 3, bias=False),
    convolution(3, 4, 1),
    convolution(2, 3, 3, stride=2, padding=1),
    convolution(1, 2, 5, stride=3, padding=2),
    convolution(2, 2, 3, padding=2, dilation=2),
    convolution(4, 6, 3, padding=1, groups=2),
    convolution(3, 3, 3, stride=2, padding=3, dilation=2, groups=3, bias=False),
    case(nn.BatchNorm2d(3), "BatchNorm2d", {"channels": 3}, MOVED),
    case(nn.BatchNorm2d(3), "BatchNorm2d", {"channels": 3}, MOVED, passes=3),
    case(nn.BatchNorm2d(3), "BatchNorm2d", {"channels": 3}, MOVED, training=False),
    case(nn.LayerNorm(6), "LayerNorm", {"size": 6, "epsilon": 1e-5}, torch.zeros(2, 3, 6)),
    case(nn.LayerNorm(6, eps=0.5), "LayerNorm", {"size": 6, "epsilon": 0.5}, torch.full((4, 6), 7.0)),
    case(nn.MaxPool2d(2), "MaxPool2d", {"kernel": 2, "stride": 2, "padding": 0}, IMAGES),
    case(nn.MaxPool2d(3, 2, 1), "MaxPool2d", {"kernel": 3, "stride": 2, "padding": 1}, IMAGES - 5),
    case(nn.AvgPool2d(2), "AveragePool2d", {"kernel": 2, "stride": 2}, IMAGES),
    case(nn.AvgPool2d(3, 1), "AveragePool2d", {"kernel": 3, "stride": 1}, IMAGES),
    case(GlobalAverage(), "GlobalAveragePool2d", {}, IMAGES),
] + [
    case(layer, "Activation", {"function": name}, torch.arange(-6.0, 6.0).reshape(3, 4))
    for layer, name in zip(ACTIVATIONS, ACTIVATION_NAMES)
]

with open("layers.json", "w") as file:
    head = json.dumps({"made_with": f"torch {torch.__version__}"})
    lines = ",\n".join(json.dumps(entry) for entry in cases)
    file.write(f'{head[:-1]}, "cases": [\n{lines}\n]}}\n')
