package org.modyn.supervisor.pipeline;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.error.Interruptible;
import org.modyn.common.error.ModynException;
import org.modyn.supervisor.client.IngestCursor;
import org.modyn.supervisor.client.StorageClient;
import org.modyn.supervisor.client.StorageClient.Arrival;
import org.modyn.supervisor.data.NewSamples;
import org.modyn.supervisor.log.Stage;
import org.modyn.supervisor.log.StageInfo;
import org.modyn.supervisor.status.Messages;
import org.modyn.supervisor.trigger.TriggeringPolicies;
import org.modyn.supervisor.trigger.TriggeringPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state machine of a pipeline, which runs these stages:
 *
 * <pre>
 * INIT, INIT_CLUSTER_CONNECTION
 * REPLAY_DATA, or SERVE_ONLINE_DATA with FETCH_NEW_DATA and WAIT_FOR_NEW_DATA in turn
 *   PROCESS_NEW_DATA                        for each message from the storage
 *     PROCESS_NEW_DATA_BATCH                for selector_batch_size samples
 *       EVALUATE_TRIGGER_POLICY, HANDLE_TRIGGERS
 *         HANDLE_SINGLE_TRIGGER
 *           INFORM_SELECTOR_ABOUT_TRIGGER
 *           TRAIN_AND_STORE_MODEL           TRAIN, TRAINING_COMPLETED, STORE_TRAINED_MODEL
 *           EVALUATE
 *       INFORM_SELECTOR_REMAINING_DATA
 * DONE, POST_EVALUATION_CHECKPOINT, POST_EVALUATION, EXIT
 * </pre>
 */
final class PipelineExecutor {
  private static final Duration NEW_DATA_PAUSE = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(PipelineExecutor.class);

  private final PipelineContext context;
  private final Optional<Evaluations> evaluations;
  private final DataProcessor processor;

  PipelineExecutor(PipelineContext context) {
    this.context = requireNonNull(context, "context is null");
    this.evaluations =
        context
            .parameters()
            .config()
            .evaluation()
            .map(evaluation -> new Evaluations(context, evaluation));
    TriggeringPolicy policy = TriggeringPolicies.create(context.parameters().config().trigger());
    this.processor =
        new DataProcessor(context, policy, new TriggerHandler(context, policy, evaluations));
  }

  /**
   * Runs the pipeline to its end.
   *
   * @throws ModynException when anything fails, or the thread is interrupted
   */
  void run() {
    log.info("Pipeline {} starts", context.pipelineId());
    context.recorder().run(Stage.INIT, run -> useInitialModel());
    context
        .recorder()
        .run(
            Stage.INIT_CLUSTER_CONNECTION,
            run -> {
              context.emit(Messages.stage(Stage.INIT_CLUSTER_CONNECTION));
              context.clients().awaitReady(evaluations.isPresent());
            });
    if (context.parameters().startReplayAt().isPresent()) {
      replay(context.parameters().startReplayAt().get());
    } else {
      serveOnline();
    }
    context.recorder().run(Stage.DONE, run -> context.emit(Messages.stage(Stage.DONE)));
    evaluations.ifPresent(
        present -> {
          context
              .recorder()
              .run(Stage.POST_EVALUATION_CHECKPOINT, run -> context.log().writePart());
          present.afterPipeline();
        });
    context.recorder().run(Stage.EXIT, run -> context.log().finish(Optional.empty()));
    log.info("Pipeline {} is done", context.pipelineId());
  }

  private void useInitialModel() {
    TrainingRequests.initialModel(context.parameters().config().training())
        .ifPresent(context.state()::setPreviousModel);
  }

  private void replay(int start) {
    context
        .recorder()
        .run(
            Stage.REPLAY_DATA,
            run -> {
              PipelineParameters parameters = context.parameters();
              context.emit(Messages.stage(Stage.REPLAY_DATA, parameters.datasetId()));
              long first = start == PipelineStart.ALL_DATA ? Long.MIN_VALUE : start;
              Optional<Long> end = parameters.stopReplayAt().map(Integer::longValue);
              StorageClient storage = context.clients().storage();
              processor.expect(storage.size(parameters.datasetId(), first, end));
              storage.stream(parameters.datasetId(), first, end, this::replayed);
              if (context.state().samplesSent() == 0) {
                context.note(
                    String.format(
                            Locale.ROOT,
                            "the dataset '%s' has no samples from %d on%s (seconds since 1970):"
                                + " there is",
                            parameters.datasetId(),
                            start,
                            parameters.stopReplayAt().map(stop -> " until " + stop).orElse(""))
                        + " nothing to replay");
              }
              context.emit(Messages.stage(Stage.REPLAY_DATA_DONE, parameters.datasetId()));
            });
  }

  /** Returns whether the pipeline accepts more samples. */
  private boolean replayed(Arrival arrival) {
    NewSamples samples = arrival.samples();
    if (!samples.isEmpty()) {
      context.state().setSample(samples.key(0), samples.firstTimestamp());
      processor.process(samples, arrival.fetchMillis());
      int last = samples.size() - 1;
      context.state().setSample(samples.key(last), samples.timestamp(last));
    }
    return !context.maximumTriggersReached();
  }

  private void serveOnline() {
    context
        .recorder()
        .run(
            Stage.SERVE_ONLINE_DATA,
            run -> {
              IngestCursor cursor = new IngestCursor(context.parameters().startPosition());
              while (!context.maximumTriggersReached()) {
                if (fetchNewData(cursor) == 0) {
                  waitForNewData();
                }
              }
            });
  }

  /** Fetches and processes new data; returns the number of triggers. */
  private int fetchNewData(IngestCursor cursor) {
    String datasetId = context.parameters().datasetId();
    return context
        .recorder()
        .call(
            Stage.FETCH_NEW_DATA,
            run -> {
              context.emit(Messages.stage(Stage.FETCH_NEW_DATA, datasetId));
              List<Integer> triggerIndexes = new ArrayList<>();
              int[] fetched = {0};
              context
                  .clients()
                  .storage()
                  .follow(
                      datasetId,
                      cursor,
                      arrival -> {
                        NewSamples samples = arrival.samples();
                        if (!samples.isEmpty()) {
                          context.state().setSample(samples.key(0), samples.firstTimestamp());
                          triggerIndexes.addAll(processor.process(samples, arrival.fetchMillis()));
                          fetched[0] += samples.size();
                        }
                        return !context.maximumTriggersReached();
                      });
              run.setInfo(new StageInfo.FetchDataInfo(fetched[0], triggerIndexes));
              return triggerIndexes.size();
            });
  }

  private void waitForNewData() {
    context
        .recorder()
        .run(
            Stage.WAIT_FOR_NEW_DATA,
            run -> {
              String datasetId = context.parameters().datasetId();
              context.emit(Messages.stage(Stage.WAIT_FOR_NEW_DATA, datasetId));
              Interruptible.sleep(NEW_DATA_PAUSE, "waiting for new data");
            });
  }
}
