package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;

class ConfigSchemaTest {
  @Test
  void theSchemaSaysWhatTheLoaderChecks() throws IOException {
    JsonNode schema = parse(ConfigSchema.toJsonSchema(PipelineConfig.class, "pipeline"));

    assertThat(schema.at("/$schema").asText())
        .isEqualTo("https://json-schema.org/draft/2020-12/schema");
    assertThat(schema.at("/additionalProperties").asBoolean(true)).isFalse();
    assertThat(schema.at("/required").toString())
        .isEqualTo(
            "[\"pipeline\",\"model\",\"model_storage\",\"training\",\"data\",\"trigger\",\"selection_strategy\"]");
    JsonNode batchSize = schema.at("/$defs/TrainingConfig/properties/batch_size");
    assertThat(batchSize.at("/minimum").asInt()).isEqualTo(1);
    assertThat(batchSize.at("/description").asText()).isEqualTo("Number of samples in a batch");
    assertThat(schema.at("/$defs/TrainingConfig/properties/device/default").asText())
        .isEqualTo("cpu");
    assertThat(schema.at("/$defs/TrainingConfig/properties/initial_model/enum").toString())
        .isEqualTo("[\"random\",\"pretrained\"]");
    assertThat(schema.at("/$defs/TriggerConfig/oneOf")).hasSize(8);
    assertThat(schema.at("/$defs/OptimizerConfig/description").asText())
        .isEqualTo("An optimizer and its parameters");
    assertThat(schema.at("/$defs/TimeTriggerConfig/properties/id/const").asText())
        .isEqualTo("TimeTrigger");
    assertThat(schema.at("/$defs/DataDriftTriggerConfig/required").toString())
        .isEqualTo("[\"id\",\"evaluation_interval_data_points\",\"metrics\"]");
    assertThat(schema.at("/$defs/DownsamplingConfig/oneOf")).hasSize(11);
    assertThat(schema.at("/$defs/Rs2DownsamplingConfig/properties/period/const").asInt())
        .isEqualTo(1);
    assertThat(schema.at("/$defs/StaticEvalStrategyConfig.Interval/prefixItems")).hasSize(2);
  }

  @Test
  void everySectionIsDescribed() throws IOException {
    for (Class<? extends Record> type : List.of(PipelineConfig.class, ModynConfig.class)) {
      JsonNode schema = parse(ConfigSchema.toJsonSchema(type, "file"));

      assertThat(schema.has("description")).isTrue();
      assertThat(schema.at("/$defs").properties())
          .filteredOn(definition -> !definition.getValue().has("oneOf"))
          .allSatisfy(
              definition -> {
                assertThat(definition.getValue().has("description"))
                    .as(definition.getKey())
                    .isTrue();
                assertThat(definition.getValue().at("/properties"))
                    .filteredOn(property -> !property.has("const"))
                    .allSatisfy(property -> assertThat(property.has("description")).isTrue());
              });
    }
  }

  @Test
  void everyReferenceHasItsDefinition() throws IOException {
    for (Class<? extends Record> type : List.of(PipelineConfig.class, ModynConfig.class)) {
      JsonNode schema = parse(ConfigSchema.toJsonSchema(type, "file"));

      assertThat(schema.findValuesAsText("$ref"))
          .isNotEmpty()
          .allSatisfy(
              reference -> assertThat(schema.at(reference.substring(1)).size()).isGreaterThan(0));
    }
  }

  @Test
  void explainsAField() {
    assertThat(explain("training.batch_size"))
        .isEqualTo(
            """
            training.batch_size: whole number, at least 1; required
                Number of samples in a batch
            """);
    assertThat(explain("training.optimizers[0].source"))
        .startsWith("training.optimizers[0].source: one of PyTorch, APEX; required\n");
    assertThat(explain("training.seed"))
        .startsWith("training.seed: whole number, between 0 and 100 or null; optional");
    assertThat(explain("training.device")).contains("cpu|cuda:\\d+; default cpu");
    assertThat(explain("trigger.metrics.mmd.kernel"))
        .startsWith("trigger.metrics.mmd.kernel: text; always GaussianRBF\n");
  }

  @Test
  void explainsTheFieldThatTellsAKind() {
    assertThat(explain("trigger.windowing_strategy.id"))
        .isEqualTo(
            "trigger.windowing_strategy.id: one of AmountWindowingStrategy, TimeWindowingStrategy;"
                + " required\n");
  }

  @Test
  void explainsASectionWithItsKinds() {
    assertThat(explain("trigger"))
        .startsWith(
            "trigger: section; required\n"
                + "    When to train\n"
                + "  id: TimeTrigger\n"
                + "      Triggers at fixed intervals of time, by the timestamps of the samples\n"
                + "    every: text")
        .contains(
            "enough of several triggers fire\n"
                + "    subtriggers: map of names to sections, not empty; required");
    assertThat(explain("trigger.DataAmountTrigger"))
        .isEqualTo(
            """
                Triggers whenever a number of samples has arrived
              num_samples: whole number, at least 1; required
                  Number of samples between two triggers
              Example:
                trigger:
                  id: DataAmountTrigger
                  num_samples: 1000
            """);
    assertThat(explain("selection_strategy.downsampling_config"))
        .contains(
            "  with downsampling_list\n"
                + "      Several downsampling strategies for successive triggers\n",
            "  strategy: RHOLoss\n",
            "period: whole number; always 1");
    assertThat(explain(""))
        .startsWith("A pipeline: what to train on which data, ")
        .contains("\npipeline: section; required\n")
        .contains("\nevaluation: section or null");
  }

  @Test
  void namesTheNearestField() {
    assertThatThrownBy(() -> explain("training.batchsize"))
        .isInstanceOf(ModynException.class)
        .hasMessageStartingWith(
            "there is no field \"batchsize\" in training; did you mean \"batch_size\"? allowed:"
                + " gpus,");
    assertThatThrownBy(() -> explain("training.seed.x"))
        .isInstanceOf(ModynException.class)
        .hasMessage("there is no field \"x\" in training.seed; it has no fields");
  }

  private static String explain(String path) {
    return ConfigSchema.explain(PipelineConfig.class, path);
  }

  private static JsonNode parse(String json) throws IOException {
    return JsonMapper.builder().build().readTree(json);
  }
}
