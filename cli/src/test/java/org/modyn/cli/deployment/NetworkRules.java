package org.modyn.cli.deployment;

import static org.modyn.cli.deployment.RenderedChart.elements;
import static org.modyn.cli.deployment.RenderedChart.textsOf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.modyn.cli.deployment.RenderedChart.KubernetesObject;

/**
 * What a network plugin makes of NetworkPolicies: a pod that a policy selects sends and receives
 * only what a rule allows. Only the parts of the API that the chart and the tests use: labels of
 * pods and of their namespaces, blocks of addresses by their text, and ports.
 *
 * @param policies all of one namespace
 */
record NetworkRules(List<KubernetesObject> policies) {
  /** Where a connection begins or ends. */
  sealed interface Endpoint {
    /** A pod in the namespace of the policies. */
    record Pod(Map<String, String> labels) implements Endpoint {}

    /** A pod in another namespace. */
    record ForeignPod(Map<String, String> namespaceLabels) implements Endpoint {}

    /**
     * A machine outside of the cluster.
     *
     * @param block the block of addresses that it is in
     */
    record Machine(String block) implements Endpoint {}
  }

  NetworkRules {
    policies = List.copyOf(policies);
  }

  boolean allows(Endpoint from, Endpoint to, int port, String protocol) {
    return allows("egress", from, to, port, protocol)
        && allows("ingress", to, from, port, protocol);
  }

  private boolean allows(
      String direction, Endpoint own, Endpoint other, int port, String protocol) {
    if (!(own instanceof Endpoint.Pod(Map<String, String> labels))) {
      return true;
    }
    List<KubernetesObject> selecting =
        policies.stream()
            .filter(policy -> matches(policy.at("/spec/podSelector"), labels))
            .filter(
                policy ->
                    elements(policy.at("/spec/policyTypes")).stream()
                        .anyMatch(type -> type.asText().equalsIgnoreCase(direction)))
            .toList();
    return selecting.isEmpty()
        || selecting.stream()
            .flatMap(policy -> elements(policy.at("/spec/" + direction)).stream())
            .anyMatch(
                rule ->
                    hasPort(rule.path("ports"), port, protocol)
                        && hasPeer(rule.path(direction.equals("egress") ? "to" : "from"), other));
  }

  private static boolean hasPort(JsonNode ports, int port, String protocol) {
    return ports.isMissingNode()
        || elements(ports).stream()
            .anyMatch(
                allowed ->
                    allowed.path("port").asInt() == port
                        && allowed.path("protocol").asText("TCP").equals(protocol));
  }

  private static boolean hasPeer(JsonNode peers, Endpoint endpoint) {
    return peers.isMissingNode()
        || elements(peers).stream().anyMatch(peer -> isPeer(peer, endpoint));
  }

  private static boolean isPeer(JsonNode peer, Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.Pod(Map<String, String> labels) ->
          !peer.has("namespaceSelector")
              && peer.has("podSelector")
              && matches(peer.path("podSelector"), labels);
      case Endpoint.ForeignPod(Map<String, String> namespaceLabels) ->
          peer.has("namespaceSelector")
              && !peer.has("podSelector")
              && matches(peer.path("namespaceSelector"), namespaceLabels);
      case Endpoint.Machine(String block) -> peer.at("/ipBlock/cidr").asText().equals(block);
    };
  }

  private static boolean matches(JsonNode selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(textsOf(selector.path("matchLabels")).entrySet());
  }
}
