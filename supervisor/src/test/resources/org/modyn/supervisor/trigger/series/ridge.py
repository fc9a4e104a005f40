"""Writes ridge.json: forecasts and predictions of scikit-learn's Ridge.

Run: python ridge.py > ridge.json
"""

import json
import sys

import numpy
import sklearn
from sklearn.linear_model import Ridge

random = numpy.random.default_rng(7)


def predictions(x, y, alpha, at):
    model = Ridge(alpha=alpha)
    model.fit(numpy.array(x, dtype=float).reshape(-1, 1), y)
    return [float(value) for value in model.predict(numpy.array(at, dtype=float).reshape(-1, 1))]


series = []
for length in [1, 2, 4, 5, 6, 7, 12, 50]:
    series.append([float(value) for value in random.uniform(0, 1, length)])
series.append([0.75] * 8)
series.append([0.9 - 0.05 * step for step in range(10)])
series.append([float(value) for value in 1e9 + random.normal(0, 1, 20)])
series.append([float(value) for value in random.normal(0, 1e-6, 9)])

lines = []
for count in [1, 2, 3, 10, 200]:
    samples = [int(value) for value in random.integers(1, 1_000_000, count)]
    seconds = [0.5 + value / 3000 + float(random.normal(0, 5)) for value in samples]
    lines.append((samples, seconds))
lines.append(([1000] * 5, [1.0, 2.0, 3.0, 4.0, 5.0]))
lines.append(([10, 20, 30], [0.5, 1.0, 1.5]))

json.dump(
    {
        "versions": {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
        "series": [
            {
                "observations": values,
                "ridge": predictions(range(len(values)), values, 0.5, [len(values)])[0],
                "average": sum(values) / len(values),
            }
            for values in series
        ],
        "lines": [
            {"x": x, "y": y, "at": [0, 20, 5000, 2_000_000], "predictions": predictions(x, y, 1.0, [0, 20, 5000, 2_000_000])}
            for x, y in lines
        ],
    },
    sys.stdout,
    indent=1,
)
