"""Writes original_decisions.json: when triggers of the original trigger.

Made with Modyn c961257a (its folder `modyn` on PYTHONPATH), Python 3.11, pydantic 2.13.4, scikit-learn 1.9.1:

    PYTHONPATH=<checkout of the original> python original_decisions.py > original_decisions.json

Libraries that decisions do not need (torch, grpc, ...) are replaced by empty modules. A model predicts the
sample with key k right if (31 k + 7 model) % 10 < 9 - k % 60 // 8; this replaces the original's evaluation,
also in the first interval, where there is no model and the original fails. The regret of cost triggers is set
to 0 at each trigger, for which the original has a function that it never calls, and their exchange rates are
written as reciprocals, because the original multiplies.
"""

import importlib.abc
import json
import random
import sys
import types
from importlib.machinery import ModuleSpec

UNUSED = {
    "torch", "torchvision", "grpc", "sqlalchemy", "transformers", "alibi_detect", "evidently", "enlighten",
    "psycopg2", "git", "skopt", "nltk", "river", "PIL", "portpicker", "pyftpdlib", "tqdm", "psutil",
    "pandas", "google", "jsonschema", "yaml", "tenacity", "docker", "opentelemetry", "fire",
}  # fmt: skip


UNUSED_OF_MODYN = ("modyn.evaluator", "modyn.metadata_database", "modyn.common.grpc", "modyn.trainer_server", "modyn.storage", "modyn.selector", "modyn.model_storage", "modyn.models")


def is_unused(name):
    return name.split(".")[0] in UNUSED or name.startswith(UNUSED_OF_MODYN)


class Anything(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return anything(name)


def anything(name):
    return Anything(name, (object,), {"__init__": lambda self, *arguments, **named: None})


class EmptyModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return anything(name)


class EmptyModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return ModuleSpec(name, self, is_package=True) if is_unused(name) else None

    def create_module(self, spec):
        module = EmptyModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, EmptyModules())

from pydantic import TypeAdapter  # noqa: E402

from modyn.config.schema.pipeline import trigger as schema  # noqa: E402
from modyn.supervisor.internal import triggers  # noqa: E402
from modyn.supervisor.internal.triggers.performance.performancetrigger_mixin import (  # noqa: E402
    PerformanceTriggerMixin,
)

schema.EnsembleTriggerConfig.model_rebuild(_types_namespace={"TriggerConfig": schema.TriggerConfig})
EVALUATION = {
    "device": "cpu",
    "dataset": {
        "dataset_id": "d",
        "bytes_parser_function": "def bytes_parser_function(data: memoryview) -> str:\n  return str(data, 'utf8')",
        "batch_size": 1,
        "dataloader_workers": 1,
        "metrics": [{"name": "Accuracy", "evaluation_transformer_function": None, "topn": 1}],
    },
}


def evaluate(trigger, interval_data):
    model = trigger.most_recent_model_id
    if model is None:  # the original fails here
        return -1, len(interval_data), 0, {}
    right = sum((31 * key + 7 * model) % 10 < 9 - key % 60 // 8 for key, _ in interval_data)
    samples = len(interval_data)
    return model, samples, samples - right, {"Accuracy": right / samples}


PerformanceTriggerMixin._run_evaluation = evaluate


def decisions(config, gaps, batches):
    """The indexes of the triggers among all samples; a model is trained after each."""
    values = dict(config)
    if config["id"] in ("PerformanceTrigger", "AvoidableMisclassificationCostTrigger"):
        values["evaluation"] = EVALUATION
    parsed = TypeAdapter(schema.TriggerConfig).validate_python(values)
    trigger = getattr(triggers, config["id"])(parsed)
    timestamps = [1000 + sum(gaps[: index + 1]) for index in range(len(gaps))]
    indexes, models, trained, start = [], 0, 0, 0
    for size in batches:
        batch = [(key, timestamps[key], 0) for key in range(start, min(start + size, len(gaps)))]
        for index in trigger.inform(batch):
            indexes.append(start + index)
            models += 1
            samples = start + index + 1 - trained
            trained = start + index + 1
            if hasattr(trigger, "latency_tracker"):
                trigger.latency_tracker.inform_trigger()  # which the original never calls
            trigger.inform_new_model(models, samples, 1 + 0.125 * samples)
        start += len(batch)
    return indexes


def amount(samples):
    return {"id": "DataAmountTrigger", "num_samples": samples}


def warm_up(draw):
    if draw.random() < 0.5:
        return {"warmup_intervals": draw.randint(1, 4), "warmup_policy": amount(draw.randint(5, 30))}
    return {}


def ensemble(draw):
    names = ["a", "b", "c", "d"][: draw.randint(2, 4)]
    parts = {name: amount(draw.randint(2, 25)) for name in names}
    if draw.random() < 0.5:
        parts["t"] = {"id": "TimeTrigger", "every": f"{draw.randint(5, 60)}s"}
    return {
        "id": "EnsembleTrigger",
        "subtriggers": parts,
        "ensemble_strategy": {"id": "AtLeastN", "n": draw.randint(1, len(parts))},
    }


def performance(draw):
    # dynamic criteria are calibrated by the warm-up here, but not in the original
    criteria = {
        "static": {
            "id": "StaticPerformanceThresholdCriterion",
            "metric": "Accuracy",
            "metric_threshold": draw.choice([0.1, 0.2, 0.3]),
        },
        "number": {
            "id": "StaticNumberMisclassificationCriterion",
            "avoidable_misclassification_threshold": draw.randint(3, 12),
            "expected_accuracy": draw.choice([0.5, 0.75, 0.9]),
            "allow_reduction": draw.random() < 0.5,
        },
        "quantile": {
            "id": "DynamicQuantilePerformanceThresholdCriterion",
            "metric": "Accuracy",
            "window_size": draw.randint(3, 10),
            "quantile": draw.choice([0.05, 0.25]),
        },
        "average": {
            "id": "DynamicRollingAveragePerformanceThresholdCriterion",
            "metric": "Accuracy",
            "window_size": draw.randint(3, 10),
            "deviation": draw.choice([0.2, 0.4]),
            "absolute": draw.random() < 0.5,
        },
    }
    warm = warm_up(draw)
    names = draw.sample(["static", "number"] if warm else list(criteria), draw.randint(1, 2))
    return {
        "id": "PerformanceTrigger",
        "evaluation_interval_data_points": draw.randint(3, 9),
        "decision_criteria": {name: criteria[name] for name in names},
        **(warm or {"warmup_intervals": 1, "warmup_policy": amount(1)}),
    }


def waiting_time(draw):
    return {
        "id": "DataIncorporationLatencyCostTrigger",
        "evaluation_interval_data_points": draw.randint(3, 9),
        "incorporation_delay_per_training_second": 1 / draw.choice([8, 16, 32, 64]),
        "cost_tracking_window_size": draw.randint(1, 5),
        **warm_up(draw),
    }


def misclassifications(draw):
    return {
        "id": "AvoidableMisclassificationCostTrigger",
        "evaluation_interval_data_points": draw.randint(3, 9),
        "avoidable_misclassification_latency_per_training_second": 1 / draw.choice([2, 4, 8]),
        "expected_accuracy": draw.choice([0.75, 0.9]),
        "cost_tracking_window_size": draw.randint(1, 5),
        "warmup_intervals": draw.randint(1, 4),
        "warmup_policy": amount(draw.randint(5, 30)),
    }


def main():
    draw = random.Random(11)
    cases = []
    for _ in range(15):
        for make in (ensemble, performance, waiting_time, misclassifications):
            config = make(draw)
            gaps = [draw.choice([0, 1, 1, 2, 5]) for _ in range(150)]
            # the original's ensemble does not see a time trigger at the beginning of a batch
            batches = [150] if "t" in config.get("subtriggers", {}) else [draw.randint(1, 40) for _ in range(150)]
            cases.append(
                {
                    "trigger": config,
                    "gaps": gaps,
                    "batches": batches[:1] if len(batches) == 1 else batches[: 1 + cut(batches)],
                    "indexes": decisions(config, gaps, batches),
                }
            )
    for case in cases:
        if "Cost" in case["trigger"]["id"]:  # the original multiplies by what is a divisor here
            for name, value in case["trigger"].items():
                if name.endswith("per_training_second"):
                    case["trigger"][name] = 1 / value
    print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")


def cut(batches):
    total = 0
    for index, size in enumerate(batches):
        total += size
        if total >= 150:
            return index
    return len(batches) - 1


main()
