package org.modyn.selector;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.modyn.proto.selector.TrainingSet;
import org.modyn.proto.selector.TrainingSetsResponse;
import org.modyn.selector.database.TriggerRow;
import org.modyn.selector.pipeline.Pipelines;
import org.modyn.selector.pipeline.TrainingSetSize;

/** The triggers of a pipeline as a stream of messages. Holds one message at a time. */
final class TrainingSetList implements Iterator<TrainingSetsResponse> {
  private static final int TRIGGERS_A_MESSAGE = 1000;

  private final Pipelines pipelines;
  private final int pipelineId;
  private List<TrainingSetSize> next;

  TrainingSetList(Pipelines pipelines, int pipelineId) {
    this.pipelines = requireNonNull(pipelines, "pipelines is null");
    this.pipelineId = pipelineId;
    this.next = pipelines.trainingSets(pipelineId, 0, TRIGGERS_A_MESSAGE);
  }

  @Override
  public boolean hasNext() {
    return !next.isEmpty();
  }

  @Override
  public TrainingSetsResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    TrainingSetsResponse.Builder message = TrainingSetsResponse.newBuilder();
    next.forEach(size -> message.addTrainingSets(toMessage(size)));
    int following = next.getLast().trigger().triggerId() + 1;
    next = pipelines.trainingSets(pipelineId, following, TRIGGERS_A_MESSAGE);
    return message.build();
  }

  private static TrainingSet toMessage(TrainingSetSize size) {
    TriggerRow trigger = size.trigger();
    return TrainingSet.newBuilder()
        .setTriggerId(trigger.triggerId())
        .setNumPartitions(trigger.partitions())
        .setNumKeys(trigger.keys())
        .setNumBytes(size.bytes())
        .setCleaned(trigger.cleaned())
        .addAllHoldoutKeys(size.holdoutKeys())
        .build();
  }
}
