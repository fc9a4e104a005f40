"""Makes transforms.json: what torchvision makes of small images with Pillow.

    python transforms.py        (needs numpy, Pillow, torch and torchvision)

Random transformations are given their parameters, which the entry has as [top, left, height, width].
"""

import base64
import json
import pathlib

import numpy
import PIL
import torch

# the operators that a torchvision built for another torch would register itself
library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torchvision
from PIL import Image
from torchvision import transforms
from torchvision.transforms import functional


def picture(height, width, channels):
    """Waves and noise: edges that overshoot with negative weights."""
    y, x, c = numpy.mgrid[0:height, 0:width, 0:channels]
    waves = 127 + 120 * numpy.sin(x / 2.0 + c) * numpy.cos(y / 3.0 - c)
    noise = numpy.random.default_rng(7).integers(0, 256, waves.shape)
    values = numpy.where((x + y) % 7 < 2, noise, waves).clip(0, 255).astype(numpy.uint8)
    return Image.fromarray(values if channels == 3 else values[..., 0])


COLOUR = picture(23, 31, 3)
GREY = picture(17, 11, 1)
FILTERS = ["NEAREST", "NEAREST_EXACT", "BILINEAR", "BICUBIC", "BOX", "HAMMING", "LANCZOS"]

FIXED = [
    *(
        f"transforms.Resize({size}, interpolation=transforms.InterpolationMode.{name})"
        for name in FILTERS
        for size in ["(9, 13)", "(26, 34)"]
    ),
    "transforms.Resize((40, 7))",
    "transforms.Resize((23, 12))",
    "transforms.Resize((8, 31))",
    "transforms.Resize((23, 31))",
    "transforms.Resize(10)",
    "transforms.Resize([10])",
    "transforms.Resize(10, max_size=12)",
    "transforms.Resize(7, antialias=False)",
    "transforms.CenterCrop(10)",
    "transforms.CenterCrop((24, 20))",
    "transforms.CenterCrop((14, 35))",
    "transforms.Pad(2)",
    "transforms.Pad((1, 2), fill=7)",
    *(
        f"transforms.Pad((3, 1, 2, 4), padding_mode='{mode}')"
        for mode in ["constant", "edge", "reflect", "symmetric"]
    ),
    "transforms.Pad((25, 0), padding_mode='reflect')",
    "transforms.Pad((0, 40), padding_mode='symmetric')",
    "transforms.Grayscale()",
    "transforms.Grayscale(3)",
    "transforms.RandomHorizontalFlip(p=1)",
    "transforms.RandomHorizontalFlip(p=0)",
]

RESIZED_CROPS = [
    ("transforms.RandomResizedCrop(8)", COLOUR, [3, 4, 15, 20]),
    ("transforms.RandomResizedCrop((12, 9))", COLOUR, [0, 0, 23, 31]),
    ("transforms.RandomResizedCrop(16)", COLOUR, [5, 20, 6, 11]),
    ("transforms.RandomResizedCrop(9)", COLOUR, [22, 30, 1, 1]),
    ("transforms.RandomResizedCrop(9)", COLOUR, [2, 3, 9, 9]),
    ("transforms.RandomResizedCrop(9)", COLOUR, [2, 3, 9, 17]),
    ("transforms.RandomResizedCrop(9, interpolation='BICUBIC')", COLOUR, [1, 1, 20, 13]),
    ("transforms.RandomResizedCrop(9, interpolation='NEAREST')", COLOUR, [1, 1, 20, 13]),
    ("transforms.RandomResizedCrop((5, 4))", GREY, [2, 1, 13, 8]),
]

CROPS = [
    ("transforms.RandomCrop(8)", COLOUR, [3, 4]),
    ("transforms.RandomCrop((23, 31))", COLOUR, [0, 0]),
    ("transforms.RandomCrop((10, 12), padding=3, fill=(1, 2, 3))", COLOUR, [0, 0]),
    ("transforms.RandomCrop((10, 12), padding=(4, 2, 3, 1), padding_mode='edge')", COLOUR, [16, 26]),
    ("transforms.RandomCrop((30, 20), pad_if_needed=True, fill=9)", COLOUR, [2, 5]),
    ("transforms.RandomCrop((24, 33), 1, True, padding_mode='reflect')", COLOUR, [1, 0]),
    ("transforms.RandomCrop((20, 14), pad_if_needed=True, padding_mode='symmetric')", GREY, [3, 2]),
]

# the part that is left when no random part fits
MIDDLES = [
    ((10, 200), "transforms.RandomResizedCrop(8, scale=(1, 1))"),
    ((200, 10), "transforms.RandomResizedCrop(8, scale=(1, 1))"),
    ((33, 7), "transforms.RandomResizedCrop(8, scale=(1, 1), ratio=(0.9, 1.1))"),
    ((20, 20), "transforms.RandomResizedCrop(8, scale=(4, 4), ratio=(0.9, 1.1))"),
]


def call(text):
    names = {"transforms": transforms}
    for name in FILTERS:
        text = text.replace(f"'{name}'", f"transforms.InterpolationMode.{name}")
    return eval(text, names)


def image(pixels):
    return {
        "height": pixels.height,
        "width": pixels.width,
        "channels": len(pixels.getbands()),
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
    }


def resized_crop(text, pixels, part):
    transform = call(text)
    result = functional.resized_crop(
        pixels, *part, transform.size, transform.interpolation, antialias=transform.antialias
    )
    return {"call": text, "input": name(pixels), "part": part, "output": image(result)}


def crop(text, pixels, place):
    transform = call(text)
    transform.get_params = lambda padded, size: (*place, *size)
    result = transform(pixels)
    return {"call": text, "input": name(pixels), "part": [*place, *transform.size], "output": image(result)}


def name(pixels):
    return "colour" if pixels is COLOUR else "grey"


def fixed(text, pixels):
    return {"call": text, "input": name(pixels), "output": image(call(text)(pixels))}


def middle(size, text):
    height, width = size
    transform = call(text)
    part = transform.get_params(Image.new("L", (width, height)), transform.scale, transform.ratio)
    return {"height": height, "width": width, "call": text, "part": [int(value) for value in part]}


versions = {
    "torchvision": torchvision.__version__,
    "Pillow": PIL.__version__,
    "numpy": numpy.__version__,
}
groups = {
    "fixed": [fixed(text, COLOUR) for text in FIXED]
    + [fixed(text, GREY) for text in FIXED if "BILINEAR" in text or "Resize" not in text],
    "resized_crops": [resized_crop(*case) for case in RESIZED_CROPS],
    "crops": [crop(*case) for case in CROPS],
    "middles": [middle(*case) for case in MIDDLES],
}
lines = [f'"versions": {json.dumps(versions)}', f'"inputs": {json.dumps({"colour": image(COLOUR), "grey": image(GREY)})}']
for group, cases in groups.items():
    lines.append(f'"{group}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]")
pathlib.Path(__file__).with_suffix(".json").write_text("{\n" + ",\n".join(lines) + "\n}\n")
