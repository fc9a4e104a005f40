package org.modyn.selector;

import static java.util.Objects.requireNonNull;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SelectorConfig;
import org.modyn.common.grpc.ServiceAddress;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.GetNumberOfPartitionsRequest;
import org.modyn.proto.selector.GetNumberOfSamplesRequest;
import org.modyn.proto.selector.GetSamplesRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SamplesResponse;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.proto.selector.SelectorGrpc.SelectorBlockingStub;
import org.modyn.proto.selector.TriggerResponse;

/** A selector in this process, and a client of it that repeats nothing by itself. */
final class SelectorFixture implements AutoCloseable {
  static final String ALL_DATA =
      """
      {"name": "NewDataStrategy", "maximum_keys_in_memory": 1000, "storage_backend": "local",
       "tail_triggers": null}
      """;

  private final SelectorServer server;
  private final ManagedChannel channel;
  private final SelectorBlockingStub stub;

  private SelectorFixture(SelectorServer server, ManagedChannel channel) {
    this.server = requireNonNull(server, "server is null");
    this.channel = requireNonNull(channel, "channel is null");
    this.stub = SelectorGrpc.newBlockingStub(channel);
  }

  static ModynConfig config(DatabaseConfig database, Path directory) {
    ModynConfig config =
        ModynConfig.defaults().withMetadataDatabase(database).withStateDirectory(directory);
    SelectorConfig selector = config.selector();
    return config.withSelector(selector.withAddress(new ServiceAddress("localhost", 0)));
  }

  static SelectorFixture start(ModynConfig config) {
    SelectorServer server = SelectorServer.start(config);
    return new SelectorFixture(server, connect(server.address()));
  }

  static ManagedChannel connect(ServiceAddress address) {
    return NettyChannelBuilder.forAddress(address.hostname(), address.port())
        .usePlaintext()
        .disableRetry()
        .build();
  }

  SelectorBlockingStub stub() {
    return stub;
  }

  void register(int pipelineId, String strategy, int workers) {
    stub.registerPipeline(registration(pipelineId, strategy, workers));
  }

  static RegisterPipelineRequest registration(int pipelineId, String strategy, int workers) {
    return RegisterPipelineRequest.newBuilder()
        .setPipelineId(pipelineId)
        .setSelectionStrategy(JsonString.newBuilder().setValue(strategy))
        .setNumWorkers(workers)
        .build();
  }

  /** Samples of consecutive keys; labels are the keys modulo 3. */
  static DataInformRequest.Builder samples(int pipelineId, long firstKey, int count) {
    return DataInformRequest.newBuilder()
        .setPipelineId(pipelineId)
        .addAllKeys(LongStream.range(firstKey, firstKey + count).boxed().toList())
        .addAllTimestamps(LongStream.range(0, count).boxed().toList())
        .addAllLabels(
            LongStream.range(firstKey, firstKey + count).map(key -> key % 3).boxed().toList());
  }

  List<SamplesResponse> answers(int pipelineId, int triggerId, int partitionId, int workerId) {
    List<SamplesResponse> answers = new ArrayList<>();
    stub.getSampleKeysAndWeights(
            GetSamplesRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(triggerId)
                .setPartitionId(partitionId)
                .setWorkerId(workerId)
                .build())
        .forEachRemaining(answers::add);
    return answers;
  }

  List<Long> keys(int pipelineId, int triggerId, int partitionId, int workerId) {
    return answers(pipelineId, triggerId, partitionId, workerId).stream()
        .flatMap(answer -> answer.getTrainingSamplesSubsetList().stream())
        .toList();
  }

  /** Informs the selector of {@link #samples}, the last of which triggers. */
  TriggerResponse trigger(int pipelineId, long firstKey, int count) {
    return stub.informDataAndTrigger(samples(pipelineId, firstKey, count).build());
  }

  int numberOfSamples(int pipelineId, int triggerId) {
    return stub.getNumberOfSamples(
            GetNumberOfSamplesRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(triggerId)
                .build())
        .getNumSamples();
  }

  int numberOfPartitions(int pipelineId, int triggerId) {
    return stub.getNumberOfPartitions(
            GetNumberOfPartitionsRequest.newBuilder()
                .setPipelineId(pipelineId)
                .setTriggerId(triggerId)
                .build())
        .getNumPartitions();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close();
  }
}
