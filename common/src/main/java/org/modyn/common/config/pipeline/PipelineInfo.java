package org.modyn.common.config.pipeline;

import java.util.Optional;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.OmittedWhenEmpty;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Name and description of a pipeline, and what happens at its end. */
@Description("Name and description of a pipeline, and what happens at its end")
public record PipelineInfo(
    @Description("Name of the pipeline") @Example("my-pipeline") String name,
    @Description("What the pipeline does") Optional<String> description,
    @Description("Version of the pipeline") Optional<String> version,
    @Description(
            "Whether the samples after the last trigger are trained on when the pipeline reaches"
                + " the end of its data; default: false")
        @OmittedWhenEmpty
        Optional<Boolean> triggerAtEnd) {
  /** The maximum length of a name, in characters: names are columns of tables and in log lines. */
  public static final int LONGEST_NAME = 200;

  @Rule
  static void namesArePrintable(String name, Optional<String> version, Violations violations) {
    checkName("name", name, violations);
    version.ifPresent(text -> checkName("version", text, violations));
  }

  private static void checkName(String field, String text, Violations violations) {
    if (text.length() > LONGEST_NAME) {
      violations.add(field, "has %d characters, allowed are %d", text.length(), LONGEST_NAME);
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      violations.add(field, "%s", "must not have control characters");
    }
  }

  /** Returns whether the pipeline ends with a trigger for the samples that are left. */
  public boolean triggersAtEnd() {
    return triggerAtEnd.orElse(false);
  }
}
