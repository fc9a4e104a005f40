package org.modyn.common.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.common.config.FieldProblem;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

class RegistryTest {
  interface Shape {
    double area();
  }

  @Name("Square")
  record Square(@Description("Length of a side") @Minimum(0) double side) implements Shape {
    @Override
    public double area() {
      return side * side;
    }
  }

  @Name("Rectangle")
  record Rectangle(
      @Description("Length") @Minimum(0) double length,
      @Description("Width") @Default("1") @Minimum(0) double width)
      implements Shape {

    @Rule
    static void theLengthIsTheLongerSide(double length, double width, Violations violations) {
      if (length < width) {
        violations.add("length", "must be at least width");
      }
    }

    @Override
    public double area() {
      return length * width;
    }
  }

  private static final Registry<Shape> SHAPES =
      Registry.of("shape", Shape.class, List.of(Square.class, Rectangle.class));

  @Test
  void readsOptionsWithTheirDefaults() {
    assertThat(SHAPES.read("shape.id", "Rectangle", "shape.config", "{\"length\": 3}").area())
        .isEqualTo(3);
    assertThat(SHAPES.names()).containsExactly("Square", "Rectangle");
  }

  @Test
  void collectsAllProblemsByField() {
    FieldProblems problems = new FieldProblems();
    Optional<Shape> shape =
        SHAPES.read(
            "shape.id",
            "Rectangle",
            "shape.config",
            "{\"length\": -1, \"wdth\": 2, \"colour\": 1}",
            problems);
    assertThat(shape).isEmpty();
    assertThat(problems.problems())
        .extracting(FieldProblem::field)
        .containsExactly("shape.config.length", "shape.config.wdth", "shape.config.colour");
  }

  @Test
  void rulesBetweenOptionsHaveTheirField() {
    assertThatThrownBy(
            () ->
                SHAPES.read(
                    "shape.id", "Rectangle", "shape.config", "{\"length\": 1, \"width\": 2}"))
        .hasMessage("shape.config.length: must be at least width");
  }

  @Test
  void anUnknownNameHasTheNearestKnownOne() {
    assertThatThrownBy(() -> SHAPES.read("shape.id", "Sqare", "shape.config", ""))
        .hasMessage(
            "shape.id: unknown shape \"Sqare\"; did you mean \"Square\"? allowed: Square,"
                + " Rectangle");
  }

  @Test
  void missingAndMalformedOptionsAreProblems() {
    assertThatThrownBy(() -> SHAPES.read("shape.id", "Square", "shape.config", ""))
        .hasMessage("shape.config.side: is required");
    assertThatThrownBy(() -> SHAPES.read("shape.id", "Square", "shape.config", "{\"side\":"))
        .hasMessageStartingWith("shape.config: ");
    assertThatThrownBy(() -> SHAPES.read("shape.id", "Square", "shape.config", "[1]"))
        .hasMessage("shape.config: must be a section, but is a list");
  }
}
