package org.modyn.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modyn.common.error.ModynException;

class FieldProblemsTest {
  private final FieldProblems problems = new FieldProblems();

  @Test
  void aFailedStepBecomesProblemsOfItsFields() {
    assertThat(
            problems.check(
                "model",
                () -> {
                  throw ModynException.invalidArgument(
                      "model.config.size: is required\nsomething else: is wrong");
                }))
        .isEmpty();
    assertThat(problems.check("data", () -> 5)).contains(5);
    assertThat(problems.problems())
        .containsExactly(
            new FieldProblem("model.config.size", "is required"),
            new FieldProblem("model", "something else: is wrong"));
    assertThatThrownBy(problems::throwIfAny)
        .hasMessage("model.config.size: is required\nmodel: something else: is wrong");
  }

  @Test
  void aMessageNamesItsFieldBelowASection() {
    for (String message :
        List.of(
            "transformations[0]: unknown: Tensr", "line 1: ';' expected\n  line 2", "unknown")) {
      problems.checkBelow(
          "data",
          () -> {
            throw ModynException.unimplemented("%s", message);
          });
    }
    assertThat(problems.problems())
        .containsExactly(
            new FieldProblem("data.transformations[0]", "unknown: Tensr"),
            new FieldProblem("data", "line 1: ';' expected line 2"),
            new FieldProblem("data", "unknown"));
  }

  @Test
  void failuresThatAreNoMistakesOfTheRequestAreThrown() {
    assertThatThrownBy(
            () ->
                problems.check(
                    "model",
                    () -> {
                      throw ModynException.unavailable("no answer");
                    }))
        .hasMessage("no answer");
    assertThat(problems.isEmpty()).isTrue();
  }
}
