"""Makes batch.json: what torchvision makes of tensors and of images, sample by sample.

    python batch.py        (needs numpy, Pillow, torch and torchvision)
"""

import base64
import json
import pathlib

import numpy
import torch

# the operators that a torchvision built for another torch would register itself
library = torch.library.Library("torchvision", "DEF")
library.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
library.define("qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torchvision
from PIL import Image
from torchvision import transforms

BATCH = 3
random = numpy.random.default_rng(3)
IMAGENET = "transforms.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])"


def integers(dtype, shape):
    limits = numpy.iinfo(dtype)
    values = random.integers(limits.min, limits.max, (BATCH, *shape), dtype=dtype, endpoint=True)
    values.flat[0], values.flat[1], values.flat[2] = limits.min, limits.max, 0
    return values


def shares(dtype, shape):
    values = random.random((BATCH, *shape)).astype(dtype)
    values.flat[0], values.flat[1] = 0, 1
    return values


IMAGES = [
    ((4, 5, 3), ["transforms.ToTensor()"]),
    ((4, 5, 1), ["transforms.ToTensor()"]),
    ((4, 5, 3), ["transforms.ToTensor()", IMAGENET]),
    ((4, 5, 1), ["transforms.ToTensor()", "transforms.Normalize((0.1307,), (0.3081,))"]),
    ((4, 5, 3), ["transforms.ToTensor()", "transforms.Normalize((0.5,), (0.25,))"]),
    ((4, 5, 3), ["transforms.Compose([transforms.ToTensor(), transforms.ConvertImageDtype(torch.float64)])", IMAGENET]),
    ((2, 3, 3), ["transforms.ToTensor()", "transforms.ConvertImageDtype(torch.uint8)"]),
]

TYPES = ["uint8", "int8", "int32", "int64", "float32", "float64"]
UNSAFE = [("float32", "int32"), ("float32", "int64"), ("float64", "int64")]
TENSORS = [
    (source, f"transforms.ConvertImageDtype(torch.{target})")
    for source in TYPES
    for target in TYPES
    if (source, target) not in UNSAFE
] + [
    ("float32", "transforms.Normalize([0.1, 0.2, 0.3], [0.4, 0.5, 0.6])"),
    ("float64", "transforms.Normalize([0.1, 0.2, 0.3], [0.4, 0.5, 0.6])"),
]


def array(values):
    return {
        "type": str(values.dtype),
        "shape": list(values.shape[1:]),
        "bytes": base64.b64encode(values.tobytes()).decode(),
    }


def call(text):
    return eval(text, {"transforms": transforms, "torch": torch})


def case(values, samples, calls):
    transform = transforms.Compose([call(text) for text in calls])
    result = torch.stack([transform(sample) for sample in samples]).numpy()
    return {"calls": calls, "input": array(values), "output": array(result)}


def cases():
    for shape, calls in IMAGES:
        values = integers(numpy.uint8, shape)
        samples = [Image.fromarray(value if shape[2] == 3 else value[..., 0]) for value in values]
        yield case(values, samples, calls)
    for dtype, text in TENSORS:
        values = (shares if dtype.startswith("float") else integers)(dtype, (3, 2, 4))
        yield case(values, torch.from_numpy(values), [text])


versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
lines = ",\n".join(json.dumps(entry) for entry in cases())
target = pathlib.Path(__file__).with_suffix(".json")
target.write_text('{"versions": %s, "batch": %d, "cases": [\n%s\n]}\n' % (json.dumps(versions), BATCH, lines))
