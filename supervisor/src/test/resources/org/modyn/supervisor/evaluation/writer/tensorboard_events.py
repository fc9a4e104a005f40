"""Writes tensorboard.tfevents: the events of ResultWritersTest, by TensorBoard's own protobufs and record writer,
and checks that TensorBoard reads every curve.

Made with tensorboard 2.21.0, protobuf 7.36.2, Python 3.11: python tensorboard_events.py
"""

import pathlib
import tempfile

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

CURVES = {
    "active": [(100, 0.5), (200, 0.75)],
    "model_21": [(100, 0.5)],
    "model_22": [(100, 0.25), (200, 0.75)],
    "trained": [(100, 0.25)],
}
PREFIX = "pipeline_10/mnist/Accuracy/slices/"

path = pathlib.Path(__file__).with_name("tensorboard.tfevents")
with path.open("wb") as file:
    writer = RecordWriter(file)
    writer.write(Event(wall_time=100, file_version="brain.Event:2").SerializeToString())
    for name, points in CURVES.items():
        for step, value in points:
            summary = Summary(value=[Summary.Value(tag=PREFIX + name, simple_value=value)])
            writer.write(Event(wall_time=step, step=step, summary=summary).SerializeToString())
    writer.flush()

with tempfile.TemporaryDirectory() as directory:
    pathlib.Path(directory, "events.out.tfevents.0000000010.modyn").write_bytes(path.read_bytes())
    read = EventAccumulator(directory).Reload()
    assert sorted(read.Tags()["scalars"]) == sorted(PREFIX + name for name in CURVES)
    for name, points in CURVES.items():
        assert [(event.step, event.value, event.wall_time) for event in read.Scalars(PREFIX + name)] == [
            (step, value, step) for step, value in points
        ]
