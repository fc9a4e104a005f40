package org.modyn.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.config.system.LogFormat;
import org.modyn.common.job.Job;
import org.modyn.common.job.JobMemory;
import org.modyn.common.job.JobQueue;
import org.modyn.common.job.JobRequest;
import org.modyn.proto.trainer.StartTrainingRequest;

/** In processes of their own, since the exit is a process's. */
@Timeout(60)
class OutOfMemoryExitTest {
  @Test
  void aThreadOfTheTransportEndsTheProcess() throws Exception {
    assertThat(exitCode("transport")).isEqualTo(OutOfMemoryExit.EXIT_CODE);
  }

  @Test
  void aThreadThatDiesEndsTheProcess() throws Exception {
    assertThat(exitCode("thread")).isEqualTo(OutOfMemoryExit.EXIT_CODE);
  }

  @Test
  void aJobThatWantsTooMuchDoesNot() throws Exception {
    assertThat(exitCode("job")).isZero();
  }

  private static int exitCode(String where) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx64m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Server.class.getName(),
                    where))
            .inheritIO()
            .start();
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** Runs out of memory on a thread of a kind, and exits with 0 when that does not end it. */
  static final class Server {
    private Server() {}

    public static void main(String[] arguments) throws InterruptedException {
      Logging.toStandardError(LogFormat.TEXT);
      OutOfMemoryExit.install();
      switch (arguments[0]) {
        case "transport" -> {
          EventExecutor transport = new DefaultEventExecutor();
          transport.execute(Server::allocate);
          transport.submit(() -> {}).syncUninterruptibly();
        }
        case "thread" -> Thread.ofPlatform().start(Server::allocate).join();
        default -> runJob();
      }
      System.exit(0);
    }

    private static void runJob() {
      try (JobQueue<Job<Integer>> queue = new JobQueue<>(device -> 1, JobMemory.limit(), 1)) {
        JobRequest request = new JobRequest("", StartTrainingRequest.getDefaultInstance());
        Job<Integer> job =
            new Job<>("training", 1, List.of("cpu"), "large", request) {
              @Override
              protected Integer work() {
                return allocate();
              }
            };
        queue.submit(job);
        while (!job.status().hasEnded()) {
          Thread.onSpinWait();
        }
        if (job.failure().isEmpty()) {
          throw new IllegalStateException("the job had enough memory");
        }
      }
    }

    private static int allocate() {
      return new long[Integer.MAX_VALUE - 8].length;
    }
  }
}
