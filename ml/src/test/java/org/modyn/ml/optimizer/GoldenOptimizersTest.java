package org.modyn.ml.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.testing.TestEngine;
import org.modyn.ml.weights.NamedTensor;

/**
 * Each optimizer, with several combinations of options, takes the parameters of small problems
 * where torch's takes them: within 1e-6 after 1, 10 and 100 steps.
 */
final class GoldenOptimizersTest {
  private static final List<String> FILES =
      List.of(
          "SGD",
          "Adam",
          "AdamW",
          "Adamax",
          "NAdam",
          "RAdam",
          "Adagrad",
          "Adadelta",
          "RMSprop",
          "SparseAdam",
          "SGD-sparse");

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TestEngine.load().newManager(Device.CPU);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static Stream<Arguments> runs() {
    return FILES.stream()
        .flatMap(
            file ->
                read(file)
                    .get("runs")
                    .valueStream()
                    .map(
                        run ->
                            Arguments.of(
                                file.replace("-sparse", ""),
                                run.get("problem").asText(),
                                run.get("options").toString(),
                                run.get("parameters"))));
  }

  private static JsonNode read(String file) {
    try (InputStream json = GoldenOptimizersTest.class.getResourceAsStream(file + ".json")) {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void goesWhereTorchGoes(String algorithm, String problemName, String options, JsonNode golden) {
    Problem problem = new Problem(manager, problemName);
    try (Optimizer optimizer = TestOptimizers.create(manager, problem, algorithm, options)) {
      int step = 0;
      for (Map.Entry<String, JsonNode> snapshot : golden.properties()) {
        int until = Integer.parseInt(snapshot.getKey());
        problem.descend(optimizer, step + 1, until);
        step = until;
        assertThat(problem.values())
            .as("step " + step)
            .containsExactly(floats(snapshot.getValue()), within(1e-6f));
      }
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("runs")
  void goesOnFromAStoredStateBitForBit(
      String algorithm, String problemName, String options, JsonNode golden) {
    Problem problem = new Problem(manager, problemName);
    Problem resumed = new Problem(manager, problemName);
    try (Optimizer first = TestOptimizers.create(manager, problem, algorithm, options);
        Optimizer second = TestOptimizers.create(manager, resumed, algorithm, options)) {
      problem.descend(first, 1, 7);
      problem
          .parameters()
          .forEach(
              (name, parameter) -> resumed.parameters().get(name).set(parameter.toFloatArray()));
      second.restore(
          first.state(manager).stream()
              .collect(Collectors.toMap(NamedTensor::name, state -> state)));
      problem.descend(first, 8, 17);
      resumed.descend(second, 8, 17);
    }
    assertThat(resumed.values()).containsExactly(problem.values());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          FusedAdam    | {"lr": 0.02, "weight_decay": 0.1, "set_grad_none": true} | AdamW | {"lr": 0.02, "weight_decay": 0.1}
          FusedAdam    | {"adam_w_mode": false, "weight_decay": 0.1} | Adam | {"weight_decay": 0.1}
          FusedSGD     | {"lr": 0.05, "momentum": 0.9, "nesterov": true} | SGD | {"lr": 0.05, "momentum": 0.9, "nesterov": true}
          FusedAdagrad | {"weight_decay": 0.1}                    | Adagrad | {"weight_decay": 0.1}
          """)
  void algorithmsOfApexAreThoseOfTorch(
      String apex, String apexOptions, String torch, String torchOptions) {
    Problem problem = new Problem(manager, "Noise");
    Problem same = new Problem(manager, "Noise");
    try (Optimizer first = TestOptimizers.create(manager, problem, apex, apexOptions);
        Optimizer second = TestOptimizers.create(manager, same, torch, torchOptions)) {
      problem.descend(first, 1, 10);
      same.descend(second, 1, 10);
    }
    assertThat(problem.values()).containsExactly(same.values());
  }

  private static float[] floats(JsonNode numbers) {
    float[] floats = new float[numbers.size()];
    IntStream.range(0, floats.length)
        .forEach(index -> floats[index] = numbers.get(index).floatValue());
    return floats;
  }
}
