package org.modyn.common.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BuiltinsTest {
  private record Size(String unit, long width, double scale, boolean exact) {}

  private final Builtins<Size> sizes =
      new Builtins<>(
          "size",
          List.of(
              new Builtin<>(
                  "Resize",
                  List.of("unit", "width", "scale", "exact"),
                  arguments ->
                      new Size(
                          arguments.choice("unit", List.of("pixel", "inch"), "pixel"),
                          arguments.whole("width", 1, 10),
                          arguments.number("scale"),
                          arguments.flag("exact", true))),
              new Builtin<>("Identity", List.of(), arguments -> new Size("pixel", 0, 1, true))));

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
          Identity(x=1)              | Identity: unknown argument "x"; it takes none
          Resize()                   | Resize: the argument "scale" is missing
          Resize('inch', unit='x')   | Resize: the argument "unit" is given twice
          Resize(unit='inc')         | Resize: unit: unknown value "inc"; did you mean "inch"? allowed: pixel, inch
          Resize(width=0)            | Resize: width: expected a whole number of at least 1, but got 0
          Resize(width=1.5)          | Resize: width: expected a whole number of at least 1, but got 1.5
          Resize(scale='1')          | Resize: scale: expected a number, but got "1"
          Resize(scale=1, exact=1)   | Resize: exact: expected True or False, but got 1
          [1]                        | a size is a call, one of Resize(unit, width, scale, exact), Identity(), but this is [1]
          Resize(                    | cannot read the size: expected a value at column 8
          lambda x: x                | a Python function cannot be a size here; use one of the builtins, as a call: Resize(unit, width, scale, exact), Identity()
          """)
  void saysWhatIsWrongAndWhatIsAllowed(String text, String message) {
    assertThatThrownBy(() -> sizes.create(text)).hasMessageContaining(message);
  }
}
