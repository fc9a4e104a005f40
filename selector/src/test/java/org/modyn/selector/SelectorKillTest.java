package org.modyn.selector;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.SelectorGrpc.SelectorBlockingStub;

/** A selector in a process of its own, killed again and again while clients inform and trigger. */
class SelectorKillTest {
  private static final int KILLS = 5;
  private static final int LARGEST_BATCH = 3000;
  private static final String NEW_DATA =
      """
      {"name": "NewDataStrategy", "maximum_keys_in_memory": 2500, "storage_backend": "local",
       "tail_triggers": 0}
      """;

  @TempDir private Path directory;
  private TestDatabase database;

  @BeforeEach
  void createDatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  /** Prints its port. */
  static final class Main {
    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
      SelectorServer server =
          SelectorServer.start(
              ConfigLoader.parse("arguments", arguments[0], ModynConfig.class)
                  .withStateDirectory(Path.of(arguments[1])));
      System.out.println("port " + server.address().port());
      server.awaitTermination();
    }
  }

  private Process startProcess() throws IOException {
    DatabaseConfig at = database.config();
    String config =
        String.format(
            Locale.ROOT,
            """
            selector: {port: 0, training_sets_kept: 0, local_storage_max_samples_in_file: 5000}
            metadata_database: {hostname: %s, port: %d, database: %s, username: %s, password: %s,
                                hash_partition_modulus: 3}
            """,
            at.hostname(),
            at.port(),
            at.database(),
            at.username(),
            at.password());
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            config,
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static ServiceAddress readAddress(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("port ")) {
        return new ServiceAddress("localhost", Integer.parseInt(line.substring("port ".length())));
      }
    }
    throw new IOException("the selector ended before it listened");
  }

  /** Informs one pipeline of batch after batch, every fourth of which triggers. */
  private static final class Client {
    private final int pipelineId;
    private final Random random;
    private final Semaphore acknowledgements = new Semaphore(0);
    private final List<Long> triggerEnds = new ArrayList<>();
    private final List<List<Long>> trainingSets = new ArrayList<>();
    private int batches;
    private int nextSize;
    private long acknowledged;

    Client(int pipelineId) {
      this.pipelineId = pipelineId;
      this.random = new Random(pipelineId);
      this.nextSize = 1 + random.nextInt(LARGEST_BATCH);
    }

    private static long key(long position) {
      return position * 0x9E3779B97F4A7C15L;
    }

    private DataInformRequest.Builder request(long position, int size) {
      return DataInformRequest.newBuilder()
          .setPipelineId(pipelineId)
          .setPosition(position)
          .addAllKeys(LongStream.range(position, position + size).map(Client::key).boxed().toList())
          .addAllTimestamps(LongStream.range(position, position + size).boxed().toList())
          .addAllLabels(
              LongStream.range(position, position + size).map(at -> at % 7).boxed().toList());
    }

    /** Runs until the selector is dead. */
    void run(SelectorBlockingStub stub) {
      try {
        while (true) {
          sendNext(stub);
          acknowledgements.release();
        }
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      } finally {
        // no thread waits for a client that has ended
        acknowledgements.release(1000);
      }
    }

    private void sendNext(SelectorBlockingStub stub) {
      DataInformRequest.Builder request = request(acknowledged, nextSize);
      if (batches % 4 == 3) {
        int triggerId = triggerEnds.size();
        int answer =
            stub.informDataAndTrigger(request.setTriggerId(triggerId).build()).getTriggerId();
        assertThat(answer).isEqualTo(triggerId);
        triggerEnds.add(acknowledged + nextSize);
      } else {
        stub.informData(request.build());
      }
      acknowledged += nextSize;
      batches++;
      nextSize = 1 + random.nextInt(LARGEST_BATCH);
    }

    /** The batch that was not acknowledged is there in full or not at all, and nothing else. */
    void checkNothingIsHalf(SelectorBlockingStub stub) {
      assertThat(hasSeen(stub, acknowledged)).isTrue();
      assertThat(hasSeen(stub, acknowledged + nextSize + 1)).isFalse();
      assertThat(hasSeen(stub, acknowledged + 1)).isEqualTo(hasSeen(stub, acknowledged + nextSize));
    }

    /** Nothing from a position on is accepted only when all before it is there. */
    private boolean hasSeen(SelectorBlockingStub stub, long position) {
      try {
        stub.informData(request(position, 0).build());
        return true;
      } catch (StatusRuntimeException e) {
        assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        return false;
      }
    }

    /** Every trigger has the samples of its batches, and what was read once does not change. */
    void checkTrainingSets(SelectorBlockingStub stub) {
      for (int trigger = 0; trigger < triggerEnds.size(); trigger++) {
        long start = trigger == 0 ? 0 : triggerEnds.get(trigger - 1);
        long end = triggerEnds.get(trigger);
        List<Long> keys = new ArrayList<>();
        int partitions = Math.ceilDiv((int) (end - start), 2500);
        for (int partition = 0; partition < partitions; partition++) {
          stub.getSampleKeysAndWeights(
                  GetSamplesRequest.newBuilder()
                      .setPipelineId(pipelineId)
                      .setTriggerId(trigger)
                      .setPartitionId(partition)
                      .build())
              .forEachRemaining(answer -> keys.addAll(answer.getTrainingSamplesSubsetList()));
        }
        if (trigger < trainingSets.size()) {
          assertThat(keys).isEqualTo(trainingSets.get(trigger));
        } else {
          assertThat(keys.stream().sorted().toList())
              .isEqualTo(LongStream.range(start, end).map(Client::key).sorted().boxed().toList());
          trainingSets.add(keys);
        }
      }
    }

    /** An old request that is repeated with its last sample only changes nothing. */
    void repeatTheFirstTrigger(SelectorBlockingStub stub) {
      if (!triggerEnds.isEmpty()) {
        DataInformRequest request = request(triggerEnds.getFirst() - 1, 1).setTriggerId(0).build();
        assertThat(stub.informDataAndTrigger(request).getTriggerId()).isZero();
      }
    }
  }

  @Test
  void nothingIsLostOrIngestedTwice() throws Exception {
    List<Client> clients = List.of(new Client(1), new Client(2));
    Random random = new Random(42);
    for (int kill = 0; kill <= KILLS; kill++) {
      Process process = startProcess();
      ManagedChannel channel = SelectorFixture.connect(readAddress(process));
      try {
        SelectorBlockingStub stub = SelectorGrpc.newBlockingStub(channel);
        stub.registerPipeline(SelectorFixture.registration(1, NEW_DATA, 1));
        stub.registerPipeline(
            SelectorFixture.registration(2, NEW_DATA.replace("local", "database"), 1));
        for (Client client : clients) {
          client.checkNothingIsHalf(stub);
          client.checkTrainingSets(stub);
          client.repeatTheFirstTrigger(stub);
        }
        if (kill < KILLS) {
          runAndKill(clients, stub, process, random);
        }
      } finally {
        process.destroyForcibly().waitFor();
        channel.shutdownNow();
      }
    }
    assertThat(clients).allSatisfy(client -> assertThat(client.trainingSets).hasSizeGreaterThan(4));
  }

  private static void runAndKill(
      List<Client> clients, SelectorBlockingStub stub, Process process, Random random)
      throws InterruptedException, ExecutionException {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      clients.forEach(client -> client.acknowledgements.drainPermits());
      List<Future<?>> runs = new ArrayList<>();
      clients.forEach(client -> runs.add(executor.submit(() -> client.run(stub))));
      for (Client client : clients) {
        client.acknowledgements.acquire(4 + random.nextInt(8));
      }
      LockSupport.parkNanos(random.nextInt(20_000_000));
      process.destroyForcibly();
      for (Future<?> run : runs) {
        run.get();
      }
    }
  }
}
