package org.modyn.common.config.pipeline.selection.downsampling;

import java.util.List;
import java.util.Locale;
import org.modyn.common.config.schema.At;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.IdentifiedByField;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;

/** Several ways to choose, one after the other. */
@Description("Several ways to choose, one after the other")
@IdentifiedByField("downsampling_list")
public record MultiDownsamplingConfig(
    @Description("The ways to choose, in their order")
        @Example("[{strategy: Loss, ratio: 50}, {strategy: GradNorm, ratio: 50}]")
        List<SingleDownsamplingConfig> downsamplingList,
    @Description("The trigger from which each but the first is used") @Example("[10]")
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
          "must have one item less than downsampling_list, which has %d, but has %d",
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
            "must be more than the one before, but is %d after %d",
            downsamplingThresholds.get(index),
            downsamplingThresholds.get(index - 1));
      }
    }
  }
}
