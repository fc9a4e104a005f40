package org.modyn.common.config.pipeline.downsampling;

import java.util.List;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.InvalidFieldException;
import org.modyn.common.config.schema.ToldBy;

/** Several ways to choose, one after the other. */
@ToldBy("downsampling_list")
public record MultiDownsamplingConfig(
    @Description("The ways to choose, in their order")
        List<SingleDownsamplingConfig> downsamplingList,
    @Description("The trigger from which each but the first is used")
        List<Integer> downsamplingThresholds)
    implements DownsamplingConfig {

  public MultiDownsamplingConfig {
    downsamplingList = List.copyOf(downsamplingList);
    downsamplingThresholds = List.copyOf(downsamplingThresholds);
    if (downsamplingThresholds.size() != downsamplingList.size() - 1) {
      throw new InvalidFieldException(
          "downsampling_thresholds",
          "must have one item less than downsampling_list, which has %d, but has %d"
              .formatted(downsamplingList.size(), downsamplingThresholds.size()));
    }
  }
}
