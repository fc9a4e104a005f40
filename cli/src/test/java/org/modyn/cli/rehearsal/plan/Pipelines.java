package org.modyn.cli.rehearsal.plan;

import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.pipeline.PipelineConfig;

/** Pipeline files for tests. */
final class Pipelines {
  private static final String TEXT =
      """
      pipeline: {name: test}
      model:
        id: DLRM
        config:
          num_numerical_features: 1
          categorical_features_info: {a: 10, b: 5000}
          embedding_dim: 4
          bottom_mlp_sizes: [4]
          top_mlp_sizes: [1]
      model_storage: {full_model_strategy: {name: PyTorchFullModel}}
      training:
        gpus: 1
        dataloader_workers: 16
        use_previous_model: true
        initial_model: random
        batch_size: 64
        shuffle: false
        optimizers:
          - {name: o, algorithm: SGD, source: PyTorch, param_groups: [{module: model, config: {lr: 0.1}}]}
        optimization_criterion: {name: BCEWithLogitsLoss}
        checkpointing: {activated: false}
      data: {dataset_id: clicks, bytes_parser_function: 'Csv(columns=[0])'}
      trigger: {id: DataAmountTrigger, num_samples: 50000}
      selection_strategy:
        {name: NewDataStrategy, maximum_keys_in_memory: 1000, limit: -1, tail_triggers: 0}
      """;

  private Pipelines() {}

  /**
   * A valid file.
   *
   * @param sections to replace those of the same name, a line each
   */
  static PipelineConfig with(String... sections) {
    String text = TEXT;
    for (String section : sections) {
      String name = section.substring(0, section.indexOf(':'));
      text = text.replaceFirst("(?m)^" + name + ":.*\\n(?: .*\\n)*", "") + section + "\n";
    }
    return ConfigLoader.parse("test", text, PipelineConfig.class);
  }

  /** The training section with other values. */
  static String training(String... replacements) {
    String section = TEXT.substring(TEXT.indexOf("training:"), TEXT.indexOf("data:"));
    for (String replacement : replacements) {
      String name = replacement.substring(0, replacement.indexOf(':'));
      section =
          section.contains("  " + name + ":")
              ? section.replaceFirst("(?m)^  " + name + ":.*$", "  " + replacement)
              : section + "  " + replacement + "\n";
    }
    return section;
  }

  /** An evaluation section with one handler. */
  static String evaluation(String strategy) {
    return """
    evaluation:
      device: cpu
      handlers:
        - {execution_time: after_pipeline, models: matrix, datasets: [clicks, other], strategy: %s}
      datasets:
        - dataset_id: clicks
          bytes_parser_function: 'Csv(columns=[0])'
          batch_size: 4096
          dataloader_workers: 2
          metrics: [{name: Accuracy}]
        - dataset_id: other
          bytes_parser_function: 'Csv(columns=[0])'
          batch_size: 2
          dataloader_workers: 2
          metrics: [{name: Accuracy}]
    """
        .formatted(strategy);
  }
}
