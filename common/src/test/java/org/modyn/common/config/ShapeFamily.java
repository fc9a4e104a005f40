package org.modyn.common.config;

import java.util.List;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Name;
import org.modyn.common.config.schema.OptionFamily;
import org.modyn.common.config.schema.OptionFamilyProvider;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.common.option.Registry;

/** A family that is known on the class path of this module's tests. */
public final class ShapeFamily implements OptionFamilyProvider {
  interface Shape {}

  @Name("Circle")
  @Description("All points at one distance, of which there are few")
  record Ring(@Description("Number of points") int points) implements Shape {}

  @Name("Circle")
  @Description("All points at one distance")
  record Circle(
      @Description("Distance to the centre") @Default("1.5") @Minimum(0) double radius,
      @Description("Whether it is a disc") @Default("false") boolean filled)
      implements Shape {}

  @Name("Rectangle")
  @Description("Four corners")
  record Rectangle(
      @Description("Length of the longer side") int length,
      @Description("Length of the shorter side") int width)
      implements Shape {
    @Rule
    static void theLengthIsTheLongerSide(int length, int width, Violations violations) {
      if (length < width) {
        violations.add("length", "must be at least width");
      }
    }
  }

  @Override
  public List<OptionFamily> families() {
    return List.of(
        Registry.of("shape", Shape.class, List.of(Circle.class, Rectangle.class)),
        Registry.of("dotted shape", Shape.class, List.of(Ring.class)));
  }
}
