package org.modyn.common.config.pipeline.evaluation.metric;

import java.util.Locale;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** How a metric of predicted classes is averaged: what {@code F1Score} and others share. */
public record ClassAverage(
    @Description("Number of classes, which are 0 to num_classes - 1") @Minimum(1) @Example("10")
        int numClasses,
    @Description("How the values of the classes are averaged") @Default("macro") Kind average,
    @Description("The positive class; only used with binary") @Default("1") int posLabel) {

  @Rule
  static void binaryMeansTwoClasses(Kind average, int numClasses, Violations violations) {
    if (average == Kind.BINARY && numClasses != 2) {
      violations.add("num_classes", "must be 2 when average is binary, but is %d", numClasses);
    }
  }

  @Rule
  static void thePositiveClassIsOneOfTwo(Kind average, int posLabel, Violations violations) {
    if (average == Kind.BINARY && posLabel != 0 && posLabel != 1) {
      violations.add("pos_label", "must be 0 or 1 when average is binary, but is %d", posLabel);
    }
  }

  /** Whether the result is the value of one class, which can be undefined. */
  public boolean isBinary() {
    return average == Kind.BINARY;
  }

  /**
   * The name of a result, as the original Modyn forms it: {@code F1-macro}, {@code F1-binary-1}.
   *
   * @param metric what is averaged
   */
  String nameOf(String metric) {
    String name = metric + "-" + average.text();
    return isBinary() ? name + "-" + posLabel : name;
  }

  /** How the values of the classes are averaged. */
  public enum Kind {
    /** Their mean; a class without samples and predictions counts as 0. */
    MACRO,
    /** The value of all samples together, which is the accuracy. */
    MICRO,
    /** Their mean, weighted by the number of samples with the label of a class. */
    WEIGHTED,
    /** The value of the positive class. */
    BINARY;

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
