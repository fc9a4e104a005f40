package org.modyn.ml.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SettingsTest {
  @Test
  void readsTypesAndDefaults() {
    Settings settings =
        Settings.parse(
            "model.config",
            """
            {"size": 3, "rate": 1e-3, "sizes": [4, 5], "flag": true, "name": "x", "gone": null,
             "inner": {"b": 1, "a": 2}, "list": [{"k": 1}]}\
            """);
    assertThat(settings.whole("size", 1)).isEqualTo(3);
    assertThat(settings.whole("gone", 1, 8)).isEqualTo(8);
    assertThat(settings.number("rate", 1)).isEqualTo(1e-3);
    assertThat(settings.wholes("sizes", 1)).containsExactly(4, 5);
    assertThat(settings.flag("flag", false)).isTrue();
    assertThat(settings.text("name")).isEqualTo("x");
    assertThat(settings.section("inner").keys()).containsExactly("b", "a");
    assertThat(settings.sections("list").getFirst().whole("k", 0)).isEqualTo(1);
    assertThat(settings.optionalSection("absent").keys()).isEmpty();
    settings.rejectUnknown();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"lrr": 1}        | optimizer.lrr: unknown key; did you mean "lr"? allowed: lr, steps, names, mode
          {"lr": "fast"}    | optimizer.lr: expected a number, but got fast
          {"lr": -1}        | optimizer.lr: expected a number that is not negative, but got -1.0
          {"steps": 1.5}    | optimizer.steps: expected a whole number of at least 2, but got 1.5
          {"steps": 1}      | optimizer.steps: expected a whole number of at least 2, but got 1
          {"steps": 99999999999} | optimizer.steps: expected a whole number
          {"names": 4}      | optimizer.names: expected a list, but got 4
          {"names": [1, 0]} | optimizer.names[1]: expected a whole number of at least 1, but got 0
          {"mode": "slw"}   | optimizer.mode: unknown value "slw"; did you mean "slow"? allowed: fast, slow
          [1]               | optimizer is not a JSON object
          {"lr":            | optimizer is not a JSON object
          """)
  void namesThePathAndWhatIsAllowed(String json, String message) {
    assertThatThrownBy(
            () -> {
              Settings settings = Settings.parse("optimizer", json);
              settings.nonNegative("lr", 1);
              settings.whole("steps", 2, 2);
              if (settings.has("names")) {
                settings.wholes("names", 1);
              }
              settings.choice("mode", List.of("fast", "slow"), "fast");
              settings.rejectUnknown();
            })
        .hasMessageContaining(message);
  }
}
