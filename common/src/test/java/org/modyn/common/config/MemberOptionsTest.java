package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.MemberOf;
import org.modyn.common.error.ModynException;
import org.yaml.snakeyaml.Yaml;

/** {@link ShapeFamily} is known here, a family called solid is not. */
class MemberOptionsTest {
  @Description("A drawing")
  record Drawing(
      @Description("A shape") @MemberOf(value = "shape", options = "config") String id,
      @Description("Options of the shape") @Default("{}") Map<String, Object> config,
      @Description("Several shapes of one kind") @Default("{name: 'class:none'}") Series series,
      @Description("A solid") @MemberOf(value = "solid", options = "options") @Default("Cube")
          String solid,
      @Description("Options of the solid") @Default("{}") Map<String, Object> options) {}

  @Description("Several shapes of one kind")
  record Series(
      @Description("A shape")
          @MemberOf(value = "shape", options = "items[].config", numbers = "LATER")
          String name,
      @Description("The shapes") @Default("[]") @Example("[{}]") List<Item> items) {}

  @Description("A shape")
  record Item(@Description("Options of the shape") @Default("{}") Map<String, Object> config) {}

  @Description("A shape of one of two families")
  record Choice(
      @Description("Whether it has dots") String style,
      @Description("A shape")
          @MemberOf(value = "shape", options = "config", when = "style", is = "line")
          @MemberOf(value = "dotted shape", options = "config", when = "style", is = "dots")
          String id,
      @Description("Options of the shape") @Default("{}") Map<String, Object> config) {}

  @Test
  void anotherFieldDecidesOfTheFamily() {
    for (String right :
        List.of(
            "{style: line, id: Circle, config: {radius: 1}}",
            "{style: dots, id: Circle, config: {points: 1}}",
            "{style: other, id: Hexagon, config: {a: 1}}")) {
      assertThat(ConfigLoader.parse("choice", right, Choice.class)).isNotNull();
    }
    for (String wrong :
        List.of(
            "{style: line, id: Circle, config: {points: 1}}",
            "{style: dots, id: Circle, config: {radius: 1}}",
            "{style: dots, id: Circle}",
            "{style: dots, id: Rectangle, config: {}}")) {
      assertThatThrownBy(() -> ConfigLoader.parse("choice", wrong, Choice.class))
          .isInstanceOf(ModynException.class);
      assertThat(schemaProblems(wrong, Choice.class)).isNotEmpty();
    }
    assertThat(schemaProblems("{style: line, id: Circle, config: {radius: 1}}", Choice.class))
        .isEmpty();
    assertThat(schemaProblems("{style: dots, id: Circle, config: {points: 1}}", Choice.class))
        .isEmpty();
    assertThat(ConfigSchema.explain(Choice.class, "config"))
        .contains("  id: Circle, style: line\n", "radius: number")
        .contains("  id: Circle, style: dots\n", "points: whole number");
  }

  @Test
  void readsOptionsAsTheyAre() {
    Drawing drawing = read("{id: Circle, config: {radius: 2}}");
    assertThat(drawing.config()).isEqualTo(Map.of("radius", 2L));
  }

  @Test
  void reportsProblemsWhereTheyStand() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    id: Circel
                    config: {anything: 1}
                    series:
                      name: Circle
                      items:
                        - config: {radius: -1}
                        - config:
                            filled: maybe
                            radus: 2
                    """))
        .isInstanceOf(ModynException.class)
        .hasMessage(
            """
            drawing has 4 problems:
              drawing:1:5: id: unknown shape "Circel"; did you mean "Circle"? allowed: Circle, Rectangle
              drawing:6:24: series.items[0].config.radius: must be at least 0, but is -1
              drawing:8:17: series.items[1].config.filled: must be true or false, but is "maybe"
              drawing:9:9: series.items[1].config.radus: unknown field; did you mean "radius"? allowed: radius, filled\
            """);
  }

  @Test
  void missingOptionsAreReportedWhereTheNameStands() {
    assertThatThrownBy(() -> read("series: {name: Circle}\nid: Rectangle"))
        .hasMessageContaining("config.length: is required")
        .hasMessageContaining("config.width: is required");
    assertThatThrownBy(
            () -> read("id: Circle\nseries:\n  name: Rectangle\n  items: [{config: {length: 1}}]"))
        .hasMessage("drawing:4:12: series.items[0].config.width: is required");
  }

  @Test
  void rulesOfOptionsAreChecked() {
    assertThatThrownBy(() -> read("id: Rectangle\nconfig: {width: 2, length: 1}"))
        .hasMessage("drawing:2:28: config.length: must be at least width");
  }

  @Test
  void aWrongSectionIsReportedOnce() {
    assertThatThrownBy(() -> read("{id: Rectangle, config: 3}"))
        .hasMessage("drawing:1:25: config: must be a section, but is 3");
    assertThatThrownBy(() -> read("{id: '', config: 3}"))
        .hasMessage("drawing:1:18: config: must be a section, but is 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: 'class:com.acme.Hexagon', config: {a: 1}}",
        "{id: Circle, solid: Sphere, options: {radius: no number}}"
      })
  void pluginsAndUnknownFamiliesAreNotChecked(String yaml) {
    assertThat(read(yaml)).isNotNull();
    assertThat(schemaProblems(yaml, Drawing.class)).isEmpty();
  }

  @Test
  void someNumbersAreKnownLater() {
    Drawing drawing =
        read(
            "{id: Circle, series: {name: Rectangle, items: [{config: {length: LATER, width:"
                + " 2}}]}}");
    assertThat(drawing.series().items().getFirst().config()).containsEntry("length", "LATER");
    assertThatThrownBy(
            () -> read("{id: Circle, series: {name: Circle, items: [{config: {filled: LATER}}]}}"))
        .hasMessageContaining("filled: must be true or false, but is LATER, a number");
    assertThatThrownBy(() -> read("{id: Circle, config: {radius: LATER}}"))
        .hasMessageContaining("config.radius: must be a number, but is \"LATER\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: Circel}",
        "{id: Rectangle}",
        "{id: Rectangle, config: {length: 1}}",
        "{id: Circle, config: {radus: 2}}",
        "{id: Circle, config: {radius: -2}}",
        "{id: Circle, config: {radius: LATER}}",
        "{id: Circle, series: {name: Rectangle, items: [{}]}}",
        "{id: Circle, series: {name: Circle, items: [{config: {filled: 3.5}}]}}"
      })
  void theSchemaRefusesWhatTheLoaderRefuses(String yaml) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(ModynException.class);
    assertThat(schemaProblems(yaml, Drawing.class)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: Circle}",
        "{id: Rectangle, config: {length: 2, width: 1}}",
        "{id: Circle, series: {name: Rectangle, items: [{config: {length: LATER, width: 2}}]}}"
      })
  void theSchemaTakesWhatTheLoaderTakes(String yaml) {
    assertThat(read(yaml)).isNotNull();
    assertThat(schemaProblems(yaml, Drawing.class)).isEmpty();
  }

  @Test
  void explainsMembers() {
    assertThat(ConfigSchema.explain(Drawing.class, "id"))
        .isEqualTo("id: one of Circle, Rectangle; required\n    A shape\n");
    String all = ConfigSchema.explain(Drawing.class, "config");
    assertThat(all)
        .isEqualTo(
            """
            config: section with arbitrary keys; default {}
                Options of the shape
              id: Circle
                  All points at one distance
                radius: number, at least 0; default 1.5
                    Distance to the centre
                filled: true or false; default false
                    Whether it is a disc
                Example:
                  id: Circle
              id: Rectangle
                  Four corners
                length: whole number; required
                    Length of the longer side
                width: whole number; required
                    Length of the shorter side
                Example:
                  id: Rectangle
                  config:
                    length: 1
                    width: 1
            """);
    String circle = ConfigSchema.explain(Drawing.class, "config.Circle");
    assertThat(circle)
        .isEqualTo(
            """
                All points at one distance
              radius: number, at least 0; default 1.5
                  Distance to the centre
              filled: true or false; default false
                  Whether it is a disc
              Example:
                id: Circle
            """);
    String circleInSeries =
        circle.replace(
            "    id: Circle\n", "    series:\n      name: Circle\n      items:\n        - {}\n");
    assertThat(ConfigSchema.explain(Drawing.class, "series.items[0].config.Circle"))
        .isEqualTo(circleInSeries);
    assertThat(ConfigSchema.explain(Drawing.class, "series.Circle")).isEqualTo(circleInSeries);
    assertThat(ConfigSchema.explain(Drawing.class, "config.radius"))
        .isEqualTo(
            ConfigSchema.explain(Drawing.class, "series.items.config.Circle.radius")
                .replace("series.items.config.Circle.radius", "config.radius"));
    assertThat(ConfigSchema.explain(Drawing.class, "options.anything"))
        .startsWith("options.anything: section with arbitrary keys");
    assertThatThrownBy(() -> ConfigSchema.explain(Drawing.class, "config.Rectangel"))
        .hasMessageContaining("no field \"Rectangel\" in config; did you mean \"Rectangle\"?");
  }

  private static Drawing read(String yaml) {
    return ConfigLoader.parse("drawing", yaml, Drawing.class);
  }

  private static Set<ValidationMessage> schemaProblems(String yaml, Class<? extends Record> type) {
    try {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012)
          .getSchema(ConfigSchema.toJsonSchema(type, "drawing"))
          .validate(
              JsonMapper.builder().build().writeValueAsString(new Yaml().load(yaml)),
              InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
