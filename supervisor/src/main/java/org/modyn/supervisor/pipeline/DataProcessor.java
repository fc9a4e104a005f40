package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.log.StageRecorder;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.trigger.TriggeringPolicy;

/**
 * Processes new samples in batches: the triggering policy evaluates each batch, and every sample is
 * sent to the selector once, either with its trigger or as remaining for the next one.
 */
final class DataProcessor {
  private final PipelineContext context;
  private final TriggeringPolicy policy;
  private final TriggerHandler triggers;
  private long samplesProcessed;
  private OptionalLong totalSamples = OptionalLong.empty();

  DataProcessor(PipelineContext context, TriggeringPolicy policy, TriggerHandler triggers) {
    this.context = requireNonNull(context, "context is null");
    this.policy = requireNonNull(policy, "policy is null");
    this.triggers = requireNonNull(triggers, "triggers is null");
  }

  /** Sets the total number of samples, for progress reports. */
  void expect(long samples) {
    totalSamples = OptionalLong.of(samples);
  }

  /**
   * Processes samples until none are left or the pipeline has reached its maximum of triggers.
   *
   * @param arrived the samples
   * @param fetchMillis the time that fetching them took, in milliseconds
   * @return the indexes of the samples that triggered, relative to their batches
   */
  List<Integer> process(NewSamples arrived, long fetchMillis) {
    return context
        .recorder()
        .call(
            Stage.PROCESS_NEW_DATA,
            run -> {
              NewSamples samples = arrived.sortedByTimestamp();
              context.emit(Messages.counterCreated(samples.size()));
              List<Integer> triggerIndexes = processBatches(samples);
              context.emit(Messages.counterClosed());
              run.setInfo(
                  new StageInfo.ProcessNewDataInfo(fetchMillis, samples.size(), triggerIndexes));
              context.log().writePart();
              return triggerIndexes;
            });
  }

  private List<Integer> processBatches(NewSamples samples) {
    List<Integer> triggerIndexes = new ArrayList<>();
    int batchSize = context.parameters().selectorBatchSize();
    for (int start = 0;
        start < samples.size() && !context.maximumTriggersReached();
        start += batchSize) {
      NewSamples batch = samples.slice(start, Math.min(start + batchSize, samples.size()));
      context.state().setSampleTime(batch.firstTimestamp());
      context.emit(Messages.counterAdvanced(batch.size()));
      triggerIndexes.addAll(processBatch(batch));
      context.state().batchProcessed();
      samplesProcessed += batch.size();
      context.emit(
          Messages.dataProgress(
              samplesProcessed, batch.lastTimestamp(), policy.state(), totalSamples));
    }
    return triggerIndexes;
  }

  private List<Integer> processBatch(NewSamples batch) {
    return context
        .recorder()
        .call(
            Stage.PROCESS_NEW_DATA_BATCH,
            run -> {
              StageRecorder.Run policyRun = context.recorder().start(Stage.EVALUATE_TRIGGER_POLICY);
              List<Integer> handled =
                  context
                      .recorder()
                      .call(Stage.HANDLE_TRIGGERS, same -> handleTriggers(batch, policyRun));
              informOfRemaining(batch, handled);
              return handled;
            });
  }

  private List<Integer> handleTriggers(NewSamples batch, StageRecorder.Run policyRun) {
    context.emit(Messages.stage(Stage.HANDLE_TRIGGERS));
    List<Integer> indexes = new ArrayList<>();
    List<Integer> evaluationMillis = new ArrayList<>();
    PrimitiveIterator.OfInt policyIndexes = policy.inform(batch);
    int previousEnd = 0;
    int pending = 0;
    boolean more = true;
    while (more) {
      long startNanos = System.nanoTime();
      more = policyIndexes.hasNext();
      int index = more ? policyIndexes.nextInt() : -1;
      long nanos = System.nanoTime() - startNanos;
      policyRun.addDuration(nanos);
      if (more) {
        evaluationMillis.add((int) (nanos / 1_000_000));
        NewSamples samples = batch.slice(previousEnd, Math.max(previousEnd, index + 1));
        previousEnd += samples.size();
        if (samples.isEmpty() && triggers.isNothingToTrainOn()) {
          pending++;
        } else {
          passOver(pending, batch, indexes);
          pending = 0;
          handleTrigger(samples, indexes.size(), index);
        }
        indexes.add(index);
        more = !context.maximumTriggersReachedAfter(pending);
      }
    }
    passOver(pending, batch, indexes);
    policyRun.setInfo(
        new StageInfo.EvaluateTriggerInfo(
            batch.size(),
            List.copyOf(indexes),
            evaluationMillis,
            Map.of("evaluations", List.of())));
    policyRun.finish();
    return indexes;
  }

  /**
   * Skips consecutive triggers that have an empty training set. They are counted, but only the last
   * one is sent to the selector, which determines the id of the next trigger from it.
   *
   * @param indexes the indexes of all triggers of the batch so far; the pending ones are at the end
   */
  private void passOver(int pending, NewSamples batch, List<Integer> indexes) {
    if (pending > 1) {
      int first = context.state().triggers();
      int last = first + pending - 2;
      context.state().triggersPassedOver(pending - 1);
      context.note(
          String.format(
              Locale.ROOT,
              "%,d triggers, %d to %d, have nothing to train on and are passed over",
              pending - 1,
              first,
              last));
    }
    if (pending > 0) {
      handleTrigger(batch.slice(0, 0), indexes.size() - 1, indexes.getLast());
    }
  }

  private void handleTrigger(NewSamples samples, int number, int index) {
    if (!samples.isEmpty()) {
      context.state().setSampleTime(samples.firstTimestamp());
    }
    triggers.handle(samples, number, index);
    context.state().triggerHandled(samples.size());
    context.log().writePart();
  }

  /** Sends the samples after the last trigger, which belong to the next one. */
  private void informOfRemaining(NewSamples batch, List<Integer> handled) {
    context
        .recorder()
        .run(
            Stage.INFORM_SELECTOR_REMAINING_DATA,
            run -> {
              int start = handled.isEmpty() ? 0 : handled.getLast() + 1;
              NewSamples remaining = batch.slice(start, batch.size());
              Optional<Map<String, Object>> selectorLog = Optional.empty();
              PipelineState state = context.state();
              if (!remaining.isEmpty()) {
                selectorLog =
                    Optional.of(
                        context
                            .clients()
                            .selector()
                            .inform(context.pipelineId(), remaining, state.samplesSent()));
                state.samplesSent(remaining);
              }
              state.samplesRemain(remaining);
              run.setInfo(
                  new StageInfo.SelectorInformInfo(selectorLog, !remaining.isEmpty(), handled));
            });
  }
}
