"""Writes article_net.json for GoldenModelTest and article_net_names.json for ArticleNetTest.

Run it in this folder: python article_net.py
"""

import json

import golden
import torch

# torchvision, which transformers imports, asks for two operators that builds of torch for CPUs do not declare
LIBRARY = torch.library.Library("torchvision", "DEF")
for operator in ("nms", "qnms"):
    LIBRARY.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import transformers  # noqa: E402
from torch import nn  # noqa: E402
from transformers import DistilBertConfig, DistilBertModel  # noqa: E402

SMALL = {
    "vocab_size": 40,
    "max_position_embeddings": 12,
    "layers": 2,
    "dim": 8,
    "heads": 2,
    "hidden_dim": 16,
    "dropout": 0.0,
    "attention_dropout": 0.0,
}


class ArticleNet(nn.Module):
    def __init__(self, classes, **sizes):
        super().__init__()
        if sizes:
            sizes["n_layers"] = sizes.pop("layers")
            sizes["n_heads"] = sizes.pop("heads")
        self.featurizer = DistilBertModel(DistilBertConfig(**sizes))
        self.classifier = nn.Linear(self.featurizer.config.dim, classes)

    def forward(self, data):
        hidden = self.featurizer(input_ids=data[:, :, 0], attention_mask=data[:, :, 1])[0]
        return self.classifier(hidden[:, 0]), hidden[:, 0]


golden.write(
    "article_net.json",
    [
        golden.case(
            ArticleNet(5, **SMALL),
            "ArticleNet",
            {"num_classes": 5, **SMALL},
            {"data": golden.tokens((6, 10), 14, 40)},
            {"data": {"type": "tokens", "shape": [6, 10], "salt": 14, "below": 40}},
            golden.integers((6,), 1, 5),
            learning_rate=0.2,
        )
    ],
    transformers=transformers.__version__,
)
with torch.device("meta"):
    full = ArticleNet(172)
with open("article_net_names.json", "w") as file:
    json.dump({name: list(array.shape) for name, array in full.state_dict().items()}, file, indent=1)
    file.write("\n")
