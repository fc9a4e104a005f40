package org.modyn.cli.reference;

import java.util.List;
import org.modyn.cli.dataset.DatasetFile;
import org.modyn.common.config.ConfigSchema;
import org.modyn.common.config.pipeline.PipelineConfig;

/**
 * All models, optimizers, criteria, schedulers, triggers, selection strategies, metrics, functions
 * and file formats with their options and examples, as a page in Markdown: what {@code modyn
 * explain} prints of the fields that name them.
 */
public final class ReferencePage {
  private static final List<Section> SECTIONS =
      List.of(
          new Section("Parsers", "data.bytes_parser_function"),
          new Section("Transformations", "data.transformations"),
          new Section("Tokenizers", "data.tokenizer"),
          new Section("Label transformers", "data.label_transformer_function"),
          new Section("Models", "model.config"),
          new Section("Optimizers", "training.optimizers.param_groups.config"),
          new Section("Criteria", "training.optimization_criterion.config"),
          new Section("Learning rate schedulers", "training.lr_scheduler.config"),
          new Section("Triggers", "trigger"),
          new Section("Selection strategies", "selection_strategy"),
          new Section("Downsampling", "selection_strategy.downsampling_config"),
          new Section("Evaluation strategies", "evaluation.handlers.strategy"),
          new Section("Metrics", "evaluation.datasets.metrics"),
          new Section(
              "Evaluation transformers",
              "evaluation.datasets.metrics.Accuracy.evaluation_transformer_function"));
  private static final String FILES = "dataset.file_wrapper_config";

  private ReferencePage() {}

  private record Section(String title, String field) {}

  /** The page. */
  public static String render() {
    StringBuilder page =
        new StringBuilder(
            """
            # Reference: what files can name

            Made by `./modyn explain --reference > docs/REFERENCE.md`; each section is what the command above it prints.
            """);
    for (Section section : SECTIONS) {
      append(
          page,
          section.title(),
          "modyn explain " + section.field(),
          ConfigSchema.explain(PipelineConfig.class, section.field()));
    }
    append(
        page,
        "Files of datasets",
        "modyn explain --dataset " + FILES,
        ConfigSchema.explain(DatasetFile.class, FILES));
    return page.toString();
  }

  private static void append(StringBuilder page, String title, String command, String text) {
    page.append("\n## ").append(title).append("\n\n    ").append(command).append("\n\n```text\n");
    page.append(text.stripTrailing()).append("\n```\n");
  }
}
