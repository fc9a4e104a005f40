package org.modyn.common.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modyn.common.function.ParameterType.AnyNumber;
import org.modyn.common.function.ParameterType.Choice;
import org.modyn.common.function.ParameterType.Flag;
import org.modyn.common.function.ParameterType.WholeNumber;

final class BuiltinsTest {
  private record Size(String unit, long width, double scale, boolean exact) {}

  private static final Catalogue SIZES =
      new Catalogue(
          "size",
          "",
          List.of(
              new Signature(
                  "Resize",
                  List.of(
                      Parameter.optional(
                          "unit", new Choice(List.of("pixel", "inch")), "\"pixel\"", "The unit"),
                      Parameter.optional("width", new WholeNumber(1), "10", "The width"),
                      Parameter.required("scale", new AnyNumber(), "A factor"),
                      Parameter.optional("exact", new Flag(), "True", "Whether to round")),
                  "Changes the size"),
              new Signature("Identity", List.of(), "Leaves the size")));

  private final Builtins<Size> sizes =
      new Builtins<>(
          SIZES,
          Map.of(
              "Resize",
              arguments ->
                  new Size(
                      arguments.text("unit"),
                      arguments.whole("width"),
                      arguments.number("scale"),
                      arguments.flag("exact")),
              "Identity",
              arguments -> new Size("pixel", 0, 1, true)));

  @Test
  void bindsByPositionAndByName() {
    assertThat(sizes.create("Resize('inch', 3, scale=2, exact=False)"))
        .isEqualTo(new Size("inch", 3, 2, false));
    assertThat(sizes.create("Resize(scale=0.5, width=None)"))
        .isEqualTo(new Size("pixel", 10, 0.5, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          Resise(scale=1)            | unknown size "Resise"; did you mean "Resize"? allowed: Resize, Identity
          Xyz()                      | unknown size "Xyz"; allowed: Resize, Identity
          Resize(scal=1)             | Resize: unknown argument "scal"; did you mean "scale"? allowed: unit, width, scale, exact
          Identity(1)                | Identity: 1 arguments given, at most 0 allowed
          Identity(x=1)              | Identity: unknown argument "x"; it has no parameters
          Resize()                   | Resize: the argument "scale" is missing
          Resize('inch', unit='x')   | Resize: the argument "unit" is given twice
          Resize(unit='inc')         | Resize: unit: unknown value "inc"; did you mean "inch"? allowed: pixel, inch
          Resize(width=0)            | Resize: width: expected a whole number of at least 1, but got 0
          Resize(width=1.5)          | Resize: width: expected a whole number of at least 1, but got 1.5
          Resize(scale='1')          | Resize: scale: expected a number, but got "1"
          Resize(scale=1, exact=1)   | Resize: exact: expected True or False, but got 1
          [1]                        | a size must be a call, one of Resize(unit="pixel", width=10, scale, exact=True), Identity(), but is [1]
          Resize(                    | cannot read the size: expected a value at column 8
          lambda x: x                | a Python function is not supported as size; call one of the builtins: Resize(unit="pixel", width=10, scale, exact=True), Identity()
          """)
  void saysWhatIsWrongAndWhatIsAllowed(String text, String message) {
    assertThatThrownBy(() -> sizes.create(text)).hasMessageContaining(message);
  }

  @Test
  void refusesATableThatIsNotTheCatalogue() {
    assertThatThrownBy(() -> new Builtins<Size>(SIZES, Map.of()))
        .hasMessageContaining("functions and their signatures differ");
  }
}
