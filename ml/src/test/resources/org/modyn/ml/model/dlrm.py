"""Writes dlrm.json for GoldenModelTest. Run it in this folder: python dlrm.py"""

import golden
import torch
from torch import nn

FEATURES = {"hour": 3, "origin": 5, "destination": 7}
NUMBERS = 4
DIM = 6
BATCH = 8


class Mlp(nn.Module):
    def __init__(self, inputs, sizes):
        super().__init__()
        layers = []
        for outputs in sizes:
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
            inputs = outputs
        self.layers = nn.Sequential(*layers)

    def forward(self, values):
        return self.layers(values)


class Embeddings(nn.Module):
    """One table for all features, whose rows follow each other."""

    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(sum(FEATURES.values()), DIM)

    def forward(self, ids):
        sizes = torch.tensor([0, *FEATURES.values()])
        return self.embedding(ids + sizes.cumsum(0)[:-1])


class Bottom(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.embeddings = Embeddings()
        self.mlp = Mlp(NUMBERS, sizes)


class Top(nn.Module):
    def __init__(self, inputs, sizes):
        super().__init__()
        self.mlp = Mlp(inputs, sizes[:-1])
        self.out = nn.Linear(sizes[-2], sizes[-1])


class Dlrm(nn.Module):
    """As arXiv:1906.00091 describes it."""

    def __init__(self, bottom_sizes, top_sizes, interaction):
        super().__init__()
        vectors = len(FEATURES) + 1
        self.interaction = interaction
        self.bottom_model = Bottom(bottom_sizes)
        pairs = vectors * (vectors - 1) // 2
        inputs = vectors * DIM if interaction == "cat" else DIM + pairs
        self.top_model = Top(inputs, top_sizes)

    def forward(self, numerical_input, categorical_input):
        dense = self.bottom_model.mlp(numerical_input)
        vectors = torch.cat([dense.unsqueeze(1), self.bottom_model.embeddings(categorical_input)], 1)
        if self.interaction == "cat":
            met = vectors.flatten(1)
        else:
            products = vectors @ vectors.transpose(1, 2)
            rows, columns = torch.tril_indices(vectors.shape[1], vectors.shape[1], -1)
            met = torch.cat([dense, products[:, rows, columns]], 1)
        embedding = self.top_model.mlp(met)
        logits = self.top_model.out(embedding)
        return logits.squeeze(1) if logits.shape[1] == 1 else logits, embedding


def case(interaction, top_sizes, **more):
    bottom_sizes = [5, DIM]
    columns = len(FEATURES)
    config = {
        "num_numerical_features": NUMBERS,
        "categorical_features_info": FEATURES,
        "embedding_dim": DIM,
        "bottom_mlp_sizes": bottom_sizes,
        "top_mlp_sizes": top_sizes,
        "interaction_op": interaction,
        **more,
    }
    return golden.case(
        Dlrm(bottom_sizes, top_sizes, interaction),
        "DLRM",
        config,
        {
            "numerical_input": golden.floats((BATCH, NUMBERS), 3),
            "categorical_input": golden.integers((BATCH, columns), 4, min(FEATURES.values())),
        },
        {
            "numerical_input": {"type": "float32", "shape": [BATCH, NUMBERS], "salt": 3},
            "categorical_input": {
                "type": "int64",
                "shape": [BATCH, columns],
                "salt": 4,
                "below": min(FEATURES.values()),
            },
        },
        golden.integers((BATCH,), 1, max(2, top_sizes[-1])),
        learning_rate=0.2,
    )


golden.write(
    "dlrm.json",
    [
        case("dot", [8, 4, 1]),
        case("cat", [8, 4, 1], embedding_type="multi_table"),
        case("cuda_dot", [8, 3], embedding_type="joint_fused", use_cpp_mlp=True),
        case("cat", [8, 3], embedding_type="joint_sparse"),
    ],
)
