package org.modyn.cli.deployment;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.modyn.cli.deployment.RenderedChart.elements;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
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
import org.modyn.common.config.system.LogFormat;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.config.system.TlsConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.grpc.ServiceAddress;

/** What the servers of the chart are told, compared with what they need and with Docker Compose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HelmConfigurationTest {
  private static final String CONTAINER = "/spec/template/spec/containers/0";
  private static final String PASSWORD_FILE = "/run/secrets/modyn/database-password";
  private static final Path COMPOSE = Path.of("../docker-compose.yml");
  private static final Path COMPOSE_CONFIGURATION = Path.of("../deploy/compose/modyn.yaml");

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
    RenderedChart chart = charts.get(ValueSets.INSECURE);
    JsonNode container = chart.of("StatefulSet", kind.label()).at(CONTAINER);
    int port = kind.address(chart.configuration()).port();
    assertThat(container.at("/startupProbe/grpc/port").asInt()).isEqualTo(port);
    assertThat(container.at("/livenessProbe/grpc/port").asInt()).isEqualTo(port);
    assertThat(container.at("/readinessProbe/httpGet"))
        .hasToString("{\"path\":\"/readyz\",\"port\":\"http\",\"scheme\":\"HTTP\"}");
    assertThat(container.at("/ports/1/name").asText()).isEqualTo("http");
    assertThat(chart.configuration().storage().httpPort())
        .contains(container.at("/ports/1/containerPort").asInt());
  }

  @ParameterizedTest
  @EnumSource
  void probesOfEncryptedServersUseHttp(ServerKind kind) {
    JsonNode container =
        charts.get(ValueSets.DEFAULT).of("StatefulSet", kind.label()).at(CONTAINER);
    Map<String, String> paths =
        Map.of(
            "startupProbe",
            kind == ServerKind.SUPERVISOR ? "/healthz" : "/readyz",
            "livenessProbe",
            "/healthz",
            "readinessProbe",
            "/readyz");
    paths.forEach(
        (probe, path) -> {
          assertThat(container.at("/" + probe + "/httpGet/path").asText()).isEqualTo(path);
          assertThat(container.at("/" + probe + "/httpGet/port").asText()).isEqualTo("http");
          assertThat(container.at("/" + probe + "/httpGet/scheme").asText()).isEqualTo("HTTPS");
        });
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
    // the configuration is a file there, and a directory here
    assertThat(PodReferences.paths(statefulSet))
        .contains("/etc/modyn", "/tmp")
        .filteredOn(path -> !Set.of("/etc/modyn", "/tmp").contains(path))
        .containsExactlyInAnyOrderElementsOf(
            elements(service.path("volumes")).stream()
                .map(volume -> volume.asText().replaceFirst(":ro$", ""))
                .map(volume -> volume.substring(volume.lastIndexOf(':') + 1))
                .filter(path -> !path.equals("/etc/modyn.yaml"))
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
  void secretsAreWhereTheServersReadThem(String values) {
    RenderedChart chart = charts.get(values);
    ModynConfig config = chart.configuration();
    Set<String> ofAll = filesOf(config.security());
    for (ServerKind kind : ServerKind.values()) {
      Set<String> expected = new TreeSet<>(ofAll);
      if (!Set.of(ServerKind.TRAINER_SERVER, ServerKind.EVALUATOR).contains(kind)) {
        expected.add(PASSWORD_FILE);
      }
      assertThat(PodReferences.secretFiles(chart.of("StatefulSet", kind.label())))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  private static Set<String> filesOf(SecurityConfig security) {
    Stream<Path> tokens = security.acceptedTokens().stream();
    Stream<Path> certificates =
        security.tls().stream()
            .flatMap(tls -> Stream.of(tls.certificate(), tls.privateKey(), tls.ca()));
    return Stream.concat(tokens, certificates)
        .map(Path::toString)
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void serversAreSecureUnlessTheValuesSayOtherwise() {
    SecurityConfig ofCompose =
        ConfigLoader.load(COMPOSE_CONFIGURATION, ModynConfig.class).security();
    assertThat(charts.get(ValueSets.DEFAULT).configuration().security())
        .isEqualTo(withWorkers(ofCompose, "modyn-"));
    assertThat(charts.get(ValueSets.EVERYTHING).configuration().security())
        .isEqualTo(withWorkers(ofCompose, "learning-platform-"));
    assertThat(charts.get(ValueSets.INSECURE).configuration().security())
        .isEqualTo(SecurityConfig.none().withInsecure(true));
  }

  /** The names of servers begin with that of the release. */
  private static SecurityConfig withWorkers(SecurityConfig security, String prefix) {
    TlsConfig tls = security.tls().orElseThrow();
    assertThat(tls.workers()).containsExactly("trainer-server", "evaluator");
    List<String> workers = tls.workers().stream().map(name -> prefix + name).toList();
    return new SecurityConfig(
        security.acceptedTokens(),
        security.tokenFile(),
        Optional.of(
            new TlsConfig(tls.certificate(), tls.privateKey(), tls.ca(), tls.clientCa(), workers)),
        security.insecure());
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
    assertThat(config.logFormat()).isEqualTo(LogFormat.JSON);
    assertThat(config.traces().orElseThrow().sampleRatio()).isEqualTo(0.1);
    assertThat(config.stateDirectory()).isEqualTo(Path.of("/var/lib/modyn"));
  }
}
