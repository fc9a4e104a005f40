package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.testing.CapturedLog;
import org.modyn.common.testing.RestartablePostgres;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetAvailableLabelsRequest;

/** Many pipelines trigger, and clients ask, while PostgreSQL is restarted in immediate mode. */
final class DatabaseRestartTest {
  private static final int RESTARTS = 3;
  private static final int PIPELINES = 8;
  private static final int SAMPLES = 20;
  private static final int CALLS_BETWEEN = 200;

  @TempDir private Path directory;
  private final AtomicBoolean done = new AtomicBoolean();
  private final AtomicInteger succeeded = new AtomicInteger();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  @Test
  void triggersAreNeitherLostNorDoubledWhenFailedCallsAreRepeated() throws Exception {
    try (CapturedLog log = CapturedLog.start();
        RestartablePostgres postgres = RestartablePostgres.start(directory);
        SelectorFixture selector =
            SelectorFixture.start(
                SelectorFixture.config(postgres.config(), directory.resolve("state")));
        ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Integer>> triggers = new ArrayList<>();
      for (int pipelineId = 0; pipelineId < PIPELINES; pipelineId++) {
        String strategy = SelectorFixture.ALL_DATA.replace("null", "0");
        if (pipelineId % 2 == 1) {
          strategy = strategy.replace("\"local\"", "\"database\"");
        }
        selector.register(pipelineId, strategy, 1);
        int pipeline = pipelineId;
        triggers.add(threads.submit(() -> triggerUntilDone(selector, pipeline)));
      }
      try {
        for (int restart = 0; restart < RESTARTS; restart++) {
          awaitCalls();
          postgres.restartImmediately();
        }
        awaitCalls();
      } finally {
        done.set(true);
      }
      for (int pipelineId = 0; pipelineId < PIPELINES; pipelineId++) {
        int count = triggers.get(pipelineId).get();
        for (int trigger = 0; trigger < count; trigger++) {
          assertThat(selector.numberOfSamples(pipelineId, trigger)).isEqualTo(SAMPLES);
        }
        int last = count - 1;
        assertThat(selector.keys(pipelineId, last, 0, 0))
            .containsExactlyInAnyOrderElementsOf(request(pipelineId, last).getKeysList());
      }
      assertThat(failures)
          .isNotEmpty()
          .allSatisfy(
              failure ->
                  assertThat(Status.fromThrowable(failure).getCode())
                      .as("%s", failure)
                      .isEqualTo(Status.Code.UNAVAILABLE));
      assertThat(log.warningsWithStackTrace()).isEmpty();
    }
  }

  /** Returns the number of triggers of the pipeline. */
  private int triggerUntilDone(SelectorFixture selector, int pipelineId) {
    int trigger = 0;
    while (!done.get()) {
      DataInformRequest request = request(pipelineId, trigger);
      repeat(() -> selector.stub().informDataAndTrigger(request));
      trigger++;
      repeat(
          () ->
              selector
                  .stub()
                  .getAvailableLabels(
                      GetAvailableLabelsRequest.newBuilder().setPipelineId(pipelineId).build()));
    }
    return trigger;
  }

  private static DataInformRequest request(int pipelineId, int trigger) {
    long position = (long) trigger * SAMPLES;
    return SelectorFixture.samples(pipelineId, position, SAMPLES)
        .setPosition(position)
        .setTriggerId(trigger)
        .build();
  }

  /** As a client does: repeats a call that failed as UNAVAILABLE, and no other. */
  private void repeat(Runnable call) {
    while (true) {
      try {
        call.run();
        succeeded.incrementAndGet();
        return;
      } catch (RuntimeException e) {
        failures.add(e);
        if (Status.fromThrowable(e).getCode() != Status.Code.UNAVAILABLE) {
          throw e;
        }
      }
    }
  }

  private void awaitCalls() throws InterruptedException {
    int before = succeeded.get();
    while (succeeded.get() < before + CALLS_BETWEEN
        && failures.stream().allMatch(this::isRepeated)) {
      Thread.sleep(10);
    }
  }

  private boolean isRepeated(Throwable failure) {
    return Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE;
  }
}
