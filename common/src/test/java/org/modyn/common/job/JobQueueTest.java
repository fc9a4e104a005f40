package org.modyn.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.protobuf.StringValue;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.machine.MachineFault;

@Timeout(30)
class JobQueueTest {
  private static final int KEPT = 3;
  private static final JobMemory LIMIT = new JobMemory(100, 100);

  private final JobQueue<TestJob> queue =
      new JobQueue<>(device -> device.equals("cpu") ? 2 : 1, LIMIT, KEPT);

  /** Works until the test lets it finish, and counts its callbacks. */
  private static final class TestJob extends Job<String> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch forgotten = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private volatile JobMemory memory = JobMemory.NONE;

    private TestJob(int id, String device, JobRequest request) {
      this(id, List.of(device), request);
    }

    private TestJob(int id, List<String> devices, JobRequest request) {
      super("test", id, devices, "on " + String.join(", ", devices), request);
    }

    @Override
    protected JobMemory memory() {
      return memory;
    }

    @Override
    protected String work() {
      begun.countDown();
      try {
        finish.await();
      } catch (InterruptedException e) {
        throw new ModynException(ErrorCategory.CANCELLED, "interrupted", e);
      }
      return "result " + id();
    }

    @Override
    protected void onEnd() {
      assertThat(status().hasEnded()).isTrue();
      calls.incrementAndGet();
      ended.countDown();
    }

    @Override
    protected void onDiscarded() {
      assertThat(calls.incrementAndGet()).isEqualTo(2);
      forgotten.countDown();
    }

    private void finish() throws InterruptedException {
      finish.countDown();
      await(ended);
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** A job is released after it has ended; until then, one that ends later may overtake it. */
  private void awaitRelease(TestJob job) throws InterruptedException {
    for (int attempt = 0; queue.unfinished().contains(job); attempt++) {
      assertThat(attempt).isLessThan(20_000);
      Thread.sleep(1);
    }
  }

  private static JobRequest request(String id, String message) {
    return new JobRequest(id, StringValue.of(message));
  }

  private TestJob submit(String device) {
    return queue.submit(new TestJob(queue.nextId(), device, request("", device)));
  }

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void noMoreJobsAreQueuedThanTheLimit() throws Exception {
    TestJob running = submit("cuda:0");
    await(running.begun);
    for (int queued = 0; queued < JobQueue.MAXIMUM_QUEUED; queued++) {
      submit("cuda:0");
    }
    assertThatThrownBy(() -> submit("cuda:0"))
        .isInstanceOfSatisfying(
            ModynException.class,
            failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.UNAVAILABLE))
        .hasMessageStartingWith("1000 jobs are queued, the most that this server accepts; ");
    assertThat(queue.unfinished()).hasSize(1 + JobQueue.MAXIMUM_QUEUED);

    running.finish();
    awaitRelease(running);
    submit("cuda:0");
  }

  @Test
  void aDeviceRunsAsManyAsItMayAndTheOthersWaitInOrder() throws Exception {
    TestJob first = submit("cpu");
    TestJob second = submit("cpu");
    TestJob third = submit("cpu");
    TestJob fourth = submit("cpu");
    TestJob onOtherDevice = submit("cuda:0");
    TestJob waitsForOtherDevice = submit("cuda:0");

    await(first.begun);
    await(second.begun);
    await(onOtherDevice.begun);
    assertThat(first.status()).isEqualTo(new JobStatus.Running<>());
    assertThat(third.status()).isEqualTo(new JobStatus.Queued<>(1));
    assertThat(fourth.status()).isEqualTo(new JobStatus.Queued<>(2));
    assertThat(waitsForOtherDevice.status()).isEqualTo(new JobStatus.Queued<>(1));
    assertThat(queue.unfinished())
        .containsExactly(first, second, onOtherDevice, third, fourth, waitsForOtherDevice);

    second.finish();
    await(third.begun);
    assertThat(second.status()).isEqualTo(new JobStatus.Finished<>("result 2"));
    assertThat(second.result()).contains("result 2");
    assertThat(second.failure()).isEmpty();
    assertThat(fourth.status()).isEqualTo(new JobStatus.Queued<>(1));
    assertThat(waitsForOtherDevice.begun.getCount()).isEqualTo(1);
    first.finish();
    await(fourth.begun);
  }

  @Test
  void aJobForSeveralDevicesStartsWhenAllHaveRoom() throws Exception {
    TestJob first = submit("cuda:0");
    TestJob second = submit("cuda:1");
    TestJob several = submit(List.of("cuda:0", "cuda:1"));
    await(first.begun);
    await(second.begun);
    first.finish();
    awaitRelease(first);
    assertThat(several.status()).isEqualTo(new JobStatus.Queued<>(1));
    second.finish();
    await(several.begun);
    TestJob after = submit("cuda:1");
    assertThat(after.status()).isEqualTo(new JobStatus.Queued<>(1));
    several.finish();
    await(after.begun);
  }

  /** Else a job for several devices would wait as long as there are jobs for single ones. */
  @Test
  void aJobForSeveralDevicesIsNotOvertaken() throws Exception {
    TestJob first = submit("cuda:1");
    TestJob several = submit(List.of("cuda:0", "cuda:1"));
    TestJob late = submit("cuda:0");
    TestJob others = submit(List.of("cuda:1", "cuda:2"));
    TestJob elsewhere = submit("cuda:3");
    await(first.begun);
    await(elsewhere.begun);
    assertThat(several.status()).isEqualTo(new JobStatus.Queued<>(1));
    assertThat(late.status()).isEqualTo(new JobStatus.Queued<>(2));
    assertThat(others.status()).isEqualTo(new JobStatus.Queued<>(2));
    first.finish();
    await(several.begun);
    assertThat(late.begun.getCount()).isEqualTo(1);
    several.finish();
    await(late.begun);
    await(others.begun);
  }

  @Test
  void aJobForSeveralDevicesThatIsStoppedLetsOthersStart() throws Exception {
    TestJob first = submit("cuda:1");
    TestJob several = submit(List.of("cuda:0", "cuda:1"));
    TestJob late = submit("cuda:0");
    await(first.begun);
    several.stop();
    TestJob next = submit("cuda:0");
    await(late.begun);
    assertThat(next.status()).isEqualTo(new JobStatus.Queued<>(1));
    assertThat(several.begun.getCount()).isEqualTo(1);
  }

  private TestJob submit(List<String> devices) {
    return queue.submit(new TestJob(queue.nextId(), devices, request("", "several")));
  }

  @Test
  void aJobThatWaitsIsStoppedWithoutRunning() throws Exception {
    submit("cuda:0");
    TestJob stopped = submit("cuda:0");
    TestJob behind = submit("cuda:0");
    stopped.stop();
    assertThat(stopped.status()).isEqualTo(new JobStatus.Stopped<>());
    assertThat(stopped.failure()).contains("the test was stopped");
    assertThat(stopped.begun.getCount()).isEqualTo(1);
    assertThat(stopped.calls).hasValue(1);
    assertThat(behind.status()).isEqualTo(new JobStatus.Queued<>(1));
    stopped.stop();
    assertThat(stopped.calls).hasValue(1);
  }

  @Test
  void aJobThatRunsIsInterruptedAndMakesRoom() throws Exception {
    TestJob running = submit("cuda:0");
    TestJob next = submit("cuda:0");
    await(running.begun);
    running.stop();
    await(running.ended);
    assertThat(running.status()).isEqualTo(new JobStatus.Stopped<>());
    assertThat(running.result()).isEmpty();
    await(next.begun);
    next.finish();
    next.stop();
    assertThat(next.result()).contains("result 2");
  }

  @Test
  void aFailureIsOneLine() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Job<String> failing =
        new Job<>("test", queue.nextId(), List.of("cpu"), "fails", request("", "fails")) {
          @Override
          protected String work() {
            throw ModynException.invalidArgument("two problems:%n  one%n  two");
          }

          @Override
          protected void onEnd() {
            ended.countDown();
          }
        };
    try (JobQueue<Job<String>> other = new JobQueue<>(device -> 1, LIMIT, KEPT)) {
      other.submit(failing);
      await(ended);
    }
    assertThat(failing.status())
        .isEqualTo(
            new JobStatus.Failed<>(
                ErrorCategory.INVALID_ARGUMENT, Optional.empty(), "two problems: one two"));
  }

  /** Fails at once. */
  private static final class FailingJob extends Job<String> {
    private final RuntimeException failure;
    private final CountDownLatch ended = new CountDownLatch(1);

    private FailingJob(int id, RuntimeException failure) {
      super("test", id, List.of("cpu"), "fails", JobQueueTest.request("id", "fails"));
      this.failure = failure;
    }

    @Override
    protected String work() {
      throw failure;
    }

    @Override
    protected void onEnd() {
      ended.countDown();
    }
  }

  @Test
  void onlyAJobWithoutItsServersIsRepeatedByTheSameRequest() throws Exception {
    try (JobQueue<FailingJob> other = new JobQueue<>(device -> 1, LIMIT, KEPT)) {
      FailingJob unreachable =
          new FailingJob(other.nextId(), ModynException.unavailable("no storage"));
      other.submit(unreachable);
      await(unreachable.ended);
      assertThat(unreachable.failureCategory()).contains(ErrorCategory.UNAVAILABLE);
      FailingJob withoutRoom =
          new FailingJob(
              other.nextId(),
              new ModynException(
                  ErrorCategory.INTERNAL,
                  "no weights",
                  new IOException("No space left on device")));
      assertThat(other.submit(withoutRoom)).isSameAs(withoutRoom);
      await(withoutRoom.ended);
      assertThat(withoutRoom.failureCategory()).contains(ErrorCategory.RESOURCE_EXHAUSTED);
      assertThat(withoutRoom.machineFault()).contains(MachineFault.DISK_FULL);
      FailingJob damaged = new FailingJob(other.nextId(), ModynException.dataLoss("no file"));
      assertThat(other.submit(damaged)).isSameAs(damaged);
      await(damaged.ended);
      assertThat(damaged.failureCategory()).contains(ErrorCategory.DATA_LOSS);
      FailingJob again = new FailingJob(other.nextId(), ModynException.dataLoss("no file"));
      assertThat(other.submit(again)).isSameAs(damaged);
      assertThat(other.find(unreachable.id(), "id")).contains(unreachable);
    }
  }

  @Test
  void aStoppedJobIsRepeatedByTheSameRequest() throws Exception {
    TestJob first = queue.submit(new TestJob(queue.nextId(), "cpu", request("id", "job")));
    await(first.begun);
    first.stop();
    await(first.ended);
    TestJob second = new TestJob(queue.nextId(), "cpu", request("id", "job"));
    assertThat(queue.submit(second)).isSameAs(second);
    assertThat(first.failureCategory()).contains(ErrorCategory.CANCELLED);
  }

  @Test
  void anErrorOfTheJvmEndsTheJobAndNotTheQueue() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (JobQueue<Job<String>> other = new JobQueue<>(device -> 1, LIMIT, KEPT)) {
      Job<String> failing =
          new Job<>("test", other.nextId(), List.of("cpu"), "fails", request("", "fails")) {
            @Override
            protected String work() {
              throw new StackOverflowError();
            }
          };
      other.submit(failing);
      other.submit(
          new Job<>("test", other.nextId(), List.of("cpu"), "works", request("", "works")) {
            @Override
            protected String work() {
              return "";
            }

            @Override
            protected void onEnd() {
              ended.countDown();
            }
          });
      await(ended);
      assertThat(failing.failure()).contains("test: StackOverflowError");
    }
  }

  @Test
  void theJobsThatEndedFirstAreDiscardedFirst() throws Exception {
    List<TestJob> jobs = List.of(submit("cpu"), submit("cpu"), submit("cuda:0"), submit("tpu"));
    for (TestJob job : jobs.reversed()) {
      job.finish();
      awaitRelease(job);
    }
    TestJob endedFirst = jobs.getLast();
    await(endedFirst.forgotten);
    assertThat(queue.find(endedFirst.id())).isEmpty();
    for (TestJob job : jobs.subList(0, KEPT)) {
      assertThat(queue.find(job.id())).containsSame(job);
      assertThat(job.calls).hasValue(1);
    }
  }

  @Test
  void aRemovedJobIsStoppedAndDiscardedOnce() throws Exception {
    TestJob running = submit("cuda:0");
    TestJob waiting = submit("cuda:0");
    TestJob finished = submit("cpu");
    await(running.begun);
    finished.finish();
    queue.remove(waiting.id(), "");
    await(waiting.forgotten);
    queue.remove(running.id(), "");
    await(running.forgotten);
    queue.remove(finished.id(), "");
    await(finished.forgotten);
    queue.remove(finished.id(), "");
    for (TestJob job : List.of(running, waiting, finished)) {
      assertThat(queue.find(job.id())).isEmpty();
      assertThat(job.calls).hasValue(2);
    }
  }

  /** As one whose user wrote a loop without end. */
  @Test
  void aJobThatDoesNotEndWhenItIsStoppedIsLeftBehind() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean mayEnd = new AtomicBoolean();
    try (JobQueue<Job<String>> other = new JobQueue<>(device -> 1, LIMIT, KEPT)) {
      Job<String> looping =
          new Job<>("test", other.nextId(), List.of("cpu"), "loops", request("", "loops")) {
            @Override
            protected String work() {
              begun.countDown();
              while (!mayEnd.get()) {
                Thread.onSpinWait();
              }
              return "too late";
            }

            @Override
            protected void onEnd() {
              ended.countDown();
            }
          };
      other.submit(looping);
      await(begun);
      TestJob next = new TestJob(other.nextId(), "cpu", request("", "next"));
      other.submit(next);
      looping.stop();
      await(next.begun);
      assertThat(looping.status()).isEqualTo(new JobStatus.Stopped<>());
      next.finish();
      mayEnd.set(true);
      await(ended);
      assertThat(looping.status()).isEqualTo(new JobStatus.Stopped<>());
      assertThat(looping.result()).isEmpty();
    }
  }

  @Test
  void aJobWaitsUntilItFitsIntoMemory() throws Exception {
    TestJob large = submitWith(new JobMemory(60, 0));
    TestJob tooLarge = submitWith(new JobMemory(50, 0));
    await(large.begun);
    assertThat(tooLarge.status()).isEqualTo(new JobStatus.Queued<>(1));
    TestJob small = submitWith(new JobMemory(40, 100));
    await(small.begun);
    small.finish();
    assertThat(tooLarge.status()).isEqualTo(new JobStatus.Queued<>(1));
    large.finish();
    await(tooLarge.begun);
    tooLarge.finish();
  }

  @Test
  void aJobThatIsAloneAlwaysRuns() throws Exception {
    TestJob huge = submitWith(new JobMemory(Long.MAX_VALUE, Long.MAX_VALUE));
    await(huge.begun);
    TestJob next = submitWith(new JobMemory(Long.MAX_VALUE, 0));
    assertThat(next.status()).isEqualTo(new JobStatus.Queued<>(1));
    huge.finish();
    await(next.begun);
    next.finish();
  }

  private TestJob submitWith(JobMemory memory) {
    TestJob job = new TestJob(queue.nextId(), "cpu", request("", "large"));
    job.memory = memory;
    return queue.submit(job);
  }

  @Test
  void aRequestWithAnIdStartsOneJob() throws Exception {
    TestJob job = new TestJob(queue.nextId(), "cpu", request("a", "train"));
    assertThat(queue.submit(job)).isSameAs(job);
    TestJob again = new TestJob(queue.nextId(), "cpu", request("a", "train"));
    assertThat(queue.submit(again)).isSameAs(job);
    assertThat(queue.find(again.id())).isEmpty();
    assertThat(queue.findStartedBy(request("a", "train"))).containsSame(job);
    assertThat(queue.findStartedBy(request("b", "train"))).isEmpty();
    assertThat(queue.findStartedBy(request("", "train"))).isEmpty();
    assertThatThrownBy(() -> queue.findStartedBy(request("a", "evaluate")))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.ALREADY_EXISTS))
        .hasMessage("request_id: \"a\" belongs to another request, which started test 1 (on cpu)");

    queue.remove(job.id(), "a");
    await(job.forgotten);
    assertThat(queue.submit(again)).isSameAs(again);
  }

  @Test
  void aJobIsNotFoundByTheIdOfAnotherRequest() {
    TestJob job = queue.submit(new TestJob(queue.nextId(), "cpu", request("a", "train")));
    assertThat(queue.find(job.id(), "a")).containsSame(job);
    assertThat(queue.find(job.id(), "")).containsSame(job);
    assertThat(queue.find(job.id(), "b")).isEmpty();
    queue.remove(job.id(), "b");
    assertThat(queue.find(job.id())).containsSame(job);
  }

  @Test
  void idsOfRequestsAreShort() {
    assertThatThrownBy(() -> request("a".repeat(201), "train"))
        .hasMessage("request_id: must have at most 200 characters, but has 201");
  }

  @Test
  void closingStopsEverythingAndTakesNothingMore() throws Exception {
    TestJob running = submit("cuda:0");
    TestJob waiting = submit("cuda:0");
    await(running.begun);
    assertTimeoutPreemptively(Duration.ofSeconds(20), queue::close);
    assertThat(running.status()).isEqualTo(new JobStatus.Stopped<>());
    assertThat(waiting.status()).isEqualTo(new JobStatus.Stopped<>());
    assertThat(waiting.begun.getCount()).isEqualTo(1);
    assertThatThrownBy(() -> submit("cpu"))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("the server is shutting down");
  }
}
