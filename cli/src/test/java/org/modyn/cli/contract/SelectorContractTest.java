package org.modyn.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.grpc.GrpcServer;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.common.testing.TestDatabase;
import org.modyn.ml.testing.TestSelector;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.GetSelectionStrategyRequest;
import org.modyn.proto.selector.GetStatusBarScaleRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.SelectorGrpc.SelectorBlockingStub;
import org.modyn.proto.selector.UsesWeightsRequest;
import org.modyn.selector.SelectorServer;
import org.modyn.supervisor.fake.FakeSelector;

/**
 * The selectors that tests of {@code ml} and {@code supervisor} use answer as the real one does for
 * a pipeline that trains on all new data.
 */
final class SelectorContractTest {
  private static final ServiceAddress ANY_PORT = new ServiceAddress("localhost", 0);
  private static final int PARTITION_SIZE = 12;
  private static final int WORKERS = 2;

  @TempDir private static Path directory;
  private static TestDatabase database;
  private static SelectorServer server;
  private static GrpcClient client;
  private static SelectorBlockingStub real;

  @BeforeAll
  static void startRealServer() {
    database = TestDatabase.create();
    ModynConfig config =
        ModynConfig.defaults()
            .withMetadataDatabase(database.config())
            .withStateDirectory(directory);
    server = SelectorServer.start(config.withSelector(config.selector().withAddress(ANY_PORT)));
    client = GrpcClient.connect("selector", server.address());
    real = SelectorGrpc.newBlockingStub(client.channel());
  }

  @AfterAll
  static void stopRealServer() {
    client.close();
    server.close();
    database.close();
  }

  @Test
  void theSelectorOfTheLoadersTests() {
    long[] keys = LongStream.range(0, 2 * PARTITION_SIZE).toArray();
    int pipeline = 1;
    register(real, pipeline);
    real.informDataAndTrigger(samples(pipeline, keys));
    with(
        new TestSelector(keys, 2, WORKERS, false),
        fake -> {
          assertThat(fake.usesWeights(usesWeights(pipeline)))
              .isEqualTo(real.usesWeights(usesWeights(pipeline)));
          assertThat(numberOfSamples(fake, pipeline, 0))
              .isEqualTo(numberOfSamples(real, pipeline, 0));
          GetNumberOfPartitionsRequest partitions =
              GetNumberOfPartitionsRequest.newBuilder().setPipelineId(pipeline).build();
          assertThat(fake.getNumberOfPartitions(partitions))
              .isEqualTo(real.getNumberOfPartitions(partitions));
          GetSelectionStrategyRequest strategy =
              GetSelectionStrategyRequest.newBuilder().setPipelineId(pipeline).build();
          assertThat(fake.getSelectionStrategy(strategy).getDownsamplingEnabled())
              .isEqualTo(real.getSelectionStrategy(strategy).getDownsamplingEnabled());
          for (int partition = 0; partition < 2; partition++) {
            TreeSet<Long> ofFake = new TreeSet<>();
            TreeSet<Long> ofReal = new TreeSet<>();
            for (int worker = 0; worker < WORKERS; worker++) {
              List<Long> share = share(fake, pipeline, partition, worker);
              List<Long> realShare = share(real, pipeline, partition, worker);
              assertThat(share).hasSameSizeAs(realShare);
              ofFake.addAll(share);
              ofReal.addAll(realShare);
            }
            assertThat(ofFake).hasSize(PARTITION_SIZE).isEqualTo(ofReal);
          }
        });
  }

  @Test
  void theSelectorOfTheSupervisorsTests() {
    with(
        new FakeSelector(),
        fake -> {
          int pipeline = 2;
          for (SelectorBlockingStub selector : List.of(fake, real)) {
            register(selector, pipeline);
            selector.informData(samples(pipeline, 1, 2, 3));
            assertThat(trigger(selector, pipeline, 4, 5)).isZero();
            assertThat(trigger(selector, pipeline)).isOne();
            selector.informData(samples(pipeline, 6));
            assertThat(trigger(selector, pipeline, 7)).isEqualTo(2);
            assertThat(
                    LongStream.range(0, 3).map(id -> numberOfSamples(selector, pipeline, (int) id)))
                .containsExactly(5L, 0L, 2L);
            assertThat(
                    selector
                        .getStatusBarScale(
                            GetStatusBarScaleRequest.newBuilder().setPipelineId(pipeline).build())
                        .getStatusBarScale())
                .isEqualTo(100);
          }
        });
  }

  private static void with(BindableService selector, Consumer<SelectorBlockingStub> test) {
    try (GrpcServer fakeServer =
            GrpcServer.start("selector", ANY_PORT, List.of(selector.bindService()));
        GrpcClient fakeClient = GrpcClient.connect("selector", fakeServer.address())) {
      test.accept(SelectorGrpc.newBlockingStub(fakeClient.channel()));
    }
  }

  private static void register(SelectorBlockingStub selector, int pipeline) {
    selector.registerPipeline(
        RegisterPipelineRequest.newBuilder()
            .setPipelineId(pipeline)
            .setNumWorkers(WORKERS)
            .setSelectionStrategy(
                JsonString.newBuilder()
                    .setValue(
                        String.format(
                            Locale.ROOT,
                            """
                            {"name": "NewDataStrategy", "maximum_keys_in_memory": %d,
                             "storage_backend": "local", "tail_triggers": 0}\
                            """,
                            PARTITION_SIZE)))
            .build());
  }

  private static DataInformRequest samples(int pipeline, long... keys) {
    DataInformRequest.Builder request = DataInformRequest.newBuilder().setPipelineId(pipeline);
    for (long key : keys) {
      request.addKeys(key).addTimestamps(key).addLabels(10 * key);
    }
    return request.build();
  }

  private static int trigger(SelectorBlockingStub selector, int pipeline, long... keys) {
    return selector.informDataAndTrigger(samples(pipeline, keys)).getTriggerId();
  }

  private static long numberOfSamples(SelectorBlockingStub selector, int pipeline, int trigger) {
    return selector
        .getNumberOfSamples(
            GetNumberOfSamplesRequest.newBuilder()
                .setPipelineId(pipeline)
                .setTriggerId(trigger)
                .build())
        .getNumSamples();
  }

  private static UsesWeightsRequest usesWeights(int pipeline) {
    return UsesWeightsRequest.newBuilder().setPipelineId(pipeline).build();
  }

  private static List<Long> share(
      SelectorBlockingStub selector, int pipeline, int partition, int worker) {
    List<Long> keys = new ArrayList<>();
    selector
        .getSampleKeysAndWeights(
            GetSamplesRequest.newBuilder()
                .setPipelineId(pipeline)
                .setPartitionId(partition)
                .setWorkerId(worker)
                .build())
        .forEachRemaining(message -> keys.addAll(message.getTrainingSamplesSubsetList()));
    return keys;
  }
}
