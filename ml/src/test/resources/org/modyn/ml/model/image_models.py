"""Writes image_models.json for GoldenModelTest. Run it in this folder: python image_models.py"""

import golden
import torch

# torchvision asks for two operators that builds of torch for CPUs do not declare
LIBRARY = torch.library.Library("torchvision", "DEF")
for operator in ("nms", "qnms"):
    LIBRARY.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torchvision  # noqa: E402
from torch import nn  # noqa: E402
from torchvision.models import densenet, resnet  # noqa: E402

CLASSES = 7
RESIDUAL_GAINS = {"conv1.weight": 2.4, "conv2.weight": 2.4, "conv3.weight": 2.4, "downsample.0.weight": 2.4}


class Yearbook(nn.Module):
    """The convolutional networks of the Wild-Time benchmark's Yearbook task, by their published sizes."""

    def __init__(self, inputs, blocks, channels):
        super().__init__()
        widths = [inputs] + blocks * [channels]
        self.enc = nn.Sequential(*[self.block(*pair) for pair in zip(widths[:-1], widths[1:])])
        self.classifier = nn.Linear(channels, CLASSES)

    @staticmethod
    def block(inputs, outputs):
        convolution = nn.Conv2d(inputs, outputs, 3, padding=1)
        return nn.Sequential(convolution, nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2))

    def forward(self, data):
        embedding = self.enc(data).mean((2, 3))
        return self.classifier(embedding), embedding


class Residual(resnet.ResNet):
    """torchvision's network, which also gives what its last layer gets."""

    def __init__(self, block, blocks, channels=3, **options):
        super().__init__(block, blocks, num_classes=CLASSES, **options)
        if channels != 3:
            self.conv1 = nn.Conv2d(channels, 64, 7, 2, 3, bias=False)
        self.fc.register_forward_pre_hook(self.keep)

    def keep(self, _, arguments):
        self.embedding = arguments[0]

    def forward(self, data):
        return super().forward(data), self.embedding


class Fmow(nn.Module):
    """torchvision's encoder with a classifier of its own."""

    def __init__(self):
        super().__init__()
        self.enc = densenet.densenet121(weights=None).features
        self.classifier = nn.Linear(1024, CLASSES)

    def forward(self, data):
        embedding = nn.functional.adaptive_avg_pool2d(self.enc(data).relu(), 1).flatten(1)
        return self.classifier(embedding), embedding


def case(model, name, batch, channels, side, cell, config=None, **options):
    return golden.case(
        model,
        name,
        {"num_classes": CLASSES, **(config or {})},
        {"data": golden.images(batch, channels, side, cell)},
        {"data": {"type": "images", "shape": [batch, channels, side, side], "cell": cell}},
        golden.integers((batch,), 1, CLASSES),
        **options,
    )


def yearbook(name, channels, blocks, width, side):
    model = Yearbook(channels, blocks, width)
    return case(model, name, 4, channels, side, side // 4, {"num_input_channels": channels}, every=2)


def residual(name, block, blocks, rate, every, channels=3, config=None, **options):
    last = "bn2.weight" if block is resnet.BasicBlock else "bn3.weight"
    model = Residual(block, blocks, channels, **options)
    gains = {**RESIDUAL_GAINS, last: 0.05}
    config = {**options, **(config or {})}
    return case(model, name, 4, channels, 48, 12, config, learning_rate=rate, gains=gains, every=every)


def fmow():
    gains = {"conv0.weight": 2.4, "conv1.weight": 2.4, "conv2.weight": 2.4, "conv.weight": 2.4, "norm2.weight": 0.3}
    return case(Fmow(), "FmowNet", 8, 3, 64, 16, learning_rate=5e-6, gains=gains, every=17)


golden.write(
    "image_models.json",
    [
        yearbook("YearbookNet", 3, 4, 32, 32),
        yearbook("SmallYearbookNet", 1, 3, 16, 28),
        residual("ResNet18", resnet.BasicBlock, [2, 2, 2, 2], 1e-3, 5),
        residual("ResNet18", resnet.BasicBlock, [2, 2, 2, 2], 1e-3, 5, 1, {"num_input_channels": 1}),
        residual("ResNet50", resnet.Bottleneck, [3, 4, 6, 3], 1e-4, 11),
        residual(
            "ResNet50",
            resnet.Bottleneck,
            [3, 4, 6, 3],
            1e-4,
            11,
            groups=4,
            width_per_group=8,
            replace_stride_with_dilation=[False, True, True],
        ),
        residual("ResNet152", resnet.Bottleneck, [3, 8, 36, 3], 1e-4, 23),
        fmow(),
    ],
    torchvision=torchvision.__version__,
)
