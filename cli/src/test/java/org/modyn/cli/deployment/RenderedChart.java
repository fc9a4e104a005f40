package org.modyn.cli.deployment;

import static com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.modyn.cli.deployment.HelmProcess.Rendering;
import org.modyn.common.config.ConfigLoader;
import org.modyn.common.config.system.ModynConfig;

/** The objects that Helm renders. */
record RenderedChart(List<KubernetesObject> objects) {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder(new YAMLFactory()).enable(STRICT_DUPLICATE_DETECTION).build();

  RenderedChart {
    objects = List.copyOf(objects);
  }

  /** An object of the Kubernetes API. */
  record KubernetesObject(JsonNode json) {
    String kind() {
      return json.at("/kind").asText();
    }

    String name() {
      return json.at("/metadata/name").asText();
    }

    JsonNode at(String pointer) {
      return json.at(pointer);
    }

    /** The texts below a path, by their keys. */
    Map<String, String> texts(String pointer) {
      return textsOf(json.at(pointer));
    }

    /** The component whose object this is; empty for objects of all. */
    String component() {
      return texts("/metadata/labels").getOrDefault("app.kubernetes.io/component", "");
    }

    @Override
    public String toString() {
      return kind() + " " + name();
    }
  }

  /** Renders the values of all {@link ValueSets}. */
  static Map<String, RenderedChart> all() {
    Map<String, RenderedChart> charts = new LinkedHashMap<>();
    HelmProcess.render(HelmProcess.RELEASE, ValueSets.ALL)
        .results()
        .forEach((name, rendering) -> charts.put(name, of(name, rendering)));
    return charts;
  }

  private static RenderedChart of(String name, Rendering rendering) {
    return switch (rendering) {
      case Rendering.Rendered(String objects) -> parse(objects);
      case Rendering.Refused(String reason) -> throw new AssertionError(name + ": " + reason);
    };
  }

  static RenderedChart parse(String yaml) {
    List<KubernetesObject> objects = new ArrayList<>();
    try (MappingIterator<JsonNode> documents = MAPPER.readerFor(JsonNode.class).readValues(yaml)) {
      while (documents.hasNext()) {
        JsonNode document = documents.next();
        if (document.isObject()) {
          objects.add(new KubernetesObject(document));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RenderedChart(objects);
  }

  static Map<String, String> textsOf(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  Stream<KubernetesObject> ofKind(String kind) {
    return objects.stream().filter(object -> object.kind().equals(kind));
  }

  /** The object of a component, of which there is one. */
  KubernetesObject of(String kind, String component) {
    List<KubernetesObject> found =
        ofKind(kind).filter(object -> object.component().equals(component)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " objects " + kind + " of " + component);
    }
    return found.getFirst();
  }

  /** The text of the system configuration. */
  String configurationText() {
    return ofKind("ConfigMap").findFirst().orElseThrow().at("/data/modyn.yaml").asText();
  }

  ModynConfig configuration() {
    return ConfigLoader.parse("modyn.yaml", configurationText(), ModynConfig.class);
  }
}
