package org.modyn.cli.deployment;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.modyn.cli.deployment.RenderedChart.elements;
import static org.modyn.cli.deployment.RenderedChart.textsOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modyn.cli.deployment.RenderedChart.KubernetesObject;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.version.ModynVersion;

/** The objects of the chart, by themselves and with each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HelmChartTest {
  private static final String CONTAINER = "/spec/template/spec/containers/0";
  private static final int LONGEST_LABEL = 63;

  /** The hash of a revision, which Kubernetes appends to the name of a StatefulSet for a label. */
  private static final int HASH_LENGTH = 11;

  private Map<String, RenderedChart> charts;

  @BeforeAll
  void render() {
    charts = RenderedChart.all();
  }

  static Set<String> valueSets() {
    return ValueSets.ALL.keySet();
  }

  @Test
  void helmFindsNothingWrong() {
    assertThat(HelmProcess.render(HelmProcess.RELEASE, Map.of()).lint()).isEmpty();
  }

  @Test
  void itIsTheChartOfThisVersion() throws IOException {
    JsonNode chart = new YAMLMapper().readTree(HelmProcess.CHART.resolve("Chart.yaml").toFile());
    assertThat(chart.path("appVersion").asText()).isEqualTo(ModynVersion.current());
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void theApiAcceptsEveryObject(String values) {
    assertThat(charts.get(values).objects())
        .filteredOn(object -> !object.kind().equals("ServiceMonitor"))
        .isNotEmpty()
        .allSatisfy(object -> assertThat(KubernetesApi.problem(object)).as("%s", object).isEmpty());
  }

  /** Objects of the Prometheus Operator: there are no classes to compare them with. */
  @Test
  void theServiceMonitorsFindTheHttpPortsOfAllServers() {
    RenderedChart chart = charts.get(ValueSets.EVERYTHING);
    assertThat(chart.ofKind("ServiceMonitor").map(KubernetesObject::component))
        .containsExactlyInAnyOrderElementsOf(components());
    for (String component : components()) {
      KubernetesObject monitor = chart.of("ServiceMonitor", component);
      assertThat(monitor.at("/apiVersion").asText()).isEqualTo("monitoring.coreos.com/v1");
      assertThat(monitor.texts("/metadata/labels")).containsEntry("release", "prometheus");
      KubernetesObject service = chart.of("Service", component);
      assertThat(service.texts("/metadata/labels"))
          .containsAllEntriesOf(monitor.texts("/spec/selector/matchLabels"));
      assertThat(elements(service.at("/spec/ports")))
          .anyMatch(port -> port.path("name").asText().equals("http"));
      assertThat(monitor.at("/spec/endpoints"))
          .hasToString(
              ("[{\"port\":\"http\",\"path\":\"/metrics\",\"interval\":\"30s\","
                      + "\"scheme\":\"https\",\"tlsConfig\":{\"ca\":{\"secret\":"
                      + "{\"name\":\"identity-%1$s\",\"key\":\"ca.crt\"}},"
                      + "\"serverName\":\"learning-platform-%1$s\"},"
                      + "\"authorization\":{\"credentials\":"
                      + "{\"name\":\"monitor\",\"key\":\"read.token\"}},\"relabelings\":["
                      + "{\"targetLabel\":\"job\",\"replacement\":\"modyn\"},"
                      + "{\"sourceLabels\":[\"__meta_kubernetes_pod_name\"],"
                      + "\"targetLabel\":\"instance\"}]}]")
                  .formatted(component));
    }
    assertThat(charts.get(ValueSets.INSECURE).ofKind("ServiceMonitor"))
        .hasSize(components().size())
        .allSatisfy(monitor -> assertThat(monitor.at("/spec/endpoints/0").has("scheme")).isFalse());
    assertThat(charts.get(ValueSets.DEFAULT).ofKind("ServiceMonitor")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everyServerHasItsObjects(String values) {
    for (String kind : List.of("StatefulSet", "Service", "NetworkPolicy")) {
      assertThat(charts.get(values).ofKind(kind).map(KubernetesObject::component))
          .containsExactlyInAnyOrderElementsOf(components());
    }
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void namesAreUniqueAndBeginWithThatOfTheRelease(String values) {
    RenderedChart chart = charts.get(values);
    String prefix = values.equals(ValueSets.EVERYTHING) ? "learning-platform" : "modyn";
    assertThat(chart.objects()).extracting(KubernetesObject::toString).doesNotHaveDuplicates();
    assertThat(chart.objects())
        .allSatisfy(object -> assertThat(object.name()).matches(prefix + "(-[a-z]+)*"));
  }

  @Test
  void longNamesOfReleasesAreCut() {
    String release = "a-release-with-the-longest-name-that-helm-accepts-x53";
    HelmProcess.Rendering rendering =
        HelmProcess.render(release, Map.of("long", "")).results().get("long");
    assertThat(rendering).isInstanceOf(HelmProcess.Rendering.Rendered.class);
    String objects = ((HelmProcess.Rendering.Rendered) rendering).objects();
    assertThat(RenderedChart.parse(objects).ofKind("StatefulSet"))
        .allSatisfy(
            object ->
                assertThat(object.name().length() + HASH_LENGTH)
                    .isLessThanOrEqualTo(LONGEST_LABEL));
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everyObjectHasTheRecommendedLabels(String values) {
    assertThat(charts.get(values).objects())
        .allSatisfy(
            object ->
                assertThat(object.texts("/metadata/labels"))
                    .as("%s", object)
                    .containsKeys(
                        "helm.sh/chart",
                        "app.kubernetes.io/name",
                        "app.kubernetes.io/version",
                        "app.kubernetes.io/part-of")
                    .containsEntry("app.kubernetes.io/instance", HelmProcess.RELEASE)
                    .containsEntry("app.kubernetes.io/managed-by", "Helm"));
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everySelectorMatchesThePodsOfItsComponentOnly(String values) {
    RenderedChart chart = charts.get(values);
    for (String component : components()) {
      List<Map<String, String>> selectors =
          Stream.of(
                  chart.of("StatefulSet", component).texts("/spec/selector/matchLabels"),
                  chart.of("Service", component).texts("/spec/selector"),
                  chart.of("NetworkPolicy", component).texts("/spec/podSelector/matchLabels"))
              .toList();
      assertThat(selectors)
          .allSatisfy(selector -> assertThat(selected(chart, selector)).containsExactly(component));
    }
    assertThat(chart.ofKind("PodDisruptionBudget"))
        .allSatisfy(
            budget ->
                assertThat(selected(chart, budget.texts("/spec/selector/matchLabels")))
                    .containsExactly(budget.component()));
  }

  private static List<String> selected(RenderedChart chart, Map<String, String> selector) {
    return chart
        .ofKind("StatefulSet")
        .filter(
            object ->
                object
                    .texts("/spec/template/metadata/labels")
                    .entrySet()
                    .containsAll(selector.entrySet()))
        .map(KubernetesObject::component)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void podsMayDoNothingButRun(String values) {
    assertThat(charts.get(values).ofKind("StatefulSet"))
        .allSatisfy(
            object -> {
              JsonNode pod = object.at("/spec/template/spec");
              assertThat(pod.path("automountServiceAccountToken")).hasToString("false");
              assertThat(pod.path("enableServiceLinks")).hasToString("false");
              assertThat(pod.at("/securityContext/runAsNonRoot")).hasToString("true");
              assertThat(pod.at("/securityContext/runAsUser")).hasToString("10001");
              assertThat(pod.at("/securityContext/fsGroup")).hasToString("10001");
              assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                  .isEqualTo("RuntimeDefault");
              for (String power : List.of("hostNetwork", "hostPID", "hostIPC", "initContainers")) {
                assertThat(pod.has(power)).as(power).isFalse();
              }
              assertThat(pod.path("containers")).hasSize(1);
              JsonNode container = object.at(CONTAINER);
              assertThat(container.path("securityContext"))
                  .hasToString(
                      "{\"allowPrivilegeEscalation\":false,\"readOnlyRootFilesystem\":true,"
                          + "\"capabilities\":{\"drop\":[\"ALL\"]}}");
              assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
              assertThat(container.at("/resources/limits/memory"))
                  .isEqualTo(container.at("/resources/requests/memory"));
              assertThat(elements(pod.path("volumes"))).noneMatch(volume -> volume.has("hostPath"));
            });
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void everythingThatPodsReferToExists(String values) {
    RenderedChart chart = charts.get(values);
    // these are not of the chart: the values name them
    Stream<String> others =
        Stream.of(
            "Secret modyn-database",
            "Secret modyn-tokens",
            "Secret roles",
            "PersistentVolumeClaim samples",
            "ServiceAccount robot",
            "ConfigMap authority");
    Stream<String> certificates =
        components().stream()
            .flatMap(component -> Stream.of("modyn-tls-" + component, "identity-" + component))
            .map(name -> "Secret " + name);
    Set<String> existing =
        Stream.of(chart.objects().stream().map(KubernetesObject::toString), others, certificates)
            .flatMap(names -> names)
            .collect(toSet());
    assertThat(chart.ofKind("StatefulSet"))
        .allSatisfy(
            object -> {
              assertThat(existing).containsAll(PodReferences.objects(object));
              assertThat(PodReferences.volumes(object))
                  .containsExactlyInAnyOrderElementsOf(PodReferences.mounts(object));
              assertThat(PodReferences.ports(object))
                  .containsAll(PodReferences.portsOfProbes(object));
              KubernetesObject service = chart.of("Service", object.component());
              assertThat(object.at("/spec/serviceName").asText()).isEqualTo(service.name());
              assertThat(service.at("/spec/clusterIP").asText()).isEqualTo("None");
              assertThat(elements(service.at("/spec/ports")))
                  .hasSize(2)
                  .allSatisfy(
                      port ->
                          assertThat(PodReferences.ports(object))
                              .contains(port.path("targetPort").asText())
                              .contains(port.path("port").asText()));
            });
  }

  @Test
  void withoutAPasswordInTheValuesThereIsNoSecret() {
    assertThat(charts.get(ValueSets.DEFAULT).ofKind("Secret")).isEmpty();
  }

  @Test
  void aPasswordInTheValuesIsInASecretOnly() {
    RenderedChart chart = charts.get(ValueSets.DATABASE);
    assertThat(chart.ofKind("Secret").toList())
        .singleElement()
        .satisfies(
            secret ->
                assertThat(secret.texts("/data"))
                    .isEqualTo(Map.of("password", "cGFzczogd29yZA==")));
    assertThat(chart.objects())
        .filteredOn(object -> object.json().toString().contains("pass: word"))
        .isEmpty();
    assertThat(PodReferences.objects(chart.of("StatefulSet", "storage")))
        .contains("Secret modyn-database");
  }

  @Test
  void serversHaveOnlyTheSecretsThatTheyNeed() {
    RenderedChart chart = charts.get(ValueSets.DEFAULT);
    for (String component : components()) {
      Stream<String> database =
          Set.of("trainer-server", "evaluator").contains(component)
              ? Stream.empty()
              : Stream.of("Secret modyn-database");
      assertThat(PodReferences.objects(chart.of("StatefulSet", component)))
          .filteredOn(object -> object.startsWith("Secret "))
          .containsExactlyElementsOf(
              Stream.concat(
                      database, Stream.of("Secret modyn-tls-" + component, "Secret modyn-tokens"))
                  .toList());
    }
  }

  @Test
  void serversWithGpusHaveTheImageForThem() {
    RenderedChart chart = charts.get(ValueSets.GPUS);
    Map<String, String> devices = Map.of("trainer-server", "2", "evaluator", "1");
    for (String component : components()) {
      JsonNode container = chart.of("StatefulSet", component).at(CONTAINER);
      String tag = devices.containsKey(component) ? "1.2.3-cu124" : "1.2.3";
      assertThat(container.path("image").asText()).isEqualTo("registry.example.org/modyn:" + tag);
      assertThat(textsOf(container.at("/resources/limits")).get("nvidia.com/gpu"))
          .isEqualTo(devices.get(component));
    }
    assertThat(chart.of("StatefulSet", "trainer-server").at("/spec/template/spec/runtimeClassName"))
        .hasToString("\"nvidia\"");
  }

  @Test
  void thereAreBudgetsWhereTheyPreventSomething() {
    assertThat(charts.get(ValueSets.DEFAULT).ofKind("PodDisruptionBudget")).isEmpty();
    assertThat(charts.get(ValueSets.REPLICAS).ofKind("PodDisruptionBudget"))
        .extracting(
            KubernetesObject::component, object -> object.at("/spec/maxUnavailable").asInt())
        .containsExactlyInAnyOrder(tuple("storage", 1), tuple("trainer-server", 0));
  }

  /** One of them is not ready, as long as the other one is. */
  @Test
  void standbysNeitherStopAnUpdateNorAreRestarted() {
    JsonNode several = charts.get(ValueSets.REPLICAS).of("StatefulSet", "supervisor").at("/spec");
    assertThat(several.path("replicas").asInt()).isEqualTo(2);
    assertThat(several.at("/updateStrategy/type").asText()).isEqualTo("OnDelete");
    assertThat(several.at("/template/spec/containers/0/startupProbe/httpGet/path").asText())
        .isEqualTo("/healthz");
    assertThat(several.at("/template/spec/containers/0/readinessProbe/httpGet/path").asText())
        .isEqualTo("/readyz");
    for (String component : components()) {
      assertThat(charts.get(ValueSets.DEFAULT).of("StatefulSet", component).at("/spec"))
          .noneMatch(field -> field.has("updateStrategy"));
    }
  }

  @Test
  void anotherConfigurationOrPasswordRestartsTheServersThatUseIt() {
    String path = "/spec/template/metadata/annotations";
    RenderedChart first = charts.get(ValueSets.DEFAULT);
    for (String component : components()) {
      Map<String, String> before = first.of("StatefulSet", component).texts(path);
      Map<String, String> after =
          charts.get(ValueSets.DATABASE).of("StatefulSet", component).texts(path);
      assertThat(after.get("checksum/config")).isNotEqualTo(before.get("checksum/config"));
      assertThat(after.keySet()).isEqualTo(before.keySet());
      if (before.containsKey("checksum/secret")) {
        assertThat(after.get("checksum/secret")).isNotEqualTo(before.get("checksum/secret"));
      }
    }
    assertThat(charts.get(ValueSets.GPUS).of("StatefulSet", "storage").texts(path))
        .isEqualTo(first.of("StatefulSet", "storage").texts(path));
  }

  @Test
  void theSectionOfAServerOverridesWhatIsForAll() {
    RenderedChart chart = charts.get(ValueSets.EVERYTHING);
    JsonNode storage = chart.of("StatefulSet", "storage").at("/spec/template/spec");
    JsonNode selector = chart.of("StatefulSet", "selector").at("/spec/template/spec");
    assertThat(textsOf(storage.path("nodeSelector"))).isEqualTo(Map.of("pool", "storage"));
    assertThat(textsOf(selector.path("nodeSelector"))).isEqualTo(Map.of("pool", "learning"));
    assertThat(storage.path("tolerations")).isEqualTo(selector.path("tolerations")).hasSize(1);
    assertThat(storage.at("/containers/0/startupProbe/failureThreshold").asInt()).isEqualTo(361);
    assertThat(storage.at("/topologySpreadConstraints/0/topologyKey").asText())
        .isEqualTo("topology.kubernetes.io/zone");
    assertThat(chart.of("StatefulSet", "storage").at("/spec").has("volumeClaimTemplates"))
        .isFalse();
    assertThat(
            chart
                .of("StatefulSet", "selector")
                .at("/spec/volumeClaimTemplates/0/spec/storageClassName")
                .asText())
        .isEqualTo("fast");
  }

  private static List<String> components() {
    return Arrays.stream(ServerKind.values()).map(ServerKind::label).toList();
  }
}
