package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.modyn.common.config.pipeline.time.TimeSpan;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.NonEmpty;
import org.modyn.common.config.schema.OneOrMany;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

class ConfigLoaderTest {
  record Everything(
      @Default("a") @NonEmpty String text,
      @Default("1") int whole,
      @Default("1") long large,
      @Default("0.5") double real,
      @Default("false") boolean flag,
      Optional<TimeSpan> time,
      @Default("[]") List<Integer> numbers,
      @Default("{}") Map<String, Object> open) {}

  @Example
  void scalarsMeanWhatTheyMeanToTheFirstReaderOfTheseFiles() {
    Everything everything =
        parse(
            """
            open:
              a: 1_000
              b: 0x10
              c: 010
              d: 1e-3
              e: -.5
              f: yes
              g: "yes"
              h: ~
              i: 2001-01-01
              j: .inf
              k: 1.0
              l: 'it''s'
              m: 123456789012345678901234567890
            """);

    assertThat(everything.open().values().stream().map(String::valueOf))
        .containsExactly(
            "1000",
            "16",
            "8",
            "0.001",
            "-0.5",
            "true",
            "yes",
            "null",
            "2001-01-01",
            "Infinity",
            "1.0",
            "it's",
            "123456789012345678901234567890");
  }

  @Example
  void numbersAndBooleansMayStandInQuotes() {
    Everything everything = parse("{whole: '7', large: 3.0, real: '1e3', flag: 'yes'}");

    assertThat(everything)
        .isEqualTo(new Everything("a", 7, 3, 1000, true, Optional.empty(), List.of(), Map.of()));
  }

  @Example
  void anchorsAndMergeKeysWork() {
    Everything everything =
        parse(
            """
            open:
              base: &base {lr: 1, momentum: 2}
              other: {<<: *base, lr: 3}
            """);

    assertThat(everything.open().get("other")).isEqualTo(Map.of("lr", 3L, "momentum", 2L));
  }

  @Example
  void wrongKindsAreNamed() {
    assertThatThrownBy(
            () ->
                parse(
                    "{text: 1.0, whole: 1.5, large: [], real: x, flag: 2, numbers: 1, open: 2,"
                        + " time: ''}"))
        .hasMessage(
            """
            test has 8 problems:
              test:1:8: text: must be a text in quotes ("1.0"), but is 1.0
              test:1:20: whole: must be a whole number, but is 1.5
              test:1:32: large: must be a whole number, but is a list
              test:1:42: real: must be a number, but is "x"
              test:1:51: flag: must be true or false, but is 2
              test:1:63: numbers: must be a list, but is 1
              test:1:72: open: must be a section, but is 2
              test:1:81: time: must be a number and a unit, but is ""; allowed: for example 90s, 15m, 12h, 1d, 1w, 1y\
            """);
    assertThatThrownBy(() -> parse("{whole: 3000000000, text: ''}"))
        .hasMessage(
            """
            test has 2 problems:
              test:1:9: whole: must be a whole number between -2147483648 and 2147483647, but is 3000000000
              test:1:27: text: must not be empty\
            """);
    assertThatThrownBy(() -> parse("[1, 2]"))
        .hasMessage("test:1:1: must be a section, but is a list");
  }

  @Example
  void listsNameTheItem() {
    assertThatThrownBy(() -> parse("numbers:\n  - 1\n  - two"))
        .hasMessage("test:3:5: numbers[1]: must be a whole number, but is \"two\"");
  }

  @Example
  void aRepeatedKeyIsAProblem() {
    assertThatThrownBy(() -> parse("open:\n  a: 1\n  b: 2\n  a: 3"))
        .hasMessage("test:4:3: open.a: is repeated; it was first in line 2");
  }

  @Example
  void brokenYamlNamesItsPlace() {
    assertThatThrownBy(() -> parse("text: [1, 2\nwhole: 1"))
        .isInstanceOfSatisfying(
            ModynException.class,
            error -> assertThat(error.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageStartingWith("test:2:6: not valid YAML: ");
    assertThatThrownBy(() -> parse("text: a\0b")).hasMessageStartingWith("test:1:");
  }

  @Example
  void bottomlessFilesAreRefused() {
    assertThatThrownBy(() -> parse("open: &a {b: *a}")).isInstanceOf(ModynException.class);
    assertThatThrownBy(() -> parse("open: " + "[".repeat(1000) + "]".repeat(1000)))
        .isInstanceOf(ModynException.class);
  }

  @Property(tries = 300)
  void jsonIsReadBack(@ForAll("everything") Everything everything) {
    assertThat(parse(ConfigLoader.toJson(everything))).isEqualTo(everything);
  }

  @Property
  void timeSpansAreReadBack(@ForAll @LongRange(min = 0, max = 200_000_000_000L) long amount) {
    for (char unit : "smhdwy".toCharArray()) {
      TimeSpan span = new TimeSpan(amount, unit);
      assertThat(TimeSpan.parse(span.toString())).isEqualTo(span);
    }
  }

  @Example
  void timeSpansHaveSeconds() {
    assertThat(TimeSpan.parse("2w").seconds()).isEqualTo(1_209_600);
    assertThat(TimeSpan.parse("1y").seconds()).isEqualTo(365L * 86_400);
    assertThatThrownBy(() -> TimeSpan.parse("9223372036854775807y"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TimeSpan.parse("-1d")).isInstanceOf(IllegalArgumentException.class);
  }

  @Description("Rates")
  record Rates(
      @Description("Rates") @OneOrMany List<Double> rates,
      @Description("Length of a period") @Name("T_max") @Default("3") @Minimum(1) int period) {}

  @Example
  void theOnlyItemOfAListMayStandByItself() {
    assertThat(parseRates("rates: 0.5").rates()).containsExactly(0.5);
    assertThat(parseRates("rates: [0.5, 1]").rates()).containsExactly(0.5, 1.0);
    assertThatThrownBy(() -> parseRates("rates: high"))
        .hasMessage("test:1:8: rates: must be a number, but is \"high\"");
    assertThatThrownBy(() -> parseRates("rates: {a: 1}"))
        .hasMessage("test:1:8: rates: must be a list, but is a section");
    assertThat(ConfigSchema.toJsonSchema(Rates.class, "rates").replaceAll("\\s", ""))
        .contains("\"rates\":{\"description\":\"Rates\",\"anyOf\":[{\"type\":[\"number\"");
    assertThat(ConfigSchema.explain(Rates.class, "rates"))
        .contains("rates: number, or list of numbers; required");
  }

  @Example
  void aFieldCanHaveANameThatIsNotInSnakeCase() {
    Rates rates = parseRates("{rates: 1, T_max: 7}");
    assertThat(rates.period()).isEqualTo(7);
    assertThat(ConfigLoader.toJson(rates)).isEqualTo("{\"rates\":[1.0],\"T_max\":7}");
    assertThatThrownBy(() -> parseRates("{rates: 1, t_max: 7}"))
        .hasMessageContaining("t_max: unknown field; did you mean \"T_max\"?");
    assertThatThrownBy(() -> parseRates("{rates: 1, T_max: 0}"))
        .hasMessageContaining("T_max: must be at least 1, but is 0");
  }

  @Example
  void numbersAreFinite() {
    for (String notFinite : List.of(".inf", "-.inf", ".nan", "'NaN'", "1e999")) {
      assertThatThrownBy(() -> parse("real: " + notFinite))
          .hasMessageContaining("real: must be a number");
    }
  }

  private static Rates parseRates(String text) {
    return ConfigLoader.parse("test", text, Rates.class);
  }

  @Provide
  Arbitrary<Everything> everything() {
    Arbitrary<String> text = Arbitraries.strings().all().ofMaxLength(12).filter(this::isText);
    Arbitrary<Object> scalars =
        Arbitraries.oneOf(
            text.map(Object.class::cast),
            Arbitraries.longs().map(Object.class::cast),
            Arbitraries.doubles().ofScale(6).map(Object.class::cast),
            Arbitraries.of(true, false).map(Object.class::cast),
            Arbitraries.just(null));
    Arbitrary<Map<String, Object>> maps =
        scalars
            .list()
            .ofMaxSize(3)
            .flatMap(
                list ->
                    text.list()
                        .uniqueElements()
                        .ofSize(2)
                        .map(
                            keys -> {
                              Map<String, Object> map = new LinkedHashMap<>();
                              map.put("list" + keys.getFirst(), new ArrayList<>(list));
                              map.put("map", Map.of(keys.getLast(), "x"));
                              return map;
                            }));
    return net.jqwik.api.Combinators.combine(
            text.filter(value -> !value.isEmpty()),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.doubles(),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(0, 1_000_000).map(n -> new TimeSpan(n, 'h')).optional(),
            Arbitraries.integers().list().ofMaxSize(5),
            maps)
        .as(Everything::new);
  }

  /** Half a surrogate pair is no text. */
  private boolean isText(String value) {
    return value.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
  }

  private static Everything parse(String text) {
    return ConfigLoader.parse("test", text, Everything.class);
  }
}
