"""Writes evidently.json: what Evidently 0.4.27 and Alibi-Detect's ClassifierDrift measure between windows.

Neither library is needed: this script applies their published algorithms with the functions of SciPy and
scikit-learn that they call. Evidently's are in src/evidently/calculations/stattests/*.py and
src/evidently/metrics/data_drift/embedding_drift_methods.py, Alibi-Detect's in alibi_detect/cd/base.py
(test_probs) and cd/sklearn/classifier.py.

Made with Python 3.11, NumPy 2.4.6, SciPy 1.17.1, scikit-learn 1.9.1:

    python evidently.py > evidently.json

All features are float32 numbers, and all computations float64. null is an undefined result: an error, or not
a number. To be reproducible, logistic regressions are optimized to the limit of float64.
"""

import base64
import json
import warnings

import numpy as np
from scipy import stats
from scipy.spatial import distance
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split

warnings.filterwarnings("ignore")
generator = np.random.default_rng(5)


def mixed(rows, shift):
    """Normal, exponential, uniform, rounded, binary, constant and almost constant features."""
    return np.column_stack([
        generator.normal(shift, 1 + shift, rows),
        generator.exponential(1 + shift, rows),
        generator.uniform(-1 - shift, 1, rows),
        np.round(generator.normal(3 * shift, 2, rows)),
        generator.integers(0, 2, rows) * (1 + shift),
        np.full(rows, 4.0),
        np.full(rows, shift),
        np.where(np.arange(rows) == 0, 1000.0, 0.0),
    ])  # fmt: skip


def correlated(rows, columns, shift):
    mixing = np.random.default_rng(9).normal(0, 1, (columns, columns)) / np.arange(1, columns + 1)
    return generator.normal(shift, 1, (rows, columns)) @ mixing + 2


WINDOWS = {
    "mixed": (mixed(120, 0), mixed(90, 0.3)),
    "mixed, same distribution": (mixed(64, 0), mixed(64, 0)),
    "far apart": (mixed(40, 0), mixed(40, 50)),
    "a large and a small": (mixed(150, 0), mixed(7, 0.5)),
    "a small and a large": (mixed(6, 0), mixed(100, 0.5)),
    "correlated": (correlated(150, 12, 0), correlated(100, 12, 0.2)),
    "more features than samples": (correlated(14, 40, 0), correlated(20, 40, 0.5)),
    "large scale": (1000 * correlated(80, 5, 0), 1000 * correlated(60, 5, 0.3)),
}
equal = mixed(50, 0.1)
WINDOWS["equal"] = (equal, equal)
for size in range(1, 11):
    WINDOWS[f"{size} and {11 - size}"] = (mixed(size, 0), mixed(11 - size, 1))
    WINDOWS[f"{size} and {size}"] = (mixed(size, 0), mixed(size, 0.5))
for pair in WINDOWS:
    WINDOWS[pair] = tuple(np.float64(np.float32(window)) for window in WINDOWS[pair])


def sturges(values, *samples):
    edges = np.histogram_bin_edges(values, bins="sturges")
    return edges, [np.histogram(sample, bins=edges)[0] for sample in samples]


def hellinger(reference, current):
    distinct = np.unique(np.concatenate([reference, current]))
    edges, counts = sturges(distinct, reference, current)
    densities = [count / np.diff(edges) / count.sum() for count in counts]
    width = (edges[-1] - edges[0]) / (len(edges) - 1)
    coefficient = sum(np.sqrt(first * second) * width for first, second in zip(*densities))
    return np.sqrt(1 - np.clip(coefficient, 0, 1))


def binned(reference, current, fill):
    values = np.concatenate([reference, current])
    if len(np.unique(reference)) > 20:
        counts = sturges(values, reference, current)[1]
    else:
        counts = [[np.sum(sample == value) for value in np.unique(values)] for sample in (reference, current)]
    fractions = [np.array(count) / len(sample) for count, sample in zip(counts, (reference, current))]
    for fraction in fractions:
        smallest = fraction[fraction > 0].min()
        if fill:
            fraction[fraction == 0] = smallest / 10**6 if smallest <= 0.0001 else 0.0001
    return fractions


def psi(reference, current):
    first, second = binned(reference, current, True)
    return np.sum((first - second) * np.log(first / second))


def mmd(reference, current):
    """The statistic of emperical_mmd; its p-value comes from an unseeded generator."""
    n, m = len(reference), len(current)
    if min(n, m) < 2:
        raise ZeroDivisionError
    squares = np.subtract.outer(reference, reference) ** 2
    sigma = np.sqrt(0.5 * np.percentile(squares, 50, method="nearest")) or np.sqrt(0.5)
    values = np.concatenate([reference, current])
    kernel = np.exp(-(np.subtract.outer(values, values) ** 2) / (2 * sigma**2))
    np.fill_diagonal(kernel, 0)
    within = kernel[:n, :n].sum() / (n * (n - 1)) + kernel[n:, n:].sum() / (m * (m - 1))
    return within - 2 * kernel[:n, n:].mean()


def epps_singleton(reference, current):
    if stats.iqr(np.concatenate([reference, current])) == 0:
        raise ValueError("the interquartile range is 0")
    if min(len(reference), len(current)) < 5:
        raise ValueError("SciPy raises this up to version 1.13; later versions return NaN")
    if np.ptp(reference) == 0 and np.ptp(current) == 0:
        return np.inf, 0  # SciPy inverts a covariance of rounding errors
    return stats.epps_singleton_2samp(reference, current)


def anderson_darling(reference, current):
    if len(reference) + len(current) < 4:
        raise ValueError("too few values: the variance of the statistic is infinite")
    result = stats.anderson_ksamp([reference, current])
    return result.statistic, result.pvalue


def cramer_von_mises(reference, current):
    if min(len(reference), len(current)) < 2:
        raise ValueError("Evidently raises this")
    return stats.cramervonmises_2samp(reference, current)


def wasserstein(reference, current):
    return stats.wasserstein_distance(reference, current) / max(np.std(reference), 0.001)


STATISTICS = {
    "hellinger": hellinger,
    "wasserstein": wasserstein,
    "jensenshannon": lambda first, second: distance.jensenshannon(*binned(first, second, False)),
    "kl_div": lambda first, second: stats.entropy(*binned(first, second, True)),
    "psi": psi,
    "ks": stats.ks_2samp,
    "ks_greater": lambda first, second: stats.ks_2samp(first, second, alternative="greater"),
    "ks_less": lambda first, second: stats.ks_2samp(first, second, alternative="less"),
    "anderson": anderson_darling,
    "cramer_von_mises": cramer_von_mises,
    "mannw": lambda first, second: stats.mannwhitneyu(first, second, alternative="less"),
    "es": epps_singleton,
    "t_test": stats.ttest_ind,
    "ed": stats.energy_distance,
    "emperical_mmd": mmd,
}

DIFFERS = {
    **dict.fromkeys(["hellinger", "wasserstein", "jensenshannon", "kl_div", "psi"], np.greater_equal),
    "ed": np.greater,
    **dict.fromkeys(["ks", "cramer_von_mises"], np.less_equal),
    **dict.fromkeys(["anderson", "mannw", "es", "t_test"], np.less),
}


def number(value):
    """A number as Java's Double.parseDouble reads it; null if it is not a number."""
    if np.isnan(value):
        return None
    return float(value) if np.isfinite(value) else "Infinity" if value > 0 else "-Infinity"


def statistic(name, reference, current):
    """[statistic] or [statistic, p-value]; null where undefined."""
    try:
        result = STATISTICS[name](reference, current)
    except (ValueError, ZeroDivisionError, IndexError):
        return None
    if isinstance(result, float):
        return [number(result)]
    if hasattr(result, "pvalue"):
        return [number(result.statistic), number(result.pvalue)]
    return [number(value) for value in result]


def reduced(reference, current, components):
    if not components:
        return reference, current
    if components > min(reference.shape):
        return None
    pca = PCA(n_components=components, svd_solver="full")
    return pca.fit_transform(reference), pca.transform(current)


def ratio(reference, current, test, threshold):
    differing = 0
    for first, second in zip(reference.T, current.T):
        result = statistic(test, first, second)
        if result is None:
            return None
        value = result[-1]
        differing += value is not None and bool(DIFFERS[test](value, threshold))
    return differing / reference.shape[1]


def simple(reference, current, metric):
    first, second = reference.mean(axis=0), current.mean(axis=0)
    return number(getattr(distance, metric)(first, second))


def model(reference, current):
    """The least and the greatest area under the curve after changes of the features by 1e-15 of their values.

    Training on a few samples or on features of a large scale is chaotic: rounding errors change the result.
    """
    samples = np.concatenate([reference, current])
    labels = np.array([1] * len(reference) + [0] * len(current))
    areas = []
    for variant in range(20):
        change = 1e-15 * (variant > 0) * np.random.default_rng(variant).choice([-1, 1], samples.shape)
        try:
            x_train, x_test, y_train, y_test = train_test_split(
                samples * (1 + change), labels, test_size=0.5, random_state=42, shuffle=True
            )
            classifier = SGDClassifier(loss="log_loss", random_state=42).fit(x_train, y_train)
        except ValueError:
            return None
        areas.append(number(roc_auc_score(y_test, classifier.predict_proba(x_test)[:, 1])))
    return None if None in areas else [min(areas), max(areas)]


def classifier(reference, current, folds, seed):
    samples = np.concatenate([reference, current])
    labels = np.array([0] * len(reference) + [1] * len(current))
    probabilities = np.zeros(len(samples))
    try:
        splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(samples, labels)
        for train, test in splits:
            regression = LogisticRegression(solver="newton-cholesky", tol=1e-13, max_iter=10**5)
            regression.fit(samples[train], labels[train])
            probabilities[test] = regression.predict_proba(samples[test])[:, 1]
    except ValueError:
        return None
    of_reference, of_current = probabilities[labels == 0], probabilities[labels == 1]
    ks = stats.ks_2samp(of_reference, of_current, alternative="greater")
    correct = int((labels == probabilities.round()).sum())
    chance = max(len(reference), len(current)) / len(samples)
    binomial = stats.binomtest(correct, len(samples), chance, alternative="greater")
    error_reduction = max(0, 1 - (1 - correct / len(samples)) / (1 - chance))
    return {
        "probabilities": [float(value) for value in probabilities],
        "kolmogorov_smirnov": [float(ks.statistic), float(ks.pvalue)],
        "binomial": [float(error_reduction), float(binomial.pvalue)],
    }


def measured(reference, current):
    result = {
        "columns": reference.shape[1],
        "reference": base64.b64encode(np.float32(reference).tobytes()).decode(),
        "current": base64.b64encode(np.float32(current).tobytes()).decode(),
        "statistics": {
            name: [statistic(name, first, second) for first, second in zip(reference.T, current.T)]
            for name in STATISTICS
        },
        "hellinger": float(np.mean([hellinger(first, second) for first, second in zip(reference.T, current.T)])),
        "simple": {metric: simple(reference, current, metric)
                   for metric in ("euclidean", "cosine", "cityblock", "chebyshev")},
        "ratio": {f"{test} {threshold}": ratio(reference, current, test, threshold)
                  for test in DIFFERS for threshold in (0.01, 0.1, 0.3)},
        "model": model(reference, current),
        "classifier": {f"{folds} {seed}": classifier(reference, current, folds, seed)
                       for folds, seed in ((5, 0), (3, 77))},
        "pca": {},
    }  # fmt: skip
    for components in (1, 3, 5):
        windows = reduced(reference, current, components)
        # further components than the samples' dimensions are arbitrary
        rank = np.linalg.matrix_rank(reference - reference.mean(axis=0))
        if windows is not None and components <= rank:
            result["pca"][components] = {
                "current": windows[1].tolist(),
                "euclidean": simple(*windows, "euclidean"),
                "ratio": ratio(*windows, "wasserstein", 0.1),
                "model": model(*windows),
            }
        elif windows is None:
            result["pca"][components] = None
    return result


print(json.dumps({name: measured(*pair) for name, pair in WINDOWS.items()}))
