package org.modyn.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modyn.proto.storage.GetRequest;
import org.modyn.proto.storage.GetResponse;
import org.modyn.proto.storage.StorageGrpc;

class LatencyInterceptorTest {
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final RecordingChannel channel = new RecordingChannel();

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void aCallArrivesLaterWithAllThatWasDone() throws Exception {
    Duration never = Duration.ofDays(1);
    ClientCall<GetRequest, GetResponse> call = start(never);
    call.sendMessage(GetRequest.getDefaultInstance());
    call.halfClose();

    assertThat(channel.actions).isEmpty();
    assertThat(timer.getQueue()).hasSize(1);

    arrive();
    call.request(1);
    call.cancel("enough", null);

    assertThat(channel.actions)
        .containsExactly("start", "request 3", "send", "half close", "request 1", "cancel");
  }

  @Test
  void callsWaitBesideEachOther() throws Exception {
    start(Duration.ofDays(1));
    start(Duration.ofDays(1));

    assertThat(timer.getQueue()).hasSize(2);
    arrive();
    arrive();

    assertThat(channel.actions).containsExactly("start", "request 3", "start", "request 3");
  }

  @Test
  void aCallArrivesByItself() throws Exception {
    start(Duration.ofMillis(1));
    timer.shutdown();

    assertThat(timer.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    assertThat(channel.actions).containsExactly("start", "request 3");
  }

  private ClientCall<GetRequest, GetResponse> start(Duration latency) {
    ClientCall<GetRequest, GetResponse> call =
        new LatencyInterceptor(latency, timer)
            .interceptCall(StorageGrpc.getGetMethod(), CallOptions.DEFAULT, channel);
    call.start(new ClientCall.Listener<>() {}, new Metadata());
    call.request(3);
    return call;
  }

  /** Lets the latency of the oldest call pass. */
  private void arrive() {
    Runnable oldest = timer.getQueue().iterator().next();
    timer.remove(oldest);
    oldest.run();
  }

  /** Records what arrives at the server's side. */
  private static final class RecordingChannel extends Channel {
    private final List<String> actions = new ArrayList<>();

    @Override
    public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
      return new ClientCall<>() {
        @Override
        public void start(Listener<A> responses, Metadata headers) {
          actions.add("start");
        }

        @Override
        public void request(int messages) {
          actions.add("request " + messages);
        }

        @Override
        public void cancel(String message, Throwable cause) {
          actions.add("cancel");
        }

        @Override
        public void halfClose() {
          actions.add("half close");
        }

        @Override
        public void sendMessage(Q message) {
          actions.add("send");
        }
      };
    }

    @Override
    public String authority() {
      return "localhost";
    }
  }
}
