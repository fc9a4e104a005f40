package org.modyn.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.modyn.cli.deployment.RenderedChart.elements;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.cli.deployment.RenderedChart.KubernetesObject;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.grpc.ServiceAddress;

/** What the servers of the chart are told, compared with what they need and with Docker Compose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HelmConfigurationTest {
  private static final String CONTAINER = "/spec/template/spec/containers/0";
  private static final String PASSWORD_FILE = "/run/secrets/modyn/database-password";
  private static final Path COMPOSE = Path.of("../docker-compose.yml");

  private Map<String, RenderedChart> charts;
  private JsonNode compose;

  @BeforeAll
  void render() throws IOException {
    charts = RenderedChart.all();
    compose = new YAMLMapper().readTree(COMPOSE.toFile());
  }

  static Set<String> valueSets() {
    return ValueSets.ALL.keySet();
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void clientsFindEachServerAtItsService(String values) {
    RenderedChart chart = charts.get(values);
    ModynConfig config = chart.configuration();
    for (ServerKind kind : ServerKind.values()) {
      KubernetesObject service = chart.of("Service", kind.label());
      int port = kind.address(ModynConfig.defaults()).port();
      assertThat(kind.address(config)).isEqualTo(new ServiceAddress(service.name(), port));
      assertThat(elements(service.at("/spec/ports")))
          .extracting(entry -> entry.path("name").asText(), entry -> entry.path("port").asInt())
          .contains(tuple("grpc", port));
    }
    assertThat(config.storage().target().addresses()).containsExactly(config.storage().address());
  }

  @ParameterizedTest
  @EnumSource
  void aServerListensOnAllAddressesOfItsPod(ServerKind kind) {
    RenderedChart chart = charts.get(ValueSets.DEFAULT);
    JsonNode variable = chart.of("StatefulSet", kind.label()).at(CONTAINER + "/env/0");
    assertThat(variable.path("value").asText()).isEqualTo("0.0.0.0");
    String listening =
        chart
            .configurationText()
            .replace("${" + variable.path("name").asText() + ":-modyn-", "0.0.0.0 # ");
    ModynConfig config = ConfigLoader.parse("modyn.yaml", listening, ModynConfig.class);
    for (ServerKind other : ServerKind.values()) {
      assertThat(other.address(config).hostname().equals("0.0.0.0")).isEqualTo(other == kind);
    }
  }

  @ParameterizedTest
  @EnumSource
  void probesAskThePortsOfTheConfiguration(ServerKind kind) {
    RenderedChart chart = charts.get(ValueSets.DEFAULT);
    JsonNode container = chart.of("StatefulSet", kind.label()).at(CONTAINER);
    int port = kind.address(chart.configuration()).port();
    assertThat(container.at("/startupProbe/grpc/port").asInt()).isEqualTo(port);
    assertThat(container.at("/livenessProbe/grpc/port").asInt()).isEqualTo(port);
    assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/readyz");
    JsonNode http = container.at("/ports/1");
    assertThat(container.at("/readinessProbe/httpGet/port")).isEqualTo(http.path("name"));
    assertThat(chart.configuration().storage().httpPort())
        .contains(http.path("containerPort").asInt());
  }

  @ParameterizedTest
  @EnumSource
  void containersAreThoseOfDockerCompose(ServerKind kind) {
    KubernetesObject statefulSet = charts.get(ValueSets.DEFAULT).of("StatefulSet", kind.label());
    JsonNode service = compose.at("/services/" + kind.label());
    assertThat(elements(statefulSet.at(CONTAINER + "/args")).subList(0, 3))
        .isEqualTo(elements(service.path("command")).subList(0, 3));
    assertThat(statefulSet.at(CONTAINER + "/resources/limits/memory").asText())
        .isEqualTo(service.path("mem_limit").asText().replaceFirst(".*:-(\\d+)g}", "$1Gi"));
    assertThat(statefulSet.at("/spec/template/spec/terminationGracePeriodSeconds").asText() + "s")
        .isEqualTo(compose.at("/x-container/stop_grace_period").asText());
    // the configuration is a file there, and a directory here, without certificates
    assertThat(PodReferences.paths(statefulSet))
        .contains("/etc/modyn", "/tmp")
        .filteredOn(path -> !Set.of("/etc/modyn", "/tmp").contains(path))
        .containsExactlyInAnyOrderElementsOf(
            elements(service.path("volumes")).stream()
                .map(volume -> volume.asText().replaceFirst(":ro$", ""))
                .map(volume -> volume.substring(volume.lastIndexOf(':') + 1))
                .filter(path -> !Set.of("/etc/modyn.yaml", "/run/secrets/identity").contains(path))
                .toList());
  }

  @Test
  void theDatabaseIsThatOfTheValues() {
    ModynConfig config = charts.get(ValueSets.DATABASE).configuration();
    DatabaseConfig database = config.metadataDatabase();
    assertThat(database).hasToString("postgresql://learner@db.example.org:6432/learning");
    assertThat(database.parameters()).isEqualTo("sslmode=require");
    assertThat(database.passwordFile().orElseThrow()).hasToString(PASSWORD_FILE);
    assertThat(config.storage().database()).isEqualTo(database);
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void thePasswordIsWhereTheServersReadIt(String values) {
    JsonNode pod = charts.get(values).of("StatefulSet", "storage").at("/spec/template/spec");
    JsonNode secrets =
        elements(pod.path("volumes")).stream()
            .filter(volume -> volume.path("name").asText().equals("secrets"))
            .findFirst()
            .orElseThrow();
    JsonNode mount =
        elements(pod.at("/containers/0/volumeMounts")).stream()
            .filter(entry -> entry.path("name").asText().equals("secrets"))
            .findFirst()
            .orElseThrow();
    assertThat(
            mount.path("mountPath").asText()
                + "/"
                + secrets.at("/projected/sources/0/secret/items/0/path").asText())
        .isEqualTo(PASSWORD_FILE);
    // the group of the pod may read it, and nobody else
    assertThat(secrets.at("/projected/defaultMode").asInt()).isEqualTo(0_440);
  }

  @Test
  void theOptionsOfTheValuesAreKept() {
    ModynConfig config = charts.get(ValueSets.EVERYTHING).configuration();
    assertThat(config.project().name()).isEqualTo("learning");
    assertThat(config.storage().sampleDbinsertionBatchsize()).isEqualTo(2_000_000);
    assertThat(config.storage().s3().cacheSizeBytes()).isEqualTo(10_737_418_240L);
    assertThat(config.storage().datasets()).hasSize(1);
    assertThat(config.storage().datasetRoots()).containsExactly(Path.of("/datasets"));
    assertThat(config.trainerServer().trainingsPerDevice()).isEqualTo(2);
    assertThat(config.userCode()).isEqualTo(UserCodePolicy.BUILTINS);
    assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/modyn"));
  }
}
