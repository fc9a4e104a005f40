package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.modyn.common.config.internal.RecordRules;
import org.modyn.common.config.pipeline.PipelineConfig;
import org.modyn.common.config.pipeline.selection.downsampling.SamplingRatio;
import org.modyn.common.config.pipeline.training.CheckpointingConfig;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Discriminator;
import org.modyn.common.config.schema.Inline;
import org.modyn.common.config.schema.Maximum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.error.ModynException;

class RulesTest {
  record Range(@Maximum(100) int low, @Maximum(100) int high, @Default("none") String note) {
    @Rule
    static void isOrdered(int low, int high, Violations violations) {
      if (low > high) {
        violations.add("high", "must be at least low (%d), but is %d", low, high);
      }
    }
  }

  record Ranges(
      @Maximum(100) int limit,
      @Default("[]") List<Range> ranges,
      @Default("{}") Map<String, Shape> shapes,
      Optional<Shape> favorite) {
    @Rule
    static void rangesAreLimited(
        int limit, @At("ranges[].high") List<Integer> highs, Violations violations) {
      for (int index = 0; index < highs.size(); index++) {
        if (highs.get(index) > limit) {
          violations.add(
              String.format(Locale.ROOT, "ranges[%d].high", index), "must be at most %d", limit);
        }
      }
    }

    @Rule
    static void circlesAreLimited(
        int limit, @At("shapes[].radius") Map<String, Integer> radii, Violations violations) {
      radii.forEach(
          (name, radius) -> {
            if (radius > limit) {
              violations.add("shapes." + name + ".radius", "must be at most %d", limit);
            }
          });
    }

    @Rule
    static void theFavoriteIsNoCircle(@At("favorite.kind") String kind, Violations violations) {
      if (kind.equals("Circle")) {
        violations.add("favorite.kind", "must not be Circle");
      }
    }
  }

  @Discriminator("kind")
  sealed interface Shape {}

  @Name("Circle")
  record Circle(@Inline Dimensions size, @Default("red") Color color) implements Shape {}

  @Name("Dot")
  record Dot() implements Shape {}

  record Dimensions(int radius) {}

  enum Color {
    RED
  }

  @Example
  void aRuleIsCheckedWhateverElseIsWrong() {
    assertProblems(
        Range.class,
        "low: 5\nhigh: 4\nnote: 1\nother: 2",
        "r:2:7: high: must be at least low (5), but is 4",
        "r:3:7: note: must be a text in quotes (\"1\"), but is 1",
        "r:4:1: other: unknown field; allowed: low, high, note");
  }

  @Example
  void aRuleIsNotCheckedWhenAComparedFieldIsWrong() {
    assertProblems(
        Range.class, "{low: 200, high: 4}", "r:1:7: low: must be at most 100, but is 200");
    assertProblems(Range.class, "{low: 20}", "r:1:1: high: is required");
    assertProblems(
        Range.class,
        "{low: 20, higt: 4}",
        "r:1:11: higt: unknown field; did you mean \"high\"? allowed: low, high, note");
    assertProblems(
        Range.class,
        "low: 20\nlow: 30\nhigh: 4",
        "r:2:1: low: is repeated; it was first in line 1");
  }

  @Example
  void aRuleSeesThroughBrokenSections() {
    assertProblems(
        Ranges.class,
        """
        limit: 10
        ranges:
          - {low: 1, high: 11, note: 3}
          - {low: 1, high: 12}
        shapes:
          a: {kind: Circle, radius: 13, color: blue}
          b: {kind: Dot}
        favorite: {kind: Circle}
        """,
        "r:3:20: ranges[0].high: must be at most 10",
        "r:3:30: ranges[0].note: must be a text in quotes (\"3\"), but is 3",
        "r:4:20: ranges[1].high: must be at most 10",
        "r:6:29: shapes.a.radius: must be at most 10",
        "r:6:40: shapes.a.color: \"blue\" is unknown; allowed: red",
        "r:8:1: favorite.radius: is required",
        "r:8:18: favorite.kind: must not be Circle");
  }

  @Example
  void aFieldThatBreaksARuleWithinIsNotComparedAbove() {
    assertProblems(
        Ranges.class,
        "{limit: 10, ranges: [{low: 30, high: 20}]}",
        "r:1:38: ranges[0].high: must be at least low (30), but is 20");
  }

  @Example
  void aSectionThatIsLeftOutBreaksNoRule() {
    assertThatCode(() -> ConfigLoader.parse("r", "limit: 0", Ranges.class))
        .doesNotThrowAnyException();
  }

  /** What is wrong is exactly what was made wrong, whatever the combination. */
  @Property(tries = 200)
  void problemsDoNotHideEachOther(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 4) Integer> mistakes) {
    String[] texts = {
      "{low: 1, high: 2}",
      "{low: 2, high: 1}",
      "{low: 1, high: 20}",
      "{low: x, high: 2}",
      "{low: 1, hgh: 2}"
    };
    String yaml =
        "limit: 10\nranges:\n"
            + mistakes.stream().map(i -> "  - " + texts[i] + "\n").collect(Collectors.joining());
    // A range without its end leaves open whether all ranges are limited.
    boolean isLimitChecked = !mistakes.contains(4) && !mistakes.contains(1);
    Set<Integer> wrong =
        IntStream.range(0, mistakes.size())
            .filter(i -> mistakes.get(i) > 0 && (mistakes.get(i) != 2 || isLimitChecked))
            .mapToObj(i -> i + 3)
            .collect(Collectors.toCollection(LinkedHashSet::new));

    assertThat(linesOf(Ranges.class, yaml)).containsExactlyElementsOf(wrong);
  }

  @Example
  void recordsMadeInJavaAreCheckedToo() {
    assertThatThrownBy(() -> Rules.checked(new SamplingRatio(7, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SamplingRatio: ratio: must be at most ratio_max (5), but is 7");
    assertThatThrownBy(
            () ->
                Rules.checked(
                    new CheckpointingConfig(
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())))
        .hasMessage(
            "CheckpointingConfig: path: is required when activated is true; interval: is required"
                + " when activated is true");
    assertThatThrownBy(
            () ->
                Rules.checked(
                    new Ranges(
                        1,
                        List.of(new Range(1, 2, "")),
                        Map.of(),
                        Optional.of(new Circle(new Dimensions(1), Color.RED)))))
        .hasMessage("Ranges: ranges[0].high: must be at most 1; favorite.kind: must not be Circle");
  }

  @Example
  void copiesAreCheckedToo() {
    assertThatThrownBy(() -> RecordCopy.with(new Range(1, 2, ""), Map.of("low", 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Range: high: must be at least low (3), but is 2");
  }

  /** A path that leads nowhere would make a rule that is never checked. */
  @Example
  void rulesCompareFieldsThatExist() {
    Set<Class<?>> records = new LinkedHashSet<>();
    collect(PipelineConfig.class, records);
    collect(ModynConfig.class, records);
    assertThat(records.stream().filter(type -> !RecordRules.comparedPaths(type).isEmpty()))
        .hasSizeGreaterThan(15)
        .allSatisfy(
            type ->
                assertThat(RecordRules.comparedPaths(type))
                    .allSatisfy(
                        path ->
                            assertThat(ConfigSchema.explain(type.asSubclass(Record.class), path))
                                .isNotEmpty()));
  }

  private static void collect(Type type, Set<Class<?>> records) {
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        collect(argument, records);
      }
    } else if (type instanceof Class<?> target && target.isSealed()) {
      for (Class<?> kind : target.getPermittedSubclasses()) {
        collect(kind, records);
      }
    } else if (type instanceof Class<?> target && target.isRecord() && records.add(target)) {
      for (RecordComponent component : target.getRecordComponents()) {
        collect(component.getGenericType(), records);
      }
    }
  }

  private static void assertProblems(Class<?> type, String yaml, String... problems) {
    String expected =
        problems.length == 1
            ? problems[0]
            : String.format(
                Locale.ROOT,
                "r has %d problems:\n  %s",
                problems.length,
                String.join("\n  ", problems));
    assertThatThrownBy(() -> ConfigLoader.parse("r", yaml, type))
        .isInstanceOf(ModynException.class)
        .hasMessage(expected);
  }

  private static Set<Integer> linesOf(Class<?> type, String yaml) {
    try {
      ConfigLoader.parse("r", yaml, type);
      return Set.of();
    } catch (ModynException e) {
      return Pattern.compile("r:(\\d+):")
          .matcher(e.getMessage())
          .results()
          .map(match -> Integer.valueOf(match.group(1)))
          .collect(Collectors.toCollection(LinkedHashSet::new));
    }
  }
}
