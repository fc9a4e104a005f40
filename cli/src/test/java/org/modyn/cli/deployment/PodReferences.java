package org.modyn.cli.deployment;

import static org.modyn.cli.deployment.RenderedChart.elements;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.modyn.cli.deployment.RenderedChart.KubernetesObject;

/** What the pods of a StatefulSet refer to. */
final class PodReferences {
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";

  private PodReferences() {}

  /** The objects, each as its kind and name. */
  static List<String> objects(KubernetesObject statefulSet) {
    List<String> objects = new ArrayList<>();
    objects.add("ServiceAccount " + statefulSet.at(POD + "/serviceAccountName").asText());
    for (JsonNode volume : elements(statefulSet.at(POD + "/volumes"))) {
      if (volume.has("configMap")) {
        objects.add("ConfigMap " + volume.at("/configMap/name").asText());
      }
      if (volume.has("persistentVolumeClaim")) {
        objects.add(
            "PersistentVolumeClaim " + volume.at("/persistentVolumeClaim/claimName").asText());
      }
      for (JsonNode source : elements(volume.at("/projected/sources"))) {
        objects.add("Secret " + source.at("/secret/name").asText());
      }
    }
    return objects;
  }

  /** The names of the volumes, also of those with a claim for each pod. */
  static List<String> volumes(KubernetesObject statefulSet) {
    List<String> names = new ArrayList<>();
    elements(statefulSet.at(POD + "/volumes"))
        .forEach(volume -> names.add(volume.path("name").asText()));
    elements(statefulSet.at("/spec/volumeClaimTemplates"))
        .forEach(claim -> names.add(claim.at("/metadata/name").asText()));
    return names;
  }

  /** The names of the volumes that the container mounts. */
  static List<String> mounts(KubernetesObject statefulSet) {
    return elements(statefulSet.at(CONTAINER + "/volumeMounts")).stream()
        .map(mount -> mount.path("name").asText())
        .toList();
  }

  /** The paths at which the container mounts volumes. */
  static List<String> paths(KubernetesObject statefulSet) {
    return elements(statefulSet.at(CONTAINER + "/volumeMounts")).stream()
        .map(mount -> mount.path("mountPath").asText())
        .toList();
  }

  /** The paths of the files with secrets that the container has. */
  static List<String> secretFiles(KubernetesObject statefulSet) {
    List<String> files = new ArrayList<>();
    for (JsonNode volume : elements(statefulSet.at(POD + "/volumes"))) {
      // the group of the pod may read them, and nobody else
      if (volume.has("projected") && volume.at("/projected/defaultMode").asInt() != 0_440) {
        throw new AssertionError("other users may read " + volume);
      }
      for (JsonNode mount : elements(statefulSet.at(CONTAINER + "/volumeMounts"))) {
        if (mount.path("name").equals(volume.path("name"))) {
          for (JsonNode source : elements(volume.at("/projected/sources"))) {
            elements(source.at("/secret/items"))
                .forEach(
                    item ->
                        files.add(
                            mount.path("mountPath").asText() + "/" + item.path("path").asText()));
          }
        }
      }
    }
    return files;
  }

  /** The names and the numbers of the container's ports. */
  static List<String> ports(KubernetesObject statefulSet) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : elements(statefulSet.at(CONTAINER + "/ports"))) {
      ports.add(port.path("name").asText());
      ports.add(port.path("containerPort").asText());
    }
    return ports;
  }

  /** The ports of the probes, of which there are three. */
  static List<String> portsOfProbes(KubernetesObject statefulSet) {
    List<String> ports = new ArrayList<>();
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      JsonNode found = statefulSet.at(CONTAINER + "/" + probe);
      JsonNode port = found.has("grpc") ? found.at("/grpc/port") : found.at("/httpGet/port");
      if (port.isMissingNode()) {
        throw new AssertionError(statefulSet + " has no " + probe);
      }
      ports.add(port.asText());
    }
    return ports;
  }
}
