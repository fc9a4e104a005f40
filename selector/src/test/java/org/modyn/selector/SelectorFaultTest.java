package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.SelectorGrpc.SelectorBlockingStub;

/** What is left after a selector was killed, or after the database refused a trigger. */
class SelectorFaultTest {
  private static final int PIPELINE = 7;

  @TempDir private Path directory;
  private TestDatabase database;
  private ModynConfig config;

  @BeforeEach
  void createDatabase() {
    database = TestDatabase.create();
    config = SelectorFixture.config(database.config(), directory);
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private void sql(String statement) {
    DatabaseConfig at = database.config();
    Jdbi.create(
            "jdbc:postgresql://%s:%s/%s".formatted(at.hostname(), at.port(), at.database()),
            at.username(),
            at.password())
        .useHandle(handle -> handle.execute(statement));
  }

  @Test
  void refusedTriggerIsTakenBack() {
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
      selector.stub().informData(SelectorFixture.samples(PIPELINE, 0, 3).build());
      sql("ALTER TABLE selector.triggers ADD CONSTRAINT refuse CHECK (trigger_id < 0)");

      assertThatThrownBy(
              () ->
                  selector
                      .stub()
                      .informDataAndTrigger(SelectorFixture.samples(PIPELINE, 3, 2).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE))
          .hasMessageContaining("trigger 0 of pipeline 7");

      sql("ALTER TABLE selector.triggers DROP CONSTRAINT refuse");
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 3, 2).build());
      assertThat(selector.keys(PIPELINE, 0, 0, 0)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }
  }

  @Test
  void undecidedTriggerIsDecidedByTheNextCall() {
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, SelectorFixture.ALL_DATA, 1);
      selector.stub().informData(SelectorFixture.samples(PIPELINE, 0, 3).build());
      sql("ALTER TABLE selector.triggers RENAME TO elsewhere");

      assertThatThrownBy(
              () ->
                  selector
                      .stub()
                      .informDataAndTrigger(SelectorFixture.samples(PIPELINE, 3, 2).build()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
          .hasMessageContaining("trigger 0 of pipeline 7");

      sql("ALTER TABLE selector.elsewhere RENAME TO triggers");
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 3, 2).build());
      assertThat(selector.keys(PIPELINE, 0, 0, 0)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }
  }

  @Test
  void strategyRemembersOverARestartAndForgetsARefusedTrigger() {
    String fresh =
        SelectorFixture.ALL_DATA
            .replace("NewDataStrategy", "FreshnessSamplingStrategy")
            .replace("null", "null, \"unused_data_ratio\": 50");
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.register(PIPELINE, fresh, 1);
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 0, 10).build());
      sql("ALTER TABLE selector.triggers ADD CONSTRAINT refuse CHECK (trigger_id < 1)");
      assertThatThrownBy(
              () ->
                  selector
                      .stub()
                      .informDataAndTrigger(SelectorFixture.samples(PIPELINE, 10, 4).build()))
          .isInstanceOf(StatusRuntimeException.class);
      sql("ALTER TABLE selector.triggers DROP CONSTRAINT refuse");
    }
    try (SelectorFixture selector = SelectorFixture.start(config)) {
      selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, 10, 4).build());
      List<Long> keys = selector.keys(PIPELINE, 1, 0, 0);
      assertThat(keys).hasSize(8).contains(10L, 11L, 12L, 13L).doesNotHaveDuplicates();
    }
  }

  /** A selector in a process of its own; prints its port. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
      DatabaseConfig defaults = ModynConfig.defaults().metadataDatabase();
      DatabaseConfig database =
          new DatabaseConfig(
              defaults.drivername(),
              arguments[0],
              arguments[1],
              arguments[2],
              arguments[3],
              Integer.parseInt(arguments[4]),
              defaults.hashPartitionModulus());
      SelectorServer server =
          SelectorServer.start(SelectorFixture.config(database, Path.of(arguments[5])));
      System.out.println("port " + server.address().port());
      server.awaitTermination();
    }
  }

  private Process startProcess() throws IOException {
    DatabaseConfig at = database.config();
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            at.username(),
            at.password(),
            at.database(),
            at.hostname(),
            Integer.toString(at.port()),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int readPort(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("port ")) {
        return Integer.parseInt(line.substring("port ".length()));
      }
    }
    throw new IOException("the selector ended before it listened");
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws Exception {
    Process process = startProcess();
    try {
      ServiceAddress address = new ServiceAddress("localhost", readPort(process));
      long[] acknowledged = {0};
      int batch = 1000;
      CountDownLatch started = new CountDownLatch(20);
      Thread informer;
      ManagedChannel channel = SelectorFixture.connect(address);
      try {
        SelectorBlockingStub stub = SelectorGrpc.newBlockingStub(channel);
        stub.registerPipeline(
            SelectorFixture.registration(
                PIPELINE, SelectorFixture.ALL_DATA.replace("1000", "10000000"), 1));
        stub.informDataAndTrigger(SelectorFixture.samples(PIPELINE, 0, 1).build());
        informer =
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (true) {
                        try {
                          stub.informData(
                              SelectorFixture.samples(PIPELINE, 1 + acknowledged[0], batch)
                                  .build());
                        } catch (StatusRuntimeException e) {
                          return;
                        }
                        acknowledged[0] += batch;
                        started.countDown();
                      }
                    });
        started.await();
        process.destroyForcibly();
      } finally {
        channel.shutdownNow();
      }
      informer.join();
      process.waitFor();

      try (SelectorFixture selector = SelectorFixture.start(config)) {
        selector.stub().informDataAndTrigger(SelectorFixture.samples(PIPELINE, -1, 1).build());
        List<Long> keys = selector.keys(PIPELINE, 1, 0, 0).stream().sorted().toList();
        assertThat(acknowledged[0]).isGreaterThanOrEqualTo(20L * batch);
        // the last batch may be there although its acknowledgement was lost
        assertThat((long) keys.size()).isIn(acknowledged[0] + 2, acknowledged[0] + batch + 2);
        assertThat(keys).isEqualTo(LongStream.range(-1, keys.size() - 1L).boxed().toList());
      }
    } finally {
      process.destroyForcibly();
    }
  }
}
