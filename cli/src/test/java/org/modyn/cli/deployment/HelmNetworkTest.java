package org.modyn.cli.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.modyn.cli.deployment.NetworkRules.Endpoint;
import org.modyn.cli.platform.ServerKind;
import org.modyn.common.config.system.ModynConfig;

/** Who reaches whom: docs/ARCHITECTURE.md has the data flow. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HelmNetworkTest {
  private static final int HTTP_PORT = 8080;
  private static final Endpoint ANY_MACHINE = new Endpoint.Machine("203.0.113.0/24");
  private static final Endpoint OTHER_POD = new Endpoint.Pod(Map.of("app", "other"));

  /** The calls that servers and users make. */
  private static final Set<String> CALLS =
      Set.of(
          "selector -> storage",
          "selector -> model-storage",
          "trainer-server -> storage",
          "trainer-server -> selector",
          "trainer-server -> model-storage",
          "evaluator -> storage",
          "evaluator -> model-storage",
          "supervisor -> storage",
          "supervisor -> selector",
          "supervisor -> model-storage",
          "supervisor -> trainer-server",
          "supervisor -> evaluator",
          "client -> storage",
          "client -> selector",
          "client -> model-storage",
          "client -> supervisor");

  private Map<String, RenderedChart> charts;

  @BeforeAll
  void render() {
    charts = RenderedChart.all();
  }

  @Test
  void serversReachWhomTheyCallAndNobodyElse() {
    RenderedChart chart = charts.get(ValueSets.DEFAULT);
    Map<String, Endpoint> endpoints = servers(chart);
    endpoints.put("client", new Endpoint.Pod(Map.of("modyn.org/client", "true")));
    endpoints.put("other", OTHER_POD);
    endpoints.put("foreign", new Endpoint.ForeignPod(Map.of("team", "other")));
    endpoints.put("machine", ANY_MACHINE);
    assertThat(calls(chart, endpoints)).isEqualTo(new TreeSet<>(CALLS));
  }

  @Test
  void clientsAreThoseOfTheValues() {
    RenderedChart chart = charts.get(ValueSets.EVERYTHING);
    Map<String, Endpoint> endpoints = servers(chart);
    endpoints.put("client", new Endpoint.ForeignPod(Map.of("team", "learning")));
    endpoints.put("other", new Endpoint.Pod(Map.of("modyn.org/client", "true")));
    assertThat(calls(chart, endpoints)).isEqualTo(new TreeSet<>(CALLS));
  }

  /**
   * The calls between endpoints and servers that the policies allow at the ports of the servers.
   */
  private static Set<String> calls(RenderedChart chart, Map<String, Endpoint> endpoints) {
    NetworkRules rules = rules(chart);
    Set<String> allowed = new TreeSet<>();
    endpoints.forEach(
        (name, from) -> {
          for (ServerKind target : ServerKind.values()) {
            Endpoint to = endpoints.get(target.label());
            int port = target.address(ModynConfig.defaults()).port();
            if (rules.allows(from, to, port, "TCP")) {
              allowed.add(name + " -> " + target.label());
            }
            assertThat(rules.allows(from, to, port, "UDP")).isFalse();
            assertThat(rules.allows(from, to, HTTP_PORT, "TCP")).isFalse();
          }
        });
    return allowed;
  }

  @Test
  void onlyServersWithADatabaseReachIt() {
    RenderedChart chart = charts.get(ValueSets.DATABASE);
    NetworkRules rules = rules(chart);
    Endpoint database = new Endpoint.Machine("192.0.2.0/24");
    servers(chart)
        .forEach(
            (name, server) -> {
              boolean has = !Set.of("trainer-server", "evaluator").contains(name);
              assertThat(rules.allows(server, database, 6432, "TCP")).as(name).isEqualTo(has);
              assertThat(rules.allows(server, database, 5432, "TCP")).as(name).isFalse();
              assertThat(rules.allows(server, ANY_MACHINE, 6432, "TCP")).as(name).isFalse();
            });
  }

  @Test
  void serversReachTheNameServerAndNothingElseOutside() {
    RenderedChart chart = charts.get(ValueSets.DEFAULT);
    NetworkRules rules = rules(chart);
    servers(chart)
        .forEach(
            (name, server) -> {
              assertThat(rules.allows(server, ANY_MACHINE, 53, "UDP")).isTrue();
              assertThat(rules.allows(server, ANY_MACHINE, 53, "TCP")).isTrue();
              assertThat(rules.allows(server, ANY_MACHINE, 443, "TCP")).isFalse();
              assertThat(rules.allows(server, OTHER_POD, 443, "TCP")).isFalse();
            });
  }

  @Test
  void monitoringReachesTheMetricsOfAllServers() {
    RenderedChart chart = charts.get(ValueSets.EVERYTHING);
    NetworkRules rules = rules(chart);
    Endpoint monitoring = new Endpoint.ForeignPod(Map.of("team", "operations"));
    servers(chart)
        .forEach(
            (name, server) -> {
              assertThat(rules.allows(monitoring, server, HTTP_PORT, "TCP")).as(name).isTrue();
              assertThat(rules.allows(OTHER_POD, server, HTTP_PORT, "TCP")).as(name).isFalse();
            });
  }

  @Test
  void moreConnectionsOfOneOrAllServersAreAllowedByTheValues() {
    RenderedChart chart = charts.get(ValueSets.EVERYTHING);
    NetworkRules rules = rules(chart);
    Endpoint minio = new Endpoint.Pod(Map.of("app", "minio"));
    Endpoint traces = new Endpoint.ForeignPod(Map.of("team", "operations"));
    servers(chart)
        .forEach(
            (name, server) -> {
              assertThat(rules.allows(server, minio, 9000, "TCP"))
                  .as(name)
                  .isEqualTo(name.equals("storage"));
              assertThat(rules.allows(server, traces, 4318, "TCP")).as(name).isTrue();
              assertThat(rules.allows(server, traces, 4319, "TCP")).as(name).isFalse();
            });
  }

  private static NetworkRules rules(RenderedChart chart) {
    return new NetworkRules(chart.ofKind("NetworkPolicy").toList());
  }

  private static Map<String, Endpoint> servers(RenderedChart chart) {
    Map<String, Endpoint> servers = new LinkedHashMap<>();
    Arrays.stream(ServerKind.values())
        .map(ServerKind::label)
        .forEach(
            component ->
                servers.put(
                    component,
                    new Endpoint.Pod(
                        chart
                            .of("StatefulSet", component)
                            .texts("/spec/template/metadata/labels"))));
    return servers;
  }
}
