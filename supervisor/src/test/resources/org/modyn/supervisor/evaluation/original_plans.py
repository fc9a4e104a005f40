"""Writes original_plans.json: the evaluation requests that the original plans.

Made with Modyn c961257a (its folder `modyn` on PYTHONPATH), Python 3.11, pydantic 2.13.4, pandas 3.0.6:

    PYTHONPATH=<checkout of the original> python original_plans.py > original_plans.json

Libraries that planning does not need (torch, grpc, ...) are replaced by empty modules. The original's own
checks allow neither `models: training` (its planner compares with "train") nor OffsetEvalStrategy (whose two
checks contradict each other); both are planned here without these checks.
"""

import importlib.abc
import json
import random
import sys
import types
from importlib.machinery import ModuleSpec

UNUSED = {
    "torch", "torchvision", "grpc", "sqlalchemy", "sklearn", "transformers", "alibi_detect", "evidently",
    "enlighten", "psycopg2", "git", "scipy", "skopt", "nltk", "river", "PIL", "portpicker", "pyftpdlib",
    "tqdm", "psutil",
}  # fmt: skip


class EmptyModule(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (object,), {})


class EmptyModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        return ModuleSpec(name, self, is_package=True) if name.split(".")[0] in UNUSED else None

    def create_module(self, spec):
        module = EmptyModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, EmptyModules())

import pandas as pd  # noqa: E402
from modyn.config.schema.pipeline import EvalHandlerConfig  # noqa: E402
from modyn.supervisor.internal.eval.handler import EvalHandler  # noqa: E402

generator = random.Random(1)


def some_trainings():
    """Rows of trigger, training, model, first and last timestamp."""
    rows, time, trigger, model = [], generator.randrange(0, 50), 0, generator.randrange(1, 30)
    for _ in range(generator.randrange(1, 7)):
        last = time + generator.choice([0, 1, generator.randrange(0, 300)])
        rows.append([trigger, trigger + 10, model, time, last])
        trigger += generator.choice([1, 1, 2])
        model += generator.choice([1, 1, 3])
        time = last + generator.choice([0, 1, generator.randrange(0, 100)])
    return rows


def plain(value):
    return None if value is None or value != value else int(value)


def plan(strategy, models, execution_time, trainings, dataset_end):
    config = EvalHandlerConfig.model_validate(
        {
            "name": "handler",
            "execution_time": "after_pipeline",
            "models": models,
            "strategy": {"type": "StaticEvalStrategy", "intervals": []}
            if strategy["type"] == "OffsetEvalStrategy"
            else strategy,
            "datasets": ["train", "test"],
        }
    )
    if strategy["type"] == "OffsetEvalStrategy":
        from modyn.config.schema.pipeline import OffsetEvalStrategyConfig

        config.strategy = OffsetEvalStrategyConfig.model_validate(strategy)
    handler = EvalHandler(config)
    if execution_time == "after_training":
        requests = []
        for trigger, training, model, first, last in trainings:
            requests += handler.get_eval_requests_after_training(trigger, training, model, (first, last))
    else:
        if models == "training":
            config.models = "train"
        frame = pd.DataFrame(
            trainings, columns=["trigger_id", "training_id", "id_model", "first_timestamp", "last_timestamp"]
        )
        requests = handler.get_eval_requests_after_pipeline(frame, dataset_end_time=dataset_end)
    return {
        "handler": {
            "name": "handler",
            "execution_time": execution_time,
            "models": models,
            "strategy": strategy,
            "datasets": ["train", "test"],
        },
        "trainings": trainings,
        "last_timestamp": dataset_end,
        "requests": [
            [
                r.trigger_id,
                r.training_id,
                r.id_model,
                r.currently_active_model,
                r.currently_trained_model,
                r.dataset_id,
                int(r.interval_start),
                plain(r.interval_end),
            ]
            for r in requests
        ],
    }


def strategies():
    every = f"{generator.randrange(20, 90)}s"
    start = generator.randrange(0, 60)
    yield {"type": "SlicingEvalStrategy", "eval_every": every, "eval_start_from": start, "eval_end_at": start + 211}
    yield {"type": "StaticEvalStrategy", "intervals": [[0, 8], [3, 3], [50, 170]]}
    yield {"type": "StaticEvalStrategy", "intervals": [[40, None], [0, None]]}
    yield {"type": "BetweenTwoTriggersEvalStrategy"}
    unit = generator.choice(["s", "m", "h", "d", "w", "y"])
    bounds = ["-inf", "-0" + unit, "-2m", "-15s", "0s", "+0d", "7s", "+1m", "inf"]
    for _ in range(6):
        left = generator.choice(bounds[:-1])
        right = generator.choice(bounds[1:])
        yield {
            "type": "PeriodicEvalStrategy",
            "interval": generator.choice("[(") + left + generator.choice([";", ",", " ; "]) + right + generator.choice("])"),
            "every": "100s",
            "start_timestamp": generator.randrange(60, 150),
            "end_timestamp": 400,
        }


def main():
    plans = []
    for _ in range(7):
        trainings = some_trainings()
        end = trainings[-1][4] + generator.choice([0, 1, 57])
        for strategy in strategies():
            try:
                for models in ["matrix", "active", "training"]:
                    plans.append(plan(strategy, models, "after_pipeline", trainings, end))
                plans.append(plan(strategy, "matrix", "after_training", trainings[:1], end))
            except ValueError:
                continue  # the left bound is after the right one
        offsets = {"type": "OffsetEvalStrategy", "offsets": ["-inf", "inf", "0s", "100s", "-100s", "-2m", "1h"]}
        plans.append(plan(offsets, "matrix", "after_training", trainings, end))
    distinct = {json.dumps(plan): plan for plan in plans}
    print("[\n" + ",\n".join(distinct) + "\n]")


main()
