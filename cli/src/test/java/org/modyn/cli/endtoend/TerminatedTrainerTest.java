package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.ml.testing.LearnableSamples;
import org.modyn.ml.testing.TestModelStorage;
import org.modyn.ml.testing.TestSelector;
import org.modyn.ml.testing.TestStorage;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;
import org.modyn.proto.trainer.TrainerServerGrpc;

/** SIGTERM for a trainer server, a process of its own, while a user's function never returns. */
@Timeout(300)
final class TerminatedTrainerTest {
  private static final int TERMINATED = 143;
  private static final int SAMPLES = 200;

  @TempDir private Path directory;

  @Test
  void aLoopingFunctionDoesNotKeepTheServerFromEnding() throws Exception {
    try (GrpcServer storage =
            serve("storage", new TestStorage(SAMPLES, 100, new LearnableSamples()));
        GrpcServer selector =
            serve(
                "selector", new TestSelector(LongStream.range(0, SAMPLES).toArray(), 1, 1, false));
        GrpcServer modelStorage = serve("model storage", new TestModelStorage())) {
      int port = freePort();
      Path config =
          Files.writeString(
              directory.resolve("modyn.yaml"), config(storage, selector, modelStorage, port));
      try (ModynProcess trainer =
              ModynProcess.start(
                  "serve", "trainer-server", "--config", config.toString(), "--insecure");
          GrpcClient client =
              GrpcClient.connect("trainer server", new ServiceAddress("127.0.0.1", port))) {
        trainer.awaitOutput("trainer-server ready");
        Path entered = directory.resolve("entered");
        TrainerServerGrpc.newBlockingStub(client.channel()).startTraining(looping(entered));
        while (!Files.exists(entered)) {
          Thread.sleep(10);
        }
        trainer.signal("TERM");
        assertThat(trainer.awaitExit()).as(trainer.error()).isEqualTo(TERMINATED);
        assertThat(trainer.error())
            .contains(
                "does not end within 3 seconds, probably in a user's function; it is abandoned")
            .doesNotContain("giving up");
      }
    }
  }

  private static GrpcServer serve(String name, BindableService service) {
    return GrpcServer.start(
        name, new ServiceAddress("127.0.0.1", 0), List.of(service.bindService()));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String config(
      GrpcServer storage, GrpcServer selector, GrpcServer modelStorage, int trainerPort) {
    return String.format(
        Locale.ROOT,
        """
        state_directory: %s
        storage: {hostname: 127.0.0.1, port: %d}
        selector: {hostname: 127.0.0.1, port: %d}
        model_storage: {hostname: 127.0.0.1, port: %d}
        trainer_server: {hostname: 127.0.0.1, port: %d}
        """,
        directory.resolve("state"),
        storage.address().port(),
        selector.address().port(),
        modelStorage.address().port(),
        trainerPort);
  }

  /**
   * A training whose parser ignores interruptions.
   *
   * @param entered a file that the parser creates
   */
  private static StartTrainingRequest looping(Path entered) {
    String parser =
        """
        public List<TensorSpecification> tensors() {
          return List.of(
              new TensorSpecification("categorical_input", TensorDataType.INT64, List.of(1L)),
              new TensorSpecification("numerical_input", TensorDataType.FLOAT32, List.of(1L)));
        }
        public void parse(ByteBuffer sample, TensorRow row) {
          new java.io.File("%s").mkdir();
          while (true) {
            Thread.onSpinWait();
          }
        }
        """
            .formatted(entered);
    return LearnableSamples.training()
        .setBytesParser(PythonString.newBuilder().setValue(parser))
        .build();
  }
}
