"""Prints the seconds of a drift metric between two windows of 128 features: python baseline.py ROW."""

import sys
import time

import numpy as np
from scipy import stats
from scipy.spatial.distance import cdist

reference, current = (
    np.fromfile(f"{name}.float32", dtype="<f4").astype(np.float64).reshape(-1, 128)
    for name in ("reference", "current")
)


def mmd():
    """The unbiased estimate, the width of the kernel from the reference window, as Alibi-Detect."""
    n, m = len(reference), len(current)
    xx = cdist(reference, reference, "sqeuclidean")
    rank = n + (n * n - n) // 2 - 1
    width = np.partition(xx.ravel(), rank)[rank]
    xx = np.exp(xx / -width)
    yy = np.exp(cdist(current, current, "sqeuclidean") / -width)
    xy = np.exp(cdist(reference, current, "sqeuclidean") / -width)
    return (xx.sum() - n) / (n * (n - 1)) + (yy.sum() - m) / (m * (m - 1)) - 2 * xy.mean()


def per_feature(test):
    return [test(reference[:, feature], current[:, feature]) for feature in range(reference.shape[1])]


def hellinger(x, y):
    """As Evidently 0.4 for a numerical feature: Sturges' bins of the distinct values."""
    edges = np.histogram_bin_edges(np.unique(np.concatenate([x, y])), bins="sturges")
    p, q = (np.histogram(values, bins=edges, density=True)[0] for values in (x, y))
    return np.sqrt(max(0, 1 - np.sum(np.sqrt(p * q)) * np.mean(np.diff(edges))))


def classifier():
    """Out-of-fold predictions of a logistic regression, and a test of them, as Alibi-Detect."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold

    x = np.concatenate([reference, current])
    y = np.repeat([0, 1], [len(reference), len(current)])
    probabilities = np.empty(len(x))
    for train, test in StratifiedKFold(n_splits=5, shuffle=True, random_state=1).split(x, y):
        model = LogisticRegression(max_iter=1000).fit(x[train], y[train])
        probabilities[test] = model.predict_proba(x[test])[:, 1]
    return stats.ks_2samp(probabilities[y == 0], probabilities[y == 1], alternative="greater")


ROWS = {
    "mmd_5k_128": mmd,
    "ks_5k_128": lambda: per_feature(lambda x, y: stats.ks_2samp(x, y, method="asymp")),
    "cvm_5k_128": lambda: per_feature(stats.cramervonmises_2samp),
    "hellinger_5k_128": lambda: per_feature(hellinger),
    "classifier_5k_128": classifier,
}

row = ROWS[sys.argv[1]]
row()
start = time.perf_counter()
row()
print(time.perf_counter() - start)
