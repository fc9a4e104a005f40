package org.modyn.cli.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.modyn.common.error.ModynException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class YamlTextTest {
  @Example
  void replacesABlockScalarAndKeepsWhatSurroundsIt() {
    YamlText yaml =
        new YamlText(
            """
            a:
              f: |  # why
                x: 1

                # not a comment
                y

            # of b
            b: 2
            """);

    yaml.replaceValue(List.of("a", "f"), "Call(\"it's\")");

    assertThat(yaml.text())
        .isEqualTo(
            """
            a:
              f: 'Call("it''s")' # why

            # of b
            b: 2
            """);
    assertThat(line(yaml, "b")).isEqualTo(9);
  }

  @Example
  void keepsQuotesAnchorsAndTheCommentBehindAValue() {
    YamlText yaml = new YamlText("a: &x \"one\" # c\n'b': 'two'\nc: *x\n");

    yaml.replaceValue(List.of("a"), "a\"b");
    yaml.renameKey(List.of("b"), "bb");
    yaml.replaceValue(List.of("bb"), "plain");

    assertThat(yaml.text()).isEqualTo("a: &x \"a\\\"b\" # c\n'bb': plain\nc: *x\n");
    assertThat(yaml.isOwn(yaml.find(List.of("c")).orElseThrow())).isFalse();
    yaml.remove(List.of("c"));
    assertThat(yaml.text()).isEqualTo("a: &x \"a\\\"b\" # c\n'bb': plain\n");
  }

  @Example
  void dissolvesABlockAndKeepsItsComments() {
    YamlText yaml =
        new YamlText(
            """
            s:
              name: n
              config: # head
                  # first
                  a: 1

                  b:
                    - c   # c
                    - |
                      text
              last: 2
            """);

    yaml.dissolve(List.of("s", "config"));

    assertThat(yaml.text())
        .isEqualTo(
            """
            s:
              name: n
              # head
              # first
              a: 1

              b:
                - c   # c
                - |
                  text
              last: 2
            """);
    assertThat(line(yaml, "s", "b")).isEqualTo(7);
    assertThat(line(yaml, "s", "last")).isEqualTo(11);
  }

  @Example
  void dissolvesFlowsAndTheFirstEntryOfAListElement() {
    YamlText yaml =
        new YamlText(
            "s:\n  config: {a: 1, b: [2]}\nt: {c: {d: 1}, e: 2}\nl:\n- m:\n    n: 1\n  o: 2\n");

    yaml.dissolve(List.of("s", "config"));
    yaml.dissolve(List.of("t", "c"));
    yaml.dissolve(List.of("l", "0", "m"));

    assertThat(yaml.text())
        .isEqualTo("s:\n  a: 1\n  b: [2]\nt: {d: 1, e: 2}\nl:\n- n: 1\n  o: 2\n");
  }

  @Example
  void movesABlockWithTheCommentsAboveItOutOfTheSectionItFollows() {
    YamlText yaml =
        new YamlText(
            """
            t:
              a: 1
              # of s

              # of s too
              s: # here
                b: |
                  text
              c: 2
            # of u
            u: 3\
            """);

    yaml.moveAfter(List.of("t", "s"), List.of("t"));

    assertThat(yaml.text())
        .isEqualTo(
            """
            t:
              a: 1
              # of s

              c: 2
            # of s too
            s: # here
              b: |
                text
            # of u
            u: 3\
            """);
    assertThat(line(yaml, "t", "c")).isEqualTo(9);
    assertThat(line(yaml, "s", "b")).isEqualTo(7);
    assertThat(line(yaml, "u")).isEqualTo(11);
  }

  @Example
  void movesAndInsertsInJson() {
    YamlText yaml = new YamlText("{\"t\": {\"a\": 1, \"s\": {\"b\": 2}}, \"u\": 3}");

    yaml.moveAfter(List.of("t", "s"), List.of("t"));
    yaml.insertAfter(List.of("t", "a"), List.of("c: 4"), "\"c\": 4");

    assertThat(yaml.text()).isEqualTo("{\"t\": {\"a\": 1, \"c\": 4}, \"s\": {\"b\": 2}, \"u\": 3}");
  }

  @Example
  void endsLinesAsTheTextDoes() {
    YamlText yaml = new YamlText("t:\r\n  a: 1\r\n  s:\r\n    b: 2");

    yaml.moveAfter(List.of("t", "s"), List.of("t"));
    yaml.insertAfter(List.of("t", "a"), List.of("c: 4"), "\"c\": 4");

    assertThat(yaml.text()).isEqualTo("t:\r\n  a: 1\r\n  c: 4\r\ns:\r\n  b: 2\r\n");
  }

  @Example
  void countsCharactersOutsideOfTheBasicPlane() {
    YamlText yaml = new YamlText("a: \"\uD83D\uDE00\" # \uD83D\uDE00\nb: {c: 1}\n");

    yaml.replaceValue(List.of("b", "c"), "2");

    assertThat(yaml.text()).isEqualTo("a: \"\uD83D\uDE00\" # \uD83D\uDE00\nb: {c: 2}\n");
  }

  @Example
  void refusesWhatIsNotYaml() {
    assertThatThrownBy(() -> new YamlText("a: [1"))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining("not valid YAML");
  }

  /** A text with a comment at each key, and what it means. */
  record Document(String text, Map<String, Object> meaning) {}

  @Property(tries = 300)
  void anEditChangesOnlyWhatItNames(
      @ForAll("documents") Document document, @ForAll("edits") String edit) {
    YamlText yaml = new YamlText(document.text());
    Map<String, Object> expected = copy(document.meaning());
    Map<String, Object> section = section(expected, "s");
    switch (edit) {
      case "replace" -> {
        yaml.replaceValue(List.of("s", "x"), "new value");
        section.put("x", "new value");
      }
      case "remove" -> {
        yaml.remove(List.of("s", "x"));
        section.remove("x");
      }
      case "rename" -> {
        yaml.renameKey(List.of("s", "x"), "z");
        section.put("z", section.remove("x"));
      }
      case "dissolve" -> {
        yaml.dissolve(List.of("s", "in"));
        section.putAll(section(section, "in"));
        section.remove("in");
      }
      case "move" -> {
        yaml.moveAfter(List.of("s", "in"), List.of("s"));
        expected.put("in", section.remove("in"));
      }
      default -> {
        yaml.insertAfter(List.of("s", "x"), List.of("z: 1"), "\"z\": 1");
        section.put("z", 1);
      }
    }

    assertThat(load(yaml.text())).isEqualTo(expected);
    document
        .text()
        .lines()
        .filter(line -> line.contains("#") && !line.contains("x:") && !line.contains("in:"))
        // The content of a value that may be gone.
        .filter(line -> !line.contains("# line") && !line.contains("a # b"))
        .forEach(line -> assertThat(yaml.text()).contains(line.strip()));
  }

  @Provide
  Arbitrary<String> edits() {
    return Arbitraries.of("replace", "remove", "rename", "dissolve", "move", "insert");
  }

  @Provide
  Arbitrary<Document> documents() {
    Arbitrary<String> values =
        Arbitraries.of(
            "1",
            "'a # b'",
            "\"c: d\"",
            "[1, {e: 2}]",
            "{f: 3}",
            "{}",
            "|\n%sline\n\n%s # line",
            ">-\n%sfolded\n%stext",
            "\n%s- 1\n%s- g: 2\n%s  h: 3",
            "\n%sy: 1");
    Arbitrary<List<String>> order =
        Arbitraries.shuffle(List.of("a", "x", "in", "b")).map(List::copyOf);
    Arbitrary<String> ending = Arbitraries.of("", "\n", "\n\n# end\n");
    return Combinators.combine(
            order, values.list().ofSize(5), Arbitraries.integers().between(1, 4), ending)
        .as(
            (keys, contents, width, end) -> {
              StringBuilder text = new StringBuilder("# top\ns:\n");
              String indent = " ".repeat(width);
              for (int index = 0; index < keys.size(); index++) {
                String key = keys.get(index);
                text.append(indent).append("# above ").append(key).append('\n');
                if (key.equals("in")) {
                  text.append(indent).append("in: # inner\n").append(indent).append(indent);
                  text.append("i: ").append(fill(contents.get(4), indent.repeat(3))).append('\n');
                  text.append(indent).append(indent).append("j: 2 # j\n");
                } else {
                  text.append(indent).append(key).append(": ");
                  text.append(fill(contents.get(index), indent.repeat(2))).append('\n');
                }
              }
              text.append("t: last").append(end);
              return new Document(text.toString(), load(text.toString()));
            });
  }

  private static String fill(String template, String indent) {
    return template.replace("%s", indent);
  }

  private static Map<String, Object> load(String text) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
  }

  private static Map<String, Object> copy(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>(map);
    copy.replaceAll((key, value) -> value instanceof Map<?, ?> ? section(map, key) : value);
    return copy;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> section(Map<String, Object> map, String key) {
    return (Map<String, Object>) map.get(key);
  }

  private static int line(YamlText yaml, String... path) {
    return yaml.originalLine(yaml.find(List.of(path)).orElseThrow());
  }
}
