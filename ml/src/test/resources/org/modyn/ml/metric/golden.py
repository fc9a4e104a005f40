"""Writes golden.json, the golden file of GoldenMetricsTest: metrics by scikit-learn.

    python golden.py

Each case describes labels and outputs, which both sides draw from the same generator (Draws in the test), and has the
expected result for the configuration of each metric; null if the metric is undefined. The expected calibration error,
which scikit-learn does not have, is computed here after Guo et al., "On calibration of modern neural networks", 2017.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

warnings.simplefilter("ignore")

MASK = (1 << 64) - 1
UNIT = 1 << 24


def draws(seed, count):
    """The upper 24 bits of a linear congruential generator (Knuth's MMIX), in [0, 2^24)."""
    numbers = np.empty(count, dtype=np.int64)
    state = seed
    for index in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) & MASK
        numbers[index] = state >> 40
    return numbers


def samples(case):
    """Labels, and outputs in float32: uniform in [-scale, scale), steps of 1 / resolution; the label's is higher."""
    columns = case["columns"]
    numbers = draws(case["seed"], case["samples"] * (columns + 1)).reshape(case["samples"], columns + 1)
    bounds = np.array(case["label_bounds"], dtype=np.int64)
    labels = np.searchsorted(bounds, numbers[:, 0], side="right")
    outputs = (numbers[:, 1:] / UNIT * 2 - 1) * case["scale"]
    if columns == 1:
        outputs[:, 0] += (2 * labels - 1) * case["signal"]
    else:
        outputs[np.arange(len(labels)), labels] += case["signal"]
    outputs = np.floor(outputs * case["resolution"]) / case["resolution"] + case["offset"]
    return labels, outputs.astype(np.float32)


def bounds(*shares):
    """Upper bounds of the draws of each label but the last."""
    return [round(bound * UNIT) for bound in np.cumsum(shares)[:-1] / np.sum(shares)]


def probabilities(outputs):
    logits = outputs.astype(np.float64)
    if logits.shape[1] == 1:
        ones = 1 / (1 + np.exp(-logits))
    else:
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
    return np.hstack([1 - ones, ones])


def calibration_error(labels, shares, bins):
    predicted = shares.argmax(axis=1)
    confidence = shares.max(axis=1)
    edges = np.arange(bins + 1) / bins
    group = np.clip(np.digitize(confidence, edges, right=True) - 1, 0, bins - 1)
    error = 0.0
    for index in range(bins):
        inside = group == index
        if inside.any():
            accuracy = (predicted[inside] == labels[inside]).mean()
            error += inside.mean() * abs(accuracy - confidence[inside].mean())
    return error


def one_against_rest(measure, labels, scores, needs_negatives):
    """The mean over the classes; with one or two outputs, of class 1 alone."""
    columns = scores.shape[1]
    values = []
    for clazz in [1] if columns <= 2 else range(columns):
        positive = labels == clazz
        if not positive.any() or (needs_negatives and positive.all()):
            return math.nan
        values.append(measure(positive, scores[:, min(clazz, columns - 1)]))
    return float(np.mean(values))


def expected(labels, outputs, given_probabilities):
    columns = outputs.shape[1]
    classes = max(2, columns)
    numbers = list(range(classes))
    results = {}

    def put(name, value, **options):
        results[json.dumps({"name": name, **options})] = None if math.isnan(value) else float(value)

    if given_probabilities:
        shares = outputs.astype(np.float64)
        shares = np.hstack([1 - shares, shares]) if columns == 1 else shares
    else:
        shares = probabilities(outputs)
    if columns == 1:
        predicted = (outputs[:, 0] > (0.5 if given_probabilities else 0)).astype(np.int64)
    else:
        predicted = outputs.argmax(axis=1)
    put("Accuracy", metrics.accuracy_score(labels, predicted))
    for top in (2, 3):
        if top < columns:
            # of equal outputs, scikit-learn prefers the last one, and Modyn the first one
            mirrored = columns - 1 - labels, outputs[:, ::-1]
            put("Accuracy", metrics.top_k_accuracy_score(*mirrored, k=top, labels=numbers), topn=top)
    for name, score in (
        ("F1Score", metrics.f1_score),
        ("Precision", metrics.precision_score),
        ("Recall", metrics.recall_score),
    ):
        for average in ("macro", "micro", "weighted"):
            value = score(labels, predicted, labels=numbers, average=average, zero_division=0)
            put(name, value, num_classes=classes, average=average)
        if classes == 2:
            for positive in (0, 1):
                value = score(
                    labels, predicted, labels=numbers, average="binary", pos_label=positive, zero_division=math.nan
                )
                put(name, value, num_classes=2, average="binary", pos_label=positive)
    scores = outputs.astype(np.float64) if columns == 1 or given_probabilities else shares
    area = one_against_rest(metrics.roc_auc_score, labels, scores, True)
    if columns > 2 and not math.isnan(area):
        by_scikit_learn = metrics.roc_auc_score(labels, shares, multi_class="ovr", average="macro")
        assert abs(area - by_scikit_learn) < 1e-12
    put("RocAuc", area)
    put("AveragePrecision", one_against_rest(metrics.average_precision_score, labels, scores, False))
    put("LogLoss", metrics.log_loss(labels, shares, labels=numbers))
    if classes == 2:
        put("BrierScore", metrics.brier_score_loss(labels, shares[:, 1], labels=numbers))
    else:
        put("BrierScore", metrics.brier_score_loss(labels, shares, labels=numbers))
    for bins in (1, 7, 15):
        put("ExpectedCalibrationError", calibration_error(labels, shares, bins), bins=bins)
    return results


def ranking(labels, outputs):
    return {
        '{"name": "RocAuc"}': one_against_rest(metrics.roc_auc_score, labels, outputs, True),
        '{"name": "AveragePrecision"}': one_against_rest(metrics.average_precision_score, labels, outputs, False),
    }


def regression(labels, outputs):
    return {
        '{"name": "MeanAbsoluteError"}': metrics.mean_absolute_error(labels, outputs[:, 0].astype(np.float64)),
        '{"name": "MeanSquaredError"}': metrics.mean_squared_error(labels, outputs[:, 0].astype(np.float64)),
    }


def case(name, seed, count, columns, label_bounds, scale=8, signal=1, resolution=1 << 20, offset=0, kind="logits"):
    described = {
        "name": name,
        "seed": seed,
        "samples": count,
        "columns": columns,
        "label_bounds": label_bounds,
        "scale": scale,
        "signal": signal,
        "resolution": resolution,
        "offset": offset,
        "kind": kind,
    }
    labels, outputs = samples(described)
    if kind == "values":
        described["expected"] = regression(labels, outputs)
    elif kind == "scores":
        described["expected"] = ranking(labels, outputs)
    else:
        described["expected"] = expected(labels, outputs, kind == "probabilities")
    return described


EVEN = bounds(1, 1)
CASES = [
    case("two classes", 1, 10_000, 1, EVEN),
    case("ties", 2, 5_000, 1, EVEN, scale=2, resolution=4),
    case("only ties", 3, 400, 1, EVEN, scale=0, signal=0, resolution=1),
    case("one positive in a thousand", 4, 20_000, 1, bounds(999, 1)),
    case("only label 0", 5, 300, 1, [UNIT]),
    case("only label 1", 6, 300, 1, [0], signal=0),
    case("label 0 is predicted alone", 7, 200, 1, [UNIT], scale=1, signal=2),
    case("one sample", 8, 1, 1, EVEN),
    case("saturated", 9, 2_000, 1, EVEN, scale=256, signal=64),
    case("probabilities", 10, 3_000, 1, EVEN, scale=0.25, signal=0.25, resolution=64, offset=0.5, kind="probabilities"),
    case("two outputs", 11, 4_000, 2, bounds(3, 1)),
    case("five classes", 12, 10_000, 5, bounds(1, 1, 1, 1, 1)),
    case("five classes with ties of predictions", 13, 10_000, 5, bounds(1, 1, 1, 1, 1), scale=2, resolution=1),
    case("five classes with ties of scores", 21, 10_000, 5, bounds(5, 4, 3, 2, 1), scale=2, resolution=4, kind="scores"),
    case("uneven classes", 14, 20_000, 4, bounds(900, 90, 9, 1)),
    case("missing class", 15, 2_000, 4, bounds(4, 3, 0, 1)),
    case("only label 2", 16, 100, 3, [0, 0]),
    case("saturated classes", 17, 2_000, 3, bounds(1, 1, 1), scale=256, signal=64),
    case("many samples", 18, 1_000_000, 1, bounds(7, 3), scale=4, resolution=1 << 10),
    case("many samples of ten classes", 19, 100_000, 10, bounds(*range(1, 11))),
    case("quantities", 20, 10_000, 1, bounds(*[1] * 50), scale=32, signal=0.5, kind="values"),
]

path = pathlib.Path(__file__).with_name("golden.json")
path.write_text(json.dumps({"scikit-learn": sklearn.__version__, "numpy": np.__version__, "cases": CASES}, indent=1))
