package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import org.modyn.proto.supervisor.TriggerCompleted;
import org.modyn.supervisor.client.SelectorClient.Trigger;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.evaluation.TrainedModel;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.pipeline.PipelineState.TimeRange;
import org.modyn.supervisor.pipeline.TrainingRunner.Training;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.trigger.TriggeringPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handles triggers: creates the training set, trains and stores the model, evaluates it. */
final class TriggerHandler {
  private static final Logger log = LoggerFactory.getLogger(TriggerHandler.class);

  private final PipelineContext context;
  private final TriggeringPolicy policy;
  private final TrainingRunner trainings;
  private final Optional<Evaluations> evaluations;
  private OptionalLong emptyAfter = OptionalLong.empty();

  TriggerHandler(
      PipelineContext context, TriggeringPolicy policy, Optional<Evaluations> evaluations) {
    this.context = requireNonNull(context, "context is null");
    this.policy = requireNonNull(policy, "policy is null");
    this.evaluations = requireNonNull(evaluations, "evaluations is null");
    this.trainings = new TrainingRunner(context);
  }

  /**
   * Returns whether a trigger without new samples certainly has an empty training set: the last
   * trigger had one, and no samples have arrived since.
   */
  boolean isNothingToTrainOn() {
    return emptyAfter.isPresent() && emptyAfter.getAsLong() == context.state().samplesSent();
  }

  /**
   * Handles a trigger. A trigger with an empty training set produces no model.
   *
   * @param samples the samples since the previous trigger in the current batch
   * @param number the ordinal of the trigger in its batch, from 0
   * @param index the index of the triggering sample in its batch
   */
  void handle(NewSamples samples, int number, int index) {
    context
        .recorder()
        .run(
            Stage.HANDLE_SINGLE_TRIGGER,
            run -> {
              context.emit(Messages.stage(Stage.HANDLE_SINGLE_TRIGGER));
              long startNanos = System.nanoTime();
              Trigger trigger = informSelector(samples, number, index);
              emptyAfter =
                  trigger.size() == 0
                      ? OptionalLong.of(context.state().samplesSent())
                      : OptionalLong.empty();
              Optional<TimeRange> range = Optional.empty();
              if (trigger.size() > 0) {
                range = Optional.of(context.state().takeTriggerRange(samples));
                makeModel(trigger, range.get(), startNanos);
              } else {
                log.info(
                    "Pipeline {}: trigger {} is empty, no training",
                    context.pipelineId(),
                    trigger.id());
              }
              run.setInfo(
                  new StageInfo.TriggerExecutionInfo(
                      number,
                      index,
                      trigger.id(),
                      range.map(TimeRange::first),
                      range.map(TimeRange::last)));
            });
  }

  private Trigger informSelector(NewSamples samples, int number, int index) {
    return context
        .recorder()
        .call(
            Stage.INFORM_SELECTOR_ABOUT_TRIGGER,
            run -> {
              context.emit(Messages.stage(Stage.INFORM_SELECTOR_ABOUT_TRIGGER));
              PipelineState state = context.state();
              Trigger trigger =
                  context
                      .clients()
                      .selector()
                      .informAndTrigger(
                          context.pipelineId(), samples, state.samplesSent(), state.triggers());
              state.samplesSent(samples);
              run.setInfo(
                  new StageInfo.SelectorInformTriggerInfo(
                      number, index, trigger.id(), trigger.log(), trigger.size()));
              return trigger;
            });
  }

  private void makeModel(Trigger trigger, TimeRange range, long triggerNanos) {
    long startNanos = System.nanoTime();
    Training training = trainings.trainAndStore(trigger);
    long endNanos = System.nanoTime();
    TrainedModel model =
        new TrainedModel(
            trigger.id(), training.trainingId(), training.modelId(), range.first(), range.last());
    context.state().modelTrained(model);
    context.emit(
        Messages.triggerCompleted(
            TriggerCompleted.newBuilder()
                .setTriggerId(trigger.id())
                .setTrainingId(training.trainingId())
                .setModelId(training.modelId())
                .setTrainingSetSize(trigger.size())
                .setSamplesTrained(training.samplesTrained())
                .setFirstTimestamp(range.first())
                .setLastTimestamp(range.last())
                .setSeconds(seconds(endNanos - startNanos))
                .build()));
    policy.informNewModel(training.modelId(), trigger.size(), seconds(endNanos - triggerNanos));
    evaluations.ifPresent(present -> present.afterTraining(model));
  }

  private static double seconds(long nanoseconds) {
    return nanoseconds / 1e9;
  }
}
