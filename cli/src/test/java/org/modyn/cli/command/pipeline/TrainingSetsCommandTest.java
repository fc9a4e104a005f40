package org.modyn.cli.command.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.command.CommandRunner;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.common.testing.TestDatabase;
import org.modyn.proto.selector.DataInformRequest;
import org.modyn.proto.selector.JsonString;
import org.modyn.proto.selector.RegisterPipelineRequest;
import org.modyn.proto.selector.SelectorGrpc;
import org.modyn.selector.SelectorServer;

final class TrainingSetsCommandTest {
  private static final int PIPELINE = 3;

  @TempDir private Path directory;
  private final CommandRunner modyn = new CommandRunner();
  private TestDatabase database;
  private SelectorServer server;

  @BeforeEach
  void start() {
    database = TestDatabase.create();
    ModynConfig config =
        ConfigLoader.parse("test", "selector: {port: 0, training_sets_kept: 1}", ModynConfig.class);
    server =
        SelectorServer.start(
            config.withMetadataDatabase(database.config()).withStateDirectory(directory));
    try (GrpcClient client = GrpcClient.connect("selector", server.address())) {
      register(client.channel());
    }
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  private static void register(ManagedChannel channel) {
    SelectorGrpc.newBlockingStub(channel)
        .registerPipeline(
            RegisterPipelineRequest.newBuilder()
                .setPipelineId(PIPELINE)
                .setNumWorkers(1)
                .setSelectionStrategy(
                    JsonString.newBuilder()
                        .setValue(
                            """
                            {"name": "NewDataStrategy", "maximum_keys_in_memory": 1000,
                             "storage_backend": "local", "tail_triggers": null}
                            """))
                .build());
  }

  private void trigger(long from, long to) {
    try (GrpcClient client = GrpcClient.connect("selector", server.address())) {
      SelectorGrpc.newBlockingStub(client.channel())
          .informDataAndTrigger(
              DataInformRequest.newBuilder()
                  .setPipelineId(PIPELINE)
                  .addAllKeys(LongStream.range(from, to).boxed().toList())
                  .addAllTimestamps(LongStream.range(from, to).boxed().toList())
                  .addAllLabels(LongStream.range(from, to).boxed().toList())
                  .build());
    }
  }

  private int run(String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "training-sets";
    arguments[1] = Integer.toString(PIPELINE);
    arguments[2] = "--selector";
    arguments[3] = server.address().toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return modyn.run(arguments);
  }

  @Test
  void sizesAreListed() {
    assertThat(run()).isZero();
    assertThat(modyn.output()).isEqualTo("trigger  partitions  keys  held out  bytes  state\n");
    trigger(0, 100);
    trigger(100, 1200);

    assertThat(run()).as(modyn.error()).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            trigger  partitions   keys  held out  bytes  state
                  0           1    100                0  cleaned
                  1           2  1,200            2,336  kept
            """);
    assertThat(run("--output", "json")).isZero();
    assertThat(modyn.output())
        .isEqualTo(
            """
            {
              "pipeline_id" : 3,
              "bytes" : 2336,
              "training_sets" : [ {
                "trigger_id" : 0,
                "partitions" : 1,
                "keys" : 100,
                "bytes" : 0,
                "cleaned" : true,
                "holdout_keys" : [ ]
              }, {
                "trigger_id" : 1,
                "partitions" : 2,
                "keys" : 1200,
                "bytes" : 2336,
                "cleaned" : false,
                "holdout_keys" : [ ]
              } ]
            }
            """);
  }

  @Test
  void unknownPipelineIsNotFound() {
    assertThat(modyn.run("training-sets", "9", "--selector", server.address().toString()))
        .isEqualTo(1);
    assertThat(modyn.error()).contains("there is no pipeline 9");
  }
}
