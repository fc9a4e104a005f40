package org.modyn.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.cli.deployment.HelmProcess.Rendering;

/** Values that the chart refuses, with a message that names them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HelmValuesTest {
  private static final Map<String, Wrong> WRONG =
      Map.ofEntries(
          wrong("unknown-key", "storge: {replicas: 2}", "additional properties 'storge'"),
          wrong("unknown-key-of-a-server", "storage: {replica: 2}", "at '/storage'", "'replica'"),
          wrong(
              "replicas-of-the-selector",
              "selector: {replicas: 2}",
              "at '/selector'",
              "'replicas'"),
          wrong("no-replicas", "storage: {replicas: 0}", "at '/storage/replicas'", "want 1"),
          wrong("gpus-of-the-storage", "storage: {gpus: 1}", "at '/storage'", "'gpus'"),
          wrong(
              "gpus-as-text", "trainerServer: {gpus: all}", "at '/trainerServer/gpus'", "integer"),
          wrong(
              "size",
              "selector: {persistence: {size: 20 GB}}",
              "at '/selector/persistence/size'",
              "'20 GB'"),
          wrong(
              "no-memory-limit",
              "evaluator: {resources: {limits: {memory: null}}}",
              "at '/evaluator/resources/limits'",
              "'memory'"),
          wrong(
              "quantity",
              "evaluator: {resources: {limits: {memory: much}}}",
              "at '/evaluator/resources/limits/memory'"),
          wrong("port", "database: {port: 99999}", "at '/database/port'", "65,535"),
          wrong("no-host", "database: {hostname: ''}", "at '/database/hostname'"),
          wrong(
              "no-password",
              "database: {existingSecret: ''}",
              "at '/database/existingSecret'",
              "at '/database/password'"),
          wrong(
              "no-tokens",
              "security: {tokensSecret: ''}",
              "at '/security/tokensSecret'",
              "at '/security/insecure'"),
          wrong(
              "pull-policy",
              "image: {pullPolicy: Sometimes}",
              "at '/image/pullPolicy'",
              "'IfNotPresent'"),
          wrong(
              "access-mode",
              "datasets: {accessModes: [RWX]}",
              "at '/datasets/accessModes/0'",
              "'ReadWriteMany'"),
          wrong("name", "fullnameOverride: My_Platform", "at '/fullnameOverride'", "'My_Platform'"),
          wrong("section", "config: {storage: 1}", "at '/config/storage'", "object"),
          wrong(
              "address-in-config",
              "config: {model_storage: {port: 1}}",
              "config.model_storage.port: set by the chart"),
          wrong(
              "security-in-config",
              "config: {security: {insecure: true}}",
              "config.security.insecure: set by the chart"),
          wrong(
              "database-in-config",
              "config: {metadata_database: {hostname: db}}",
              "config.metadata_database: set by the chart"));

  private Map<String, Rendering> results;

  private record Wrong(String values, List<String> reasons) {}

  private static Map.Entry<String, Wrong> wrong(String name, String values, String... reasons) {
    return Map.entry(name, new Wrong(values, List.of(reasons)));
  }

  static Iterable<String> names() {
    return WRONG.keySet();
  }

  @BeforeAll
  void render() {
    Map<String, String> values = new HashMap<>();
    WRONG.forEach((name, wrong) -> values.put(name, wrong.values()));
    results = HelmProcess.render(HelmProcess.RELEASE, values).results();
  }

  @ParameterizedTest
  @MethodSource("names")
  void wrongValuesAreRefused(String name) {
    assertThat(results.get(name))
        .isInstanceOfSatisfying(
            Rendering.Refused.class,
            refused -> assertThat(refused.reason()).contains(WRONG.get(name).reasons()));
  }
}
