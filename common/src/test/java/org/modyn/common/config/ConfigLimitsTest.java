package org.modyn.common.config;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.error.Echo;
import org.modyn.common.error.ModynException;

/** How much of a file is read, how many of its problems are reported, and how long they are. */
final class ConfigLimitsTest {
  private static final int LISTED_PROBLEMS = 100;

  record Options(int size, String name, List<Integer> sizes) {}

  @Test
  void theFirstProblemsAreListedAndTheOthersCounted() {
    String keys =
        IntStream.range(0, 100_000).mapToObj(key -> "k" + key + ": 1\n").collect(joining());
    List<String> lines = problemsOf(keys + "size: 1\nname: a\nsizes: []\n").lines().toList();
    assertThat(lines).hasSize(LISTED_PROBLEMS + 2);
    assertThat(lines.getFirst()).isEqualTo("file has 100,000 problems:");
    assertThat(lines.get(1)).startsWith("  file:1:1: k0: unknown field");
    assertThat(lines.get(LISTED_PROBLEMS)).startsWith("  file:100:1: k99: unknown field");
    assertThat(lines.getLast()).isEqualTo("  and 99,900 more");
  }

  @Test
  void aLongTextIsRefusedBeforeItIsParsed() {
    assertThatThrownBy(
            () -> ConfigLoader.parse("file", "a: 1\n".repeat(300_000), PipelineConfig.class))
        .isInstanceOf(ModynException.class)
        .hasMessage("file:1:1: has 1,500,000 characters, allowed are 1,048,576");
  }

  @Test
  void longValuesAreShortened() {
    String words = "many words ".repeat(10_000);
    assertThat(problemsOf("{size: \"%s\", name: a, sizes: []}".formatted(words)))
        .isEqualTo(
            "file:1:8: size: must be a whole number, but is \""
                + words.substring(0, Echo.LONGEST)
                + "...\"");
    assertThat(problemsOf("{size: %s, name: a, sizes: []}".formatted("9".repeat(1_000_000))))
        .isEqualTo(
            "file:1:8: size: must be a whole number, but is \""
                + "9".repeat(Echo.LONGEST)
                + "...\"");
  }

  /** 100,000 values below a key of 100,000 characters. */
  @Test
  void longKeysAreShortened() {
    String key = "k".repeat(100_000);
    String text =
        "{size: 1, name: a, sizes: [], ? \"%s\" : [%s]}".formatted(key, "{a: 1}, ".repeat(100_000));
    assertThat(problemsOf(text))
        .startsWith("file:1:33: " + "k".repeat(Echo.LONGEST) + "...: unknown field; allowed: size");
  }

  @Test
  void problemsOfASectionAreListedAndCounted() {
    String keys =
        IntStream.range(0, 1_000).mapToObj(key -> "\"k" + key + "\": 1").collect(joining(", "));
    FieldProblems problems = new FieldProblems();
    problems.add("model.id", "is unknown");
    ConfigLoader.parseSection("model.config", "{" + keys + "}", Options.class, problems);
    ConfigLoader.parseSection("data.config", "{" + keys + "}", Options.class, problems);
    List<FieldProblem> listed = problems.problems();
    assertThat(listed).hasSize(LISTED_PROBLEMS);
    assertThat(listed.get(1).field()).isEqualTo("model.config.k0");
    // each section has 1,000 unknown and 3 missing fields
    assertThat(listed.getLast())
        .isEqualTo(new FieldProblem("", "1,908 more problems are not listed"));
  }

  @Test
  void problemsFromAServerAreShortened(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("pipeline.yaml"), "model: {id: a}\n");
    String input = "x".repeat(10_000);
    List<FieldProblem> found =
        List.of(
            new FieldProblem("model.id", "no model '" + input + "'"),
            new FieldProblem(input, input));
    ModynException refused =
        catchThrowableOfType(ModynException.class, () -> ConfigLoader.refuse(file, found));
    assertThat(refused.getMessage().lines())
        .containsExactly(
            file + " has 2 problems:",
            "  %s:1:1: %s...: %s..."
                .formatted(file, "x".repeat(Echo.LONGEST), "x".repeat(Echo.LONGEST)),
            "  %s:1:13: model.id: no model '%s...'".formatted(file, "x".repeat(Echo.LONGEST)));
  }

  private static String problemsOf(String text) {
    return catchThrowableOfType(
            ModynException.class, () -> ConfigLoader.parse("file", text, Options.class))
        .getMessage();
  }
}
