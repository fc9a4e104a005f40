package org.modyn.common.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.trainer.TrainerServerGrpc;
import org.modyn.proto.trainer.TrainingStatusRequest;
import org.modyn.proto.trainer.TrainingStatusResponse;

/** Watches of jobs, by clients that call a server. */
@Timeout(60)
class JobWatchesTest {
  /** No status arrives because time has passed. */
  private static final Duration NEVER = Duration.ofHours(1);

  private static final Duration OFTEN = Duration.ofMillis(1);

  private final JobQueue<WorkingJob> queue =
      new JobQueue<>(device -> 1, new JobMemory(100, 100), 10);
  private JobWatches watches;
  private GrpcServer server;
  private GrpcClient client;

  /** Works until the test ends it. */
  private static final class WorkingJob extends Job<String> {
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicLong samples = new AtomicLong();

    WorkingJob(int id) {
      super(
          "test",
          id,
          List.of("cpu"),
          "a test",
          new JobRequest("", StringValue.getDefaultInstance()));
    }

    @Override
    protected String work() {
      try {
        end.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
      return "done";
    }

    /** A long message, so that few fit into the buffers of a connection. */
    TrainingStatusResponse message() {
      JobStatus<String> status = status();
      TrainingStatusResponse.Builder message =
          TrainingStatusResponse.newBuilder()
              .setIsRunning(!status.hasEnded())
              .setSamplesSeen(samples.get())
              .addNotes("-".repeat(10_000));
      if (status instanceof JobStatus.Queued<String>(int position)) {
        message.setQueuePosition(position);
      }
      return message.build();
    }
  }

  private void serve(Duration progressInterval) {
    watches = new JobWatches("test server", progressInterval);
    queue.addListener(watches::jobsChanged);
    server =
        GrpcServer.start(
            "test server",
            new ServiceAddress("localhost", 0),
            List.of(
                new TrainerServerGrpc.TrainerServerImplBase() {
                  @Override
                  public void watchTraining(
                      TrainingStatusRequest request,
                      StreamObserver<TrainingStatusResponse> observer) {
                    WorkingJob job = queue.find(request.getTrainingId()).orElseThrow();
                    watches.watch(observer, job::message, status -> !status.getIsRunning());
                  }
                }.bindService()));
    client = GrpcClient.connect("test server", server.address());
  }

  @AfterEach
  void stop() {
    client.close();
    watches.close();
    server.close();
    queue.close();
  }

  private WorkingJob submit() {
    return queue.submit(new WorkingJob(queue.nextId()));
  }

  private static TrainingStatusRequest request(WorkingJob job) {
    return TrainingStatusRequest.newBuilder().setTrainingId(job.id()).build();
  }

  private Iterator<TrainingStatusResponse> watch(WorkingJob job) {
    return TrainerServerGrpc.newBlockingStub(client.channel()).watchTraining(request(job));
  }

  @Test
  void startEndAndPositionInTheQueueArriveWithoutDelay() {
    serve(NEVER);
    WorkingJob first = submit();
    WorkingJob second = submit();
    WorkingJob third = submit();
    Iterator<TrainingStatusResponse> statuses = watch(third);
    assertThat(statuses.next().getQueuePosition()).isEqualTo(2);
    first.end.countDown();
    assertThat(statuses.next().getQueuePosition()).isEqualTo(1);
    second.end.countDown();
    assertThat(statuses.next().hasQueuePosition()).isFalse();
    third.end.countDown();
    assertThat(statuses.next().getIsRunning()).isFalse();
    assertThat(statuses.hasNext()).isFalse();
    assertThat(watches.size()).isZero();
  }

  @Test
  void aJobThatHasEndedHasOneStatus() {
    serve(NEVER);
    WorkingJob job = submit();
    job.end.countDown();
    watch(job).forEachRemaining(status -> {});
    Iterator<TrainingStatusResponse> statuses = watch(job);
    assertThat(statuses.next().getIsRunning()).isFalse();
    assertThat(statuses.hasNext()).isFalse();
  }

  @Test
  void progressArrivesWhenThereIsAny() {
    serve(OFTEN);
    WorkingJob job = submit();
    Iterator<TrainingStatusResponse> statuses = watch(job);
    assertThat(statuses.next().getSamplesSeen()).isZero();
    job.samples.set(5);
    assertThat(statuses.next().getSamplesSeen()).isEqualTo(5);
    job.samples.set(9);
    assertThat(statuses.next().getSamplesSeen()).isEqualTo(9);
    job.end.countDown();
    assertThat(statuses.next().getIsRunning()).isFalse();
  }

  @Test
  void aWatchEndsWithItsCall() throws Exception {
    serve(OFTEN);
    WorkingJob job = submit();
    try (CancellableContext call = Context.current().withCancellation()) {
      call.run(() -> assertThat(watch(job).next().getIsRunning()).isTrue());
      assertThat(watches.size()).isEqualTo(1);
    }
    while (watches.size() > 0) {
      Thread.sleep(1);
    }
  }

  @Test
  void aSlowClientMissesStatusesButNotTheLast() throws Exception {
    serve(NEVER);
    WorkingJob job = submit();
    SlowClient slow = new SlowClient();
    TrainerServerGrpc.newStub(client.channel()).watchTraining(request(job), slow);
    slow.first.await();
    int changes = 2_000;
    for (int change = 1; change <= changes; change++) {
      job.samples.set(change);
      watches.jobsChanged();
    }
    job.end.countDown();
    while (!job.status().hasEnded()) {
      Thread.sleep(1);
    }
    slow.call.request(Integer.MAX_VALUE);
    slow.completed.await();

    assertThat(slow.statuses).hasSizeLessThan(changes / 2);
    assertThat(slow.statuses.getLast().getIsRunning()).isFalse();
    assertThat(slow.statuses.getLast().getSamplesSeen()).isEqualTo(changes);
  }

  /** Requests one message, and then none until the test does. */
  private static final class SlowClient
      implements ClientResponseObserver<TrainingStatusRequest, TrainingStatusResponse> {
    private final List<TrainingStatusResponse> statuses = new CopyOnWriteArrayList<>();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch completed = new CountDownLatch(1);
    private ClientCallStreamObserver<TrainingStatusRequest> call;

    @Override
    public void beforeStart(ClientCallStreamObserver<TrainingStatusRequest> started) {
      call = started;
      started.disableAutoRequestWithInitial(1);
    }

    @Override
    public void onNext(TrainingStatusResponse status) {
      statuses.add(status);
      first.countDown();
    }

    @Override
    public void onError(Throwable error) {
      throw new IllegalStateException("the call failed", error);
    }

    @Override
    public void onCompleted() {
      completed.countDown();
    }
  }

  @Test
  void theEndOfTheServerEndsWatches() {
    serve(NEVER);
    WorkingJob job = submit();
    Iterator<TrainingStatusResponse> statuses = watch(job);
    assertThat(statuses.next().getIsRunning()).isTrue();
    watches.close();
    assertThatThrownBy(statuses::hasNext)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
        .hasMessageContaining("the test server is stopping");
    assertThat(watches.size()).isZero();
  }
}
