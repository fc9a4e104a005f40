"""Selections of the deterministic downsampling strategies, by the algorithms of the papers, for DownsamplingGoldenTest.

Each step of a greedy search computes the function itself, or all gains from its definition, in float64; no step uses
results of the one before. The features are float32. The pairwise similarities of a facility location, and the gains of a graph
cut, are rounded to whole numbers of a unit of about 1e-9 of the largest one: otherwise rounding selects between equal
gains, as two samples have that are each other's nearest one.

    python golden.py > golden.json
"""

import base64
import json
import sys

import numpy
import scipy
import sklearn
from scipy.optimize import nnls
from scipy.spatial.distance import cdist
from sklearn.metrics.pairwise import cosine_similarity

UNITS = 2**30
RIDGE = 1e-6
LAMBDA = 1.0
APPROXIMATION = 0.9


def greedy(gains, size, count):
    """The first element with the largest gain, at each step; gains(selected) has one for each element."""
    selected = []
    for _ in range(count):
        gain = numpy.array(gains(selected), dtype=numpy.float64)
        gain[selected] = -numpy.inf
        selected.append(int(gain.argmax()))
    return selected


def approximate_greedy(gains, size, count):
    """An element whose new gain is at least 0.9 of its old one, in the order of old gains."""
    selected = []
    known = numpy.array(gains([]), dtype=numpy.float64)
    fresh = numpy.ones(size, dtype=bool)
    for _ in range(count):
        while True:
            best = int(known.argmax())
            gain = gains(selected)[best]
            if fresh[best] or gain >= APPROXIMATION * known[best]:
                break
            known[best] = gain
            fresh[best] = True
        selected.append(best)
        known[best] = -numpy.inf
        fresh[:] = False
    return selected


SEARCHES = {"NaiveGreedy": greedy, "LazyGreedy": greedy, "ApproximateLazyGreedy": approximate_greedy}


# Iyer, Khargonkar, Bilmes, Asnani: Submodular combinatorial information measures with applications in machine
# learning, ALT 2021, section 2.
def facility_location(similarity):
    def gains(selected):
        largest = similarity[:, selected].max(axis=1) if selected else numpy.zeros(len(similarity))
        return numpy.maximum(0, similarity - largest[None, :]).sum(axis=1)

    return gains


def graph_cut(similarity):
    def gains(selected):
        gain = similarity.sum(axis=1) - 2 * similarity[:, selected].sum(axis=1) - similarity.diagonal()
        return numpy.rint(gain * UNITS)

    return gains


def log_determinant(similarity):
    def value(elements):
        return numpy.linalg.slogdet(similarity[numpy.ix_(elements, elements)] + RIDGE * numpy.eye(len(elements)))[1]

    def gains(selected):
        before = value(selected) if selected else 0.0
        return [-numpy.inf if i in selected else value(selected + [i]) - before for i in range(len(similarity))]

    return gains


FUNCTIONS = {"FacilityLocation": facility_location, "GraphCut": graph_cut, "LogDeterminant": log_determinant}


def submodular(features, labels, count, options):
    similarity = 0.5 + 0.5 * cosine_similarity(features)
    numpy.fill_diagonal(similarity, numpy.where(numpy.any(features, axis=1), 1.0, 0.5))
    if options["submodular_function"] == "FacilityLocation":
        similarity = numpy.rint(similarity * UNITS)
    gains = FUNCTIONS[options["submodular_function"]](similarity)
    selected = SEARCHES[options["submodular_optimizer"]](gains, len(features), count)
    return {row: 1.0 for row in selected}


# Mirzasoleiman, Bilmes, Leskovec: Coresets for data-efficient training of machine learning models, ICML 2020.
def craig(features, labels, count, options):
    order = numpy.argsort(labels, kind="stable")
    members = [numpy.flatnonzero(labels[order] == label) for label in numpy.unique(labels)]
    distances = [cdist(features[order][rows], features[order][rows]) for rows in members]
    units = UNITS / (2 * max(distance[0].max() for distance in distances) + 1e-3)
    similarity = numpy.zeros((len(labels), len(labels)))
    for rows, distance in zip(members, distances):
        whole = numpy.rint(distance * units)
        similarity[numpy.ix_(rows, rows)] = whole.max() + numpy.rint(1e-3 * units) - whole
    selected = sorted(SEARCHES[options["greedy"]](facility_location(similarity), len(labels), count))
    nearest = similarity[selected].argmax(axis=0)
    return {int(order[row]): 1.0 + float((nearest == index).sum()) for index, row in enumerate(selected)}


# Sener, Savarese: Active learning for convolutional neural networks: a core-set approach, ICLR 2018, algorithm 1.
def kcenter(features, labels, count, options):
    distance = cdist(features, features)
    selected = [options["first_centre"]]
    while len(selected) < count:
        nearest = distance[selected].min(axis=0)
        nearest[selected] = -1
        selected.append(int(nearest.argmax()))
    return {row: 1.0 for row in selected}


# Killamsetty, Sivasubramanian, Ramakrishnan, De, Iyer: GRAD-MATCH, ICML 2021, algorithm 2; weights of at least 0 by
# the algorithm of Lawson and Hanson for |A'w - b|^2 + lambda |w|^2.
def grad_match(features, labels, count, options):
    mean = features.mean(axis=0)
    selected = []
    residual = mean
    for _ in range(count):
        products = (features * residual).sum(axis=1)
        products[selected] = -numpy.inf
        selected.append(int(products.argmax()))
        rows = features[selected]
        weights = numpy.linalg.solve(rows @ rows.T + LAMBDA * numpy.eye(len(selected)), rows @ mean)
        residual = mean - rows.T @ weights
    if count == 1:
        return {selected[0]: 1.0}
    rows = features[selected]
    system = numpy.vstack([rows.T, numpy.sqrt(LAMBDA) * numpy.eye(count)])
    weights = nnls(system, numpy.concatenate([mean, numpy.zeros(count)]), maxiter=100 * count)[0]
    return {row: float(weight) for row, weight in zip(selected, weights) if weight > 0}


# Mindermann et al.: Prioritized training on points that are learnable, worth learning, and not yet learnt, ICML 2022.
def rho_loss(features, labels, count, options):
    return {int(row): 1.0 for row in numpy.argsort(-features[:, 0], kind="stable")[:count]}


# Coleman et al.: Selection via proxy, ICLR 2020.
def uncertainty(features, labels, count, options):
    return {int(row): 1.0 for row in numpy.argsort(features[:, 0], kind="stable")[:count]}


STRATEGIES = {
    "Submodular": submodular,
    "Craig": craig,
    "KcenterGreedy": kcenter,
    "GradMatch": grad_match,
    "RHOLoss": rho_loss,
    "Uncertainty": uncertainty,
}


def target(size, ratio):
    return max(1, ratio * size // 100)


def select(strategy, features, labels, ratio, options):
    algorithm = STRATEGIES[strategy]
    features = features.astype(numpy.float64)
    if not options.get("balance"):
        return algorithm(features, labels, target(len(labels), ratio), options)
    selection = {}
    for label in numpy.unique(labels):
        rows = numpy.flatnonzero(labels == label)
        part = algorithm(features[rows], labels[rows], target(len(rows), ratio), options)
        selection.update({int(rows[row]): weight for row, weight in part.items()})
    return selection


def random_data(random, size, classes):
    """Softmax minus one-hot of random logits, and its outer product with random embeddings."""
    labels = random.integers(classes, size=size)
    embeddings = random.normal(size=(size, 6)) + labels[:, None] * 0.3
    logits = random.normal(size=(size, 10)) + 2 * numpy.eye(10)[labels]
    gradients = numpy.exp(logits) / numpy.exp(logits).sum(axis=1, keepdims=True) - numpy.eye(10)[labels]
    weights = (gradients[:, :, None] * embeddings[:, None, :]).reshape(size, -1)
    return {
        "labels": labels,
        "LastLayer": gradients.astype(numpy.float32),
        "LastLayerWithEmbedding": numpy.hstack([gradients, weights]).astype(numpy.float32),
        "embedding": embeddings.astype(numpy.float32),
        "score": random.normal(size=(size, 1)).astype(numpy.float32),
    }


def changed(data, change):
    """The same data with changed features."""
    return {name: values if name == "labels" else change(values.copy()) for name, values in data.items()}


def zero_rows(values):
    values[::3] = 0
    return values


def duplicates(values):
    values[1::2] = values[0 : 2 * (len(values) // 2) : 2]
    return values


def datasets():
    random = numpy.random.default_rng(20261129)
    large = random_data(random, 200, 10)
    small = random_data(random, 40, 4)
    lonely = random_data(random, 30, 3)
    lonely["labels"][7] = 8
    return {
        "200 samples in 10 classes": large,
        "one class": random_data(random, 30, 1),
        "a class with one sample": lonely,
        "duplicates": changed(small, duplicates),
        "some features are zero": changed(small, zero_rows),
        "equal features": changed(small, lambda values: numpy.broadcast_to(values[0], values.shape).copy()),
        "fewer samples than a hundred over the ratio": random_data(random, 4, 2),
        "one sample": random_data(random, 1, 1),
    }


def variants():
    for balance in (False, True):
        for search in SEARCHES:
            for approximation in ("LastLayer", "LastLayerWithEmbedding"):
                options = {"balance": balance, "full_grad_approximation": approximation}
                yield "Craig", approximation, options | {"greedy": search}
                for function in FUNCTIONS:
                    yield "Submodular", approximation, options | {
                        "submodular_function": function,
                        "submodular_optimizer": search,
                    }
        for approximation in ("LastLayer", "LastLayerWithEmbedding"):
            yield "GradMatch", approximation, {"balance": balance, "full_grad_approximation": approximation}
        yield "Uncertainty", "score", {"balance": balance, "score_metric": "Margin"}
    yield "KcenterGreedy", "embedding", {"balance": False}
    yield "RHOLoss", "score", {}


def encoded(features):
    return {"width": features.shape[1], "values": base64.b64encode(features.astype("<f4").tobytes()).decode()}


def main():
    cases = []
    for name, data in datasets().items():
        for strategy, feature, options in variants():
            for ratio in (20, 50):
                first = {"first_centre": len(data["labels"]) // 2} if strategy == "KcenterGreedy" else {}
                selection = select(strategy, data[feature], data["labels"], ratio, options | first)
                rows = sorted(selection)
                cases.append(
                    {
                        "dataset": name,
                        "feature": feature,
                        "config": {"strategy": strategy, "sample_then_batch": True, "ratio": ratio} | options,
                        **first,
                        "rows": rows,
                        "weights": [round(selection[row], 9) for row in rows],
                    }
                )
    json.dump(
        {
            "versions": {
                "python": sys.version.split()[0],
                "numpy": numpy.__version__,
                "scipy": scipy.__version__,
                "scikit-learn": sklearn.__version__,
            },
            "datasets": {
                name: {
                    "labels": data["labels"].tolist(),
                    "features": {key: encoded(values) for key, values in data.items() if key != "labels"},
                }
                for name, data in datasets().items()
            },
            "cases": cases,
        },
        sys.stdout,
        separators=(",", ":"),
    )
    print()


main()
