package org.modyn.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineConverterTest {
  private static final String OLD =
      """
      # A pipeline of ours
      model: {id: DLRM, config: {categorical_features_info: {u: 4, v: 5}}}
      training:
        gpus: 1   # one
        batch_size: 64
        initial_pass:
          activated: False
        lr_scheduler:
          name: "Steps"
          source: "Custom"
        # on what
        selection_strategy:
          name: CoresetStrategy
          config:
            # everything
            limit: -1
            reset_after_trigger: False
            presampling_config: {strategy: RandomPresamplingStrategy, ratio: 25}
            downsampling_config:
              strategy: "LossDownsamplingStrategy"
        checkpointing: {activated: False}

      data:
        bytes_parser_function: |
          import torch as t
          def bytes_parser_function(b):
            # both halves
            head = t.frombuffer(b[:4], dtype=t.float32)
            return {"head": head, "categorical_input": t.frombuffer(b[4:], dtype=t.int32).long()}
        label_transformer_function: |
          def label_transformer_function(y):
            return y * 2
      trigger:
        id: DataAmountTrigger
        trigger_config: {data_points_for_trigger: 1000}
      evaluation:
        datasets:
          - dataset_id: d
            metrics:
              - name: "F1-score"
                config:
                  num_classes: 2
                evaluation_transformer_function: |
                  import torch
                  def evaluation_transformer_function(o): return_ = torch
              - name: ROC-AUC
      """;

  @Test
  void upgradesTheOlderLayoutAndKeepsTheRest() {
    assertThat(PipelineConverter.convert(OLD).text())
        .isEqualTo(
            """
            # A pipeline of ours
            model: {id: DLRM, config: {categorical_features_info: {u: 4, v: 5}}}
            model_storage:
              full_model_strategy:
                name: PyTorchFullModel
            training:
              gpus: 1   # one
              batch_size: 64
              shuffle: false
              lr_scheduler:
                name: "Steps"
                source: "Custom"
                step_every: batch
              checkpointing: {activated: False}
            # on what
            selection_strategy:
              name: CoresetStrategy
              # everything
              limit: -1
              tail_triggers: null
              presampling_config: {strategy: Random, ratio: 25}
              downsampling_config:
                strategy: "Loss"

            data:
              bytes_parser_function: 'Record(fields=[Field("head", "float32"), Field("categorical_input", "int32", count=2)])'
              label_transformer_function: |
                def label_transformer_function(y):
                  return y * 2
            trigger:
              id: DataAmountTrigger
              num_samples: 1000
            evaluation:
              datasets:
                - dataset_id: d
                  metrics:
                    - name: "F1Score"
                      num_classes: 2
                      evaluation_transformer_function: |
                        import torch
                        def evaluation_transformer_function(o): return_ = torch
                    - name: RocAuc
              handlers:
                - name: whole
                  execution_time: after_training
                  models: matrix
                  datasets: ["d"]
                  strategy:
                    type: StaticEvalStrategy
                    intervals: [[0, null]]
            """);
  }

  @Test
  void reportsEachChangeWithTheLineOfTheOldFile() {
    assertThat(PipelineConverter.convert(OLD).changes())
        .extracting(change -> change.line() + " " + change.from() + " -> " + change.to())
        .containsExactly(
            "2  -> model_storage",
            "3  -> shuffle: false",
            "6 training.initial_pass -> ",
            "8  -> step_every: batch",
            "12 training.selection_strategy -> selection_strategy",
            "14 selection_strategy.config -> selection_strategy",
            "17 reset_after_trigger: False -> tail_triggers: null",
            "18 RandomPresamplingStrategy -> Random",
            "20 LossDownsamplingStrategy -> Loss",
            "24 a Python function -> Record(fields=[Field(\"head\", \"float32\"),"
                + " Field(\"categorical_input\", \"int32\", count=2)])",
            "35 data_points_for_trigger -> num_samples",
            "35 trigger.trigger_config -> trigger",
            "36  -> handlers",
            "40 F1-score -> F1Score",
            "41 evaluation.datasets[0].metrics[0].config -> evaluation.datasets[0].metrics[0]",
            "46 ROC-AUC -> RocAuc");
  }

  @Test
  void reportsTheFunctionsThatStay() {
    assertThat(PipelineConverter.convert(OLD).unreplaced())
        .extracting(Conversion.Unreplaced::toString)
        .containsExactly(
            "line 30: data.label_transformer_function: the Python function stays: cannot follow"
                + " 'y * 2' at '*'",
            "line 43: evaluation.datasets[0].metrics[0].evaluation_transformer_function: the Python"
                + " function stays: cannot follow 'def evaluation_transformer_function ( o ) :"
                + " return_ = torch'");
  }

  @Test
  void changesNothingTwice() {
    String converted = PipelineConverter.convert(OLD).text();

    Conversion again = PipelineConverter.convert(converted);

    assertThat(again.text()).isEqualTo(converted);
    assertThat(again.changes()).isEmpty();
  }

  @Test
  void replacesAnAnchoredFunctionOnce() {
    String text =
        """
        data:
          bytes_parser_function: &parser |
            def bytes_parser_function(raw):
              return raw.decode("utf-8")
        evaluation:
          handlers: []
          datasets:
            - bytes_parser_function: *parser
        """;

    assertThat(PipelineConverter.convert(text).text())
        .isEqualTo(
            """
            data:
              bytes_parser_function: &parser Utf8()
            evaluation:
              handlers: []
              datasets:
                - bytes_parser_function: *parser
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                        | true
          ["transforms.ToTensor()", "transforms.Resize(256)"]       | true
          ["transforms.RandomResizedCrop(224)"]                     | false
          ["transforms.Compose([transforms.Resize((32, 32))])"]     | false
          ["transforms.Unknown()"]                                  | false
          """)
  void asksForTheSizeOfImages(String transformations, boolean asks) {
    String text =
        """
        data:
          transformations: %s
          bytes_parser_function: |
            from PIL import Image
            import io
            def bytes_parser_function(data):
              return Image.open(io.BytesIO(data)).convert("RGB")
        """
            .formatted(transformations);

    Conversion conversion = PipelineConverter.convert(text);

    assertThat(conversion.text()).contains("bytes_parser_function: 'Image(mode=\"RGB\")'");
    assertThat(conversion.changes().getFirst().reason().contains("for example height=28, width=28"))
        .isEqualTo(asks);
  }

  @Test
  void keepsATailOfTriggers() {
    String text = "selection_strategy:\n  reset_after_trigger: False\n  tail_triggers: 3\n";

    assertThat(PipelineConverter.convert(text).text())
        .isEqualTo("selection_strategy:\n  tail_triggers: 3\n");
  }

  @ParameterizedTest
  @CsvSource({"True, 3", "yes, null", "False, 0"})
  void leavesAContradictionToTheAuthor(String reset, String tail) {
    String text =
        "selection_strategy:\n  reset_after_trigger: %s\n  tail_triggers: %s\n"
            .formatted(reset, tail);

    Conversion conversion = PipelineConverter.convert(text);

    assertThat(conversion.text()).isEqualTo(text);
    assertThat(conversion.changes()).isEmpty();
  }

  @Test
  void upgradesJson() {
    String text =
        """
        {"training": {"batch_size": 1, "selection_strategy":
          {"name": "NewDataStrategy", "config": {"reset_after_trigger": true}}},
         "trigger": {"id": "TimeTrigger", "trigger_config": {"trigger_every": "1d"}}}
        """;

    assertThat(PipelineConverter.convert(text).text())
        .isEqualTo(
            """
            {"training": {"batch_size": 1, "shuffle": false}, "selection_strategy":
              {"name": "NewDataStrategy", "tail_triggers": 0},
             "trigger": {"id": "TimeTrigger", "every": "1d"}}
            """);
  }

  @Test
  void leavesAnEmptyTextAndOtherFilesAlone() {
    assertThat(PipelineConverter.convert("").text()).isEmpty();
    assertThat(PipelineConverter.convert("- 1\n- 2\n").text()).isEqualTo("- 1\n- 2\n");
    assertThat(PipelineConverter.convert("training: fast\n").text()).isEqualTo("training: fast\n");
  }
}
