package org.modyn.cli.deployment;

import static java.util.Map.entry;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.modyn.cli.deployment.RenderedChart.KubernetesObject;

/**
 * The Kubernetes API, as strict as {@code kubectl apply --validate=strict}: fields that do not
 * exist, required ones that are missing, and values of another type are problems. The classes are
 * generated from the API's description. What the API server checks beyond it, such as names that
 * are too long, is not covered.
 */
final class KubernetesApi {
  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          kind("v1", "ConfigMap", V1ConfigMap.class, V1ConfigMap::validateJsonElement),
          kind("v1", "Secret", V1Secret.class, V1Secret::validateJsonElement),
          kind("v1", "Service", V1Service.class, V1Service::validateJsonElement),
          kind(
              "v1",
              "ServiceAccount",
              V1ServiceAccount.class,
              V1ServiceAccount::validateJsonElement),
          kind(
              "v1",
              "PersistentVolumeClaim",
              V1PersistentVolumeClaim.class,
              V1PersistentVolumeClaim::validateJsonElement),
          kind("apps/v1", "StatefulSet", V1StatefulSet.class, V1StatefulSet::validateJsonElement),
          kind(
              "policy/v1",
              "PodDisruptionBudget",
              V1PodDisruptionBudget.class,
              V1PodDisruptionBudget::validateJsonElement),
          kind(
              "networking.k8s.io/v1",
              "NetworkPolicy",
              V1NetworkPolicy.class,
              V1NetworkPolicy::validateJsonElement));

  private KubernetesApi() {}

  private record Kind(String apiVersion, Class<?> type, Check check) {}

  @FunctionalInterface
  private interface Check {
    void accept(JsonElement json) throws IOException;
  }

  private static Map.Entry<String, Kind> kind(
      String apiVersion, String name, Class<?> type, Check check) {
    return entry(name, new Kind(apiVersion, type, check));
  }

  /** Returns what the API would refuse about an object; empty if nothing. */
  static Optional<String> problem(KubernetesObject object) {
    Kind kind = KINDS.get(object.kind());
    String apiVersion = object.at("/apiVersion").asText();
    if (kind == null || !kind.apiVersion().equals(apiVersion)) {
      return Optional.of("there is no %s in %s".formatted(object.kind(), apiVersion));
    }
    JsonElement json = JsonParser.parseString(object.json().toString());
    try {
      kind.check().accept(json);
      Object read = JSON.getGson().fromJson(json, kind.type());
      return read == null ? Optional.of("it is empty") : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(e.toString());
    }
  }
}
