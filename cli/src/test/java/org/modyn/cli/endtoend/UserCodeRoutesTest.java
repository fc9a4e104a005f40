package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.cli.platform.LocalPlatform;
import org.modyn.cli.platform.ServerKind;
import org.modyn.cli.platform.StateDirectory;
import org.modyn.cli.platform.TerminationSignal;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatasetConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.grpc.GrpcClient;
import org.modyn.proto.supervisor.JsonString;
import org.modyn.proto.supervisor.PipelineResponse;
import org.modyn.proto.supervisor.StartPipelineRequest;
import org.modyn.proto.supervisor.SupervisorGrpc;
import org.modyn.proto.supervisor.SupervisorGrpc.SupervisorBlockingStub;

/** All fields of pipeline files by which code or files of users could get into a server. */
final class UserCodeRoutesTest {
  private static final String JAVA = "'public long transform(long label) { return label; }'";
  private static final String CLASS = "class:com.acme.Plugin";

  @TempDir private Path directory;

  /**
   * A field of the pipeline file below.
   *
   * @param field as the refusal names it
   * @param forbiddenOnly whether {@code builtins} allows it
   */
  private record Route(String field, boolean forbiddenOnly, Map<String, String> replaced) {
    static Route code(String field, String mark, String value) {
      return new Route(field, false, Map.of(mark, value));
    }

    String in(String pipeline) {
      String changed = pipeline;
      for (Map.Entry<String, String> mark : replaced.entrySet()) {
        assertThat(changed).contains(mark.getKey());
        changed = changed.replace(mark.getKey(), mark.getValue());
      }
      return changed;
    }
  }

  private static Stream<Route> routes() {
    Stream<Route> functions =
        Map.of(
                "data.bytes_parser_function", "*parser",
                "data.label_transformer_function", "*labels",
                "evaluation.datasets[0].bytes_parser_function", "*evaluationParser",
                "evaluation.datasets[0].label_transformer_function", "*evaluationLabels",
                "evaluation.datasets[0].metrics[0]", "*outputs")
            .entrySet()
            .stream()
            .flatMap(
                field ->
                    Stream.of(JAVA, CLASS)
                        .map(code -> Route.code(field.getKey(), field.getValue(), code)));
    String torchScript = "{id: TorchScript, config: {path: /no/model.pt}}";
    String performance =
        """
        {id: PerformanceTrigger, evaluation_interval_data_points: 10,
         evaluation: {device: cpu, label_transformer_function: %s, dataset: {dataset_id: data,
           bytes_parser_function: %s, batch_size: 10, dataloader_workers: 1,
           metrics: [{name: Accuracy, evaluation_transformer_function: %s}]}},
         decision_criteria: {a: {id: StaticPerformanceThresholdCriterion, metric: Accuracy,
           metric_threshold: 0.5}}}\
        """;
    String parser = "\"Record(fields=[Field('data', 'float32')])\"";
    String ensemble =
        "{id: EnsembleTrigger, subtriggers: {a: {id: %s}, b: {id: TimeTrigger, every: 1d}},"
            + " ensemble_strategy: %s}";
    return Stream.concat(
        functions,
        Stream.of(
            Route.code("model.id", "*model", torchScript),
            Route.code(
                "model.id",
                "*model",
                "{id: RHOLOSSTwinModel, config: {rho_real_model_class: TorchScript,"
                    + " rho_real_model_config: {path: /no/model.pt}}}"),
            Route.code("trigger", "*trigger", "{id: " + CLASS + "}"),
            Route.code("trigger", "*trigger", ensemble.formatted(CLASS, "{id: AtLeastN, n: 1}")),
            Route.code(
                "trigger.evaluation", "*trigger", performance.formatted(JAVA, parser, "ArgMax()")),
            Route.code(
                "trigger.evaluation",
                "*trigger",
                performance.formatted("Identity()", CLASS, "ArgMax()")),
            Route.code(
                "trigger.evaluation",
                "*trigger",
                performance.formatted("Identity()", parser, CLASS)),
            new Route(
                "selection_strategy",
                false,
                Map.of(
                    "name: NewDataStrategy",
                    """
                    name: CoresetStrategy
                      downsampling_config: {strategy: RHOLoss, ratio: 50, holdout_set_strategy: Simple,
                        holdout_set_ratio: 50,
                        il_training_config: {il_model_id: TorchScript,
                          il_model_config: {path: /no/model.pt}, dataloader_workers: 1,
                          batch_size: 5, shuffle: false, use_previous_model: false,
                          optimizers: [{name: default, algorithm: SGD, source: PyTorch,
                            param_groups: [{module: model, config: {lr: 0.01}}]}],
                          optimization_criterion: {name: CrossEntropyLoss}}}\
                    """)),
            new Route(
                "trigger",
                true,
                Map.of(
                    "*trigger",
                    "{id: EnsembleTrigger, subtriggers: {a: {id: DataAmountTrigger, num_samples:"
                        + " 9}, b: {id: TimeTrigger, every: 1d}}, ensemble_strategy: {id: Custom,"
                        + " aggregation_function: a and not b}}")),
            new Route(
                "model.config.pretrained_path",
                true,
                Map.of(
                    "*model",
                    "{id: FmowNet, config: {num_classes: 2, pretrained_path: /no/weights}}")),
            new Route(
                "data.tokenizer",
                true,
                Map.of(
                    "*parser",
                    "\"Utf8()\"\n"
                        + "  tokenizer: 'DistilBertTokenizerTransform(file=\"/no/file\")'"))));
  }

  @Test
  void everyRouteIsClosed() throws IOException {
    for (UserCodePolicy policy : List.of(UserCodePolicy.BUILTINS, UserCodePolicy.FORBIDDEN)) {
      try (TerminationSignal signal = TerminationSignal.install(() -> {});
          StateDirectory state = StateDirectory.lock(directory.resolve(policy.toString()));
          LocalPlatform platform =
              LocalPlatform.startOnFreePorts(
                  ModynConfig.defaults().withUserCode(policy), state, List.of(dataset()), signal);
          GrpcClient client = platform.connect(ServerKind.SUPERVISOR)) {
        SupervisorBlockingStub supervisor = SupervisorGrpc.newBlockingStub(client.channel());
        String refusal = "user_code is '" + policy.label() + "'";
        SoftAssertions all = new SoftAssertions();
        for (Route route : routes().toList()) {
          String answer = start(supervisor, route.in(PIPELINE)).getException();
          if (route.forbiddenOnly() && policy == UserCodePolicy.BUILTINS) {
            all.assertThat(answer).as("%s", route).doesNotContain(refusal);
          } else {
            all.assertThat(answer).as("%s", route).contains(route.field()).contains(refusal);
          }
        }
        all.assertAll();
        PipelineResponse plain = start(supervisor, PIPELINE);
        assertThat(plain.getException()).isEmpty();
      }
    }
  }

  private static PipelineResponse start(SupervisorBlockingStub supervisor, String pipeline) {
    String plain =
        pipeline
            .replace("*model", "{id: MLP, config: {sizes: [1, 2]}}")
            .replace("*parser", "\"Record(fields=[Field('data', 'float32')])\"")
            .replace("*labels", "Identity()")
            .replace("*evaluationParser", "\"Record(fields=[Field('data', 'float32')])\"")
            .replace("*evaluationLabels", "Identity()")
            .replace("*outputs", "ArgMax()")
            .replace("*trigger", "{id: DataAmountTrigger, num_samples: 10}");
    return supervisor.startPipeline(
        StartPipelineRequest.newBuilder()
            .setPipelineConfig(JsonString.newBuilder().setValue(plain))
            .setStartReplayAt(0)
            .build());
  }

  private DatasetConfig dataset() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("data"));
    return ConfigLoader.parse(
        "dataset",
        """
        name: data
        description: numbers
        version: 1.0.0
        base_path: '%s'
        filesystem_wrapper_type: LocalFilesystemWrapper
        file_wrapper_type: BinaryFileWrapper
        file_wrapper_config: {file_extension: .bin, byteorder: little, record_size: 5, label_size: 1}
        """
            .formatted(folder),
        DatasetConfig.class);
  }

  private static final String PIPELINE =
      """
      pipeline: {name: routes, version: 1.0.0}
      model: *model
      model_storage:
        full_model_strategy: {name: PyTorchFullModel}
      training:
        gpus: 1
        device: cpu
        dataloader_workers: 1
        use_previous_model: false
        initial_model: random
        seed: 1
        batch_size: 10
        epochs_per_trigger: 1
        shuffle: true
        checkpointing: {activated: false}
        optimizers:
          - name: default
            algorithm: SGD
            source: PyTorch
            param_groups: [{module: model, config: {lr: 0.01}}]
        optimization_criterion: {name: CrossEntropyLoss}
      data:
        dataset_id: data
        bytes_parser_function: *parser
        label_transformer_function: *labels
      trigger: *trigger
      selection_strategy:
        name: NewDataStrategy
        maximum_keys_in_memory: 1000
        storage_backend: local
        tail_triggers: null
        limit: -1
      evaluation:
        device: cpu
        handlers:
          - name: all
            execution_time: after_training
            models: matrix
            datasets: [data]
            strategy: {type: StaticEvalStrategy, intervals: [[0, null]]}
        datasets:
          - dataset_id: data
            bytes_parser_function: *evaluationParser
            label_transformer_function: *evaluationLabels
            batch_size: 10
            dataloader_workers: 1
            metrics: [{name: Accuracy, evaluation_transformer_function: *outputs}]
      """;
}
