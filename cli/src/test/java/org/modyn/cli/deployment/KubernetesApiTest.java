package org.modyn.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class KubernetesApiTest {
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: storage}
      spec: {clusterIP: None, ports: [{name: grpc, port: 50051, targetPort: grpc}]}
      """;

  @Test
  void anObjectOfTheApiHasNoProblem() {
    assertThat(problem(SERVICE)).isEmpty();
  }

  @Test
  void unknownFieldsAreProblems() {
    assertThat(problem(SERVICE.replace("targetPort", "target")))
        .hasValueSatisfying(contains("`target`"));
  }

  @Test
  void missingFieldsAreProblems() {
    assertThat(problem(SERVICE.replace("port: 50051, ", "")))
        .hasValueSatisfying(contains("`port`"));
  }

  @Test
  void valuesOfAnotherTypeAreProblems() {
    assertThat(problem(SERVICE.replace("50051", "many"))).hasValueSatisfying(contains("many"));
  }

  @Test
  void kindsOfAnotherVersionAreProblems() {
    assertThat(problem(SERVICE.replace("apiVersion: v1", "apiVersion: v2")))
        .contains("there is no Service in v2");
  }

  private static Optional<String> problem(String object) {
    return KubernetesApi.problem(RenderedChart.parse(object).objects().getFirst());
  }

  private static Consumer<String> contains(String text) {
    return problem -> assertThat(problem).contains(text);
  }
}
