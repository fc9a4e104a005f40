package org.modyn.ml.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.model.ModelOptions;
import org.modyn.ml.model.Models;
import org.modyn.ml.parser.BytesParsers;
import org.modyn.ml.testing.TestEngine;

final class ModelOutlineTest {
  private static final InputPipeline CLICKS =
      InputPipeline.of(
          BytesParsers.create(
              "Record(fields=[Field(\"numerical_input\", \"float32\", count=2),"
                  + " Field(\"categorical_input\", \"int32\", count=2)])"));

  @Test
  void findsTheLimitsOfIds() {
    assertThat(outline(clicks(900_000_000, false), CLICKS))
        .isEqualTo(
            new ModelOutline(1, true, Map.of("categorical_input", List.of(5L, 900_000_000L))));
    assertThat(outline(clicks(7, true), CLICKS).limits()).isEmpty();
  }

  @Test
  void cutsTablesOnly() {
    ModelOptions large = clicks(900_000_000, false);
    ModelOptions small = large.withTablesOfAtMost(1_000);
    assertThat(outline(small, CLICKS).limits())
        .isEqualTo(Map.of("categorical_input", List.of(5L, 1_000L)));
    assertThat(small.withTablesOfAtMost(1_000)).isSameAs(small);
    assertThat(ConfigLoader.toJson(small).replace("\"max_table_size\":1000", "x"))
        .isEqualTo(ConfigLoader.toJson(large).replace("\"max_table_size\":null", "x"));
  }

  @Test
  void countsTheOutputs() {
    InputPipeline numbers = InputPipeline.of(BytesParsers.create("Csv(columns=[0, 1, 2])"));
    assertThat(outline(Models.read("MLP", "{\"sizes\": [3, 8, 7]}"), numbers))
        .isEqualTo(new ModelOutline(7, true, Map.of()));
  }

  @Test
  void refusesTensorsThatTheModelDoesNotTake() {
    InputPipeline numbers = InputPipeline.of(BytesParsers.create("Csv(columns=[0, 1])"));
    assertThatThrownBy(() -> outline(Models.read("MLP", "{\"sizes\": [3, 8, 7]}"), numbers))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("the model needs the tensor data: float32 [batch, 3]");
  }

  private static ModelOutline outline(ModelOptions model, InputPipeline input) {
    return ModelOutline.of(TestEngine.load(), model, input);
  }

  private static ModelOptions clicks(int ids, boolean hashed) {
    return Models.read(
        "DLRM",
        String.format(
            Locale.ROOT,
            """
            {"num_numerical_features": 2, "categorical_features_info": {"a": 5, "b": %d},
             "embedding_dim": 4, "bottom_mlp_sizes": [4], "top_mlp_sizes": [1], "hash_indices": %s}
            """,
            ids,
            hashed));
  }
}
