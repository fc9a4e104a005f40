package org.modyn.common.config.pipeline.selection.downsampling;

import java.util.List;
import java.util.Locale;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.IdentifiedByField;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Several downsampling strategies for successive triggers. */
@Description("Several downsampling strategies for successive triggers")
@IdentifiedByField("downsampling_list")
public record MultiDownsamplingConfig(
    @Description("The strategies, in order")
        @Example("[{strategy: Loss, ratio: 50}, {strategy: GradNorm, ratio: 50}]")
        List<SingleDownsamplingConfig> downsamplingList,
    @Description(
            "For each strategy after the first, the number of the trigger from which it is used;"
                + " triggers count from 0, after the warm-up")
        @Example("[10]")
        List<Integer> downsamplingThresholds)
    implements DownsamplingConfig {

  public MultiDownsamplingConfig {
    downsamplingList = List.copyOf(downsamplingList);
    downsamplingThresholds = List.copyOf(downsamplingThresholds);
  }

  @Rule
  static void aThresholdStandsBetweenTwoWays(
      @At("downsampling_list[].strategy") List<String> strategies,
      List<Integer> downsamplingThresholds,
      Violations violations) {
    if (downsamplingThresholds.size() != strategies.size() - 1) {
      violations.add(
          "downsampling_thresholds",
          "must have one item less than downsampling_list (%d), but has %d",
          strategies.size(),
          downsamplingThresholds.size());
    }
  }

  @Rule
  static void thresholdsAscend(List<Integer> downsamplingThresholds, Violations violations) {
    for (int index = 1; index < downsamplingThresholds.size(); index++) {
      if (downsamplingThresholds.get(index) <= downsamplingThresholds.get(index - 1)) {
        violations.add(
            String.format(Locale.ROOT, "downsampling_thresholds[%d]", index),
            "must be larger than the previous item, but is %d after %d",
            downsamplingThresholds.get(index),
            downsamplingThresholds.get(index - 1));
      }
    }
  }
}
