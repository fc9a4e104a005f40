package org.modyn.common.config.pipeline;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;
import org.modyn.common.config.RecordCopy;

/** The devices of a pipeline: all fields {@code device} of its file, in any section. */
public final class PipelineDevices {
  private static final String COMPONENT = "device";
  private static final String NUMBER_OF_DEVICES = "gpus";

  private PipelineDevices() {}

  /** Returns the devices that a pipeline names. */
  public static SequencedSet<String> of(PipelineConfig pipeline) {
    SequencedSet<String> devices = new LinkedHashSet<>();
    replace(
        pipeline,
        device -> {
          devices.add(device);
          return device;
        });
    return devices;
  }

  /**
   * Returns the same pipeline with a single device, also for a training on several.
   *
   * @param device {@code cpu} or {@code cuda:N}
   */
  public static PipelineConfig with(PipelineConfig pipeline, String device) {
    PipelineConfig onOne = RecordCopy.replaceAll(pipeline, NUMBER_OF_DEVICES, before -> 1);
    return replace(onOne, before -> device);
  }

  private static PipelineConfig replace(PipelineConfig pipeline, UnaryOperator<String> change) {
    return RecordCopy.replaceAll(
        pipeline,
        COMPONENT,
        value ->
            value instanceof Optional<?> optional
                ? optional.map(device -> change.apply((String) device))
                : change.apply((String) value));
  }
}
