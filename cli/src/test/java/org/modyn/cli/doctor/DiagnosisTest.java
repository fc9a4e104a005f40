package org.modyn.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modyn.cli.doctor.Finding.Status;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class DiagnosisTest {
  private record Fixed(String name, List<Finding> run) implements Check {
    Fixed(String name, Finding... findings) {
      this(name, Arrays.asList(findings));
    }
  }

  private record Failing(String name, ModynException error) implements Check {
    @Override
    public List<Finding> run() {
      throw error;
    }
  }

  @Test
  void printsFindingsAndWhatToDo() {
    Diagnosis diagnosis =
        Diagnosis.of(
            List.of(
                new Fixed("java", Finding.ok("Java 25")),
                new Fixed(
                    "gpu driver",
                    Finding.problem("no driver\u001b[2J", "install it"),
                    Finding.warning("an old one", "replace it")),
                new Failing("disk", ModynException.unavailable("the disk is away")),
                new Fixed("servers", Finding.skipped("none run"))));
    assertThat(diagnosis.text())
        .isEqualTo(
            """
            ok       java        Java 25
            problem  gpu driver  no driver\\u001b[2J
                                 -> install it
            warning  gpu driver  an old one
                                 -> replace it
            problem  disk        the disk is away
                                 -> correct what the message names, and run 'modyn doctor' again
            skipped  servers     none run
            2 problems, 1 warning
            """);
    assertThat(diagnosis.json())
        .hasToString(
            "{\"findings\":[{\"check\":\"java\",\"status\":\"ok\",\"found\":\"Java"
                + " 25\",\"action\":null},{\"check\":\"gpu"
                + " driver\",\"status\":\"problem\",\"found\":\"no"
                + " driver\\u001B[2J\",\"action\":\"install it\"},{\"check\":\"gpu"
                + " driver\",\"status\":\"warning\",\"found\":\"an old one\",\"action\":\"replace"
                + " it\"},{\"check\":\"disk\",\"status\":\"problem\",\"found\":\"the disk is"
                + " away\",\"action\":\"correct what the message names, and run 'modyn doctor'"
                + " again\"},{\"check\":\"servers\",\"status\":\"skipped\",\"found\":\"none"
                + " run\",\"action\":null}],\"problems\":2,\"warnings\":1}");
    assertThat(diagnosis.count(Status.PROBLEM)).isEqualTo(2);
  }

  @Test
  void isWellWithoutProblems() {
    Diagnosis diagnosis = Diagnosis.of(List.of(new Fixed("java", Finding.ok("Java 25"))));
    assertThat(diagnosis.text()).endsWith("no problems, no warnings\n");
    assertThat(diagnosis.count(Status.PROBLEM)).isZero();
  }

  @Test
  void everyProblemNeedsAnAction() {
    for (Status bad : List.of(Status.PROBLEM, Status.WARNING)) {
      assertThatThrownBy(() -> new Finding(bad, "it is broken", Optional.empty()))
          .hasMessageEndingWith("needs an action: it is broken");
    }
    assertThatThrownBy(() -> new Finding(Status.OK, "it works", Optional.of("repair it")))
        .hasMessageEndingWith("has no action: it works");
  }

  @Test
  void stopsWhenACheckIsCancelled() {
    ModynException cancelled = new ModynException(ErrorCategory.CANCELLED, "interrupted");
    assertThatThrownBy(() -> Diagnosis.of(List.of(new Failing("pytorch", cancelled))))
        .isSameAs(cancelled);
  }
}
