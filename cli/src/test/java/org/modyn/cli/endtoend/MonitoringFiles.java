package org.modyn.cli.endtoend;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files in deploy/monitoring and the table of metrics in docs/OPERATIONS.md, compared with what
 * running servers expose.
 */
final class MonitoringFiles {
  private static final Path DIRECTORY = Path.of("../deploy/monitoring");
  private static final Path PAGE = Path.of("../docs/OPERATIONS.md");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern DOCUMENTED =
      Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (\\w+) \\|");

  /** A selector: labels, a range or the end of an argument follow it, no parenthesis. */
  private static final Pattern METRIC =
      Pattern.compile("\\b((?:modyn|jvm|process|hikaricp|system)_[a-z0-9_]+)\\b(?!\\s*\\()");

  /** Metrics of Modyn and its pools; those of the JVM depend on its flags. */
  private static final Pattern OURS = Pattern.compile("(modyn|hikaricp)_.*");

  /** The types of the metrics, by name. */
  private final Map<String, String> exposed = new TreeMap<>();

  /**
   * @param scrapes the text that each of the servers of a platform exposes
   */
  MonitoringFiles(Collection<String> scrapes) {
    for (String scrape : scrapes) {
      Matcher types = TYPE.matcher(scrape);
      while (types.find()) {
        exposed.put(types.group(1), types.group(2));
      }
    }
  }

  void check() throws IOException {
    assertThat(exposed).isNotEmpty();
    JsonNode dashboard =
        JsonMapper.builder().build().readTree(DIRECTORY.resolve("grafana-dashboard.json").toFile());
    JsonNode alerts = new YAMLMapper().readTree(DIRECTORY.resolve("alerts.yml").toFile());
    checkNames("grafana-dashboard.json", dashboard);
    checkNames("alerts.yml", alerts);
    checkPage(alerts.findValuesAsText("alert"));
  }

  private void checkNames(String file, JsonNode document) {
    List<String> expressions = document.findValuesAsText("expr");
    assertThat(expressions).as(file).hasSizeGreaterThan(10);
    Set<String> used = new TreeSet<>();
    for (String expression : expressions) {
      List<String> names =
          METRIC.matcher(expression).results().map(match -> match.group(1)).toList();
      if (!expression.startsWith("up{")) {
        assertThat(names).as("%s: %s", file, expression).isNotEmpty();
      }
      used.addAll(names);
    }
    assertThat(series()).as(file).containsAll(used);
  }

  /** The names of the time series, of which a histogram has several. */
  private Set<String> series() {
    return exposed.entrySet().stream()
        .flatMap(
            metric ->
                switch (metric.getValue()) {
                  case "histogram" ->
                      Stream.of("_bucket", "_count", "_sum").map(metric.getKey()::concat);
                  case "summary" -> Stream.of("_count", "_sum").map(metric.getKey()::concat);
                  default -> Stream.of(metric.getKey());
                })
        .collect(toCollection(TreeSet::new));
  }

  private void checkPage(List<String> alerts) throws IOException {
    String page = Files.readString(PAGE);
    Map<String, String> documented = new TreeMap<>();
    Matcher rows = DOCUMENTED.matcher(page);
    while (rows.find()) {
      documented.put(rows.group(1), rows.group(2));
    }
    assertThat(ours(documented)).as("metrics in docs/OPERATIONS.md").isEqualTo(ours(exposed));
    assertThat(exposed).containsAllEntriesOf(documented);
    assertThat(page).contains(alerts);
  }

  /** Maxima since the last scrapes come with each histogram and are described together. */
  private static Map<String, String> ours(Map<String, String> types) {
    Map<String, String> ours = new TreeMap<>(types);
    ours.keySet().removeIf(name -> !OURS.matcher(name).matches() || name.endsWith("_max"));
    return ours;
  }
}
