package org.modyn.supervisor.log;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs stages and logs their runs. Used by the pipeline's thread only. */
public final class StageRecorder {
  private static final Logger log = LoggerFactory.getLogger(StageRecorder.class);

  private final PipelineLog pipelineLog;
  private final Supplier<Position> position;
  private final Map<Stage, Integer> runs = new EnumMap<>(Stage.class);

  /**
   * @param position returns the current position of the pipeline in its data
   */
  public StageRecorder(PipelineLog pipelineLog, Supplier<Position> position) {
    this.pipelineLog = requireNonNull(pipelineLog, "pipelineLog is null");
    this.position = requireNonNull(position, "position is null");
  }

  /** Runs a stage and logs it; a stage that throws is not logged. */
  public <T> T call(Stage stage, Function<Run, T> body) {
    Run run = start(stage);
    long startNanos = System.nanoTime();
    T result = body.apply(run);
    run.addDuration(System.nanoTime() - startNanos);
    run.finish();
    return result;
  }

  /** As {@link #call}, for a stage without a result. */
  public void run(Stage stage, Consumer<Run> body) {
    call(
        stage,
        run -> {
          body.accept(run);
          return null;
        });
  }

  /**
   * Starts a stage that runs in several parts. Call {@link Run#addDuration} for each part, and
   * {@link Run#finish} to log the run.
   */
  public Run start(Stage stage) {
    int sequenceNumber = runs.merge(stage, 1, Integer::sum) - 1;
    if (sequenceNumber == 0) {
      pipelineLog.reached(stage);
    }
    log.debug("Entering {}", stage);
    return new Run(stage, sequenceNumber, position.get());
  }

  /** A run of a stage in progress. */
  public final class Run {
    private final Stage stage;
    private final int sequenceNumber;
    private final Position startPosition;
    private final LocalDateTime start = LocalDateTime.now(ZoneId.systemDefault());
    private Duration duration = Duration.ZERO;
    private Optional<StageInfo> info = Optional.empty();

    private Run(Stage stage, int sequenceNumber, Position startPosition) {
      this.stage = stage;
      this.sequenceNumber = sequenceNumber;
      this.startPosition = startPosition;
    }

    public void setInfo(StageInfo newInfo) {
      info = Optional.of(newInfo);
    }

    public Position position() {
      return startPosition;
    }

    public void addDuration(long nanoseconds) {
      duration = duration.plusNanos(nanoseconds);
    }

    public void finish() {
      if (stage.isRecorded()) {
        pipelineLog.add(
            new StageLog(
                stage,
                sequenceNumber,
                start,
                LocalDateTime.now(ZoneId.systemDefault()),
                duration,
                startPosition,
                info));
      }
    }
  }
}
