package org.modyn.ml.model.vision;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Minimum;
import org.modyn.common.config.schema.Rule;
import org.modyn.common.config.schema.Violations;
import org.modyn.ml.model.PretrainedWeights;

/** The options of all {@link ResidualNetwork}s, with torchvision's names and defaults. */
public record ResNetOptions(
    @Description("Number of classes, which is the number of outputs")
        @Default("1000")
        @Minimum(1)
        @Example("10")
        int numClasses,
    @Description("Channels of an image: 1 for grey, 3 for colour") @Default("3") @Minimum(1)
        int numInputChannels,
    @Description(
            "Whether to begin with the weights of pretrained_path; when left out, whether that is"
                + " set. Nothing is downloaded")
        Optional<Boolean> usePretrained,
    @Description(
            "A safetensors file on the trainer server's machine, with the names of torchvision's"
                + " state dictionary. Its last layer is used if it has num_classes outputs")
        Optional<Path> pretrainedPath,
    @Description("Whether each block begins as the identity") @Default("false")
        boolean zeroInitResidual,
    @Description("Groups of the convolutions of 3 x 3 pixels") @Default("1") @Minimum(1) int groups,
    @Description("Channels of a group in the first stage") @Default("64") @Minimum(1)
        int widthPerGroup,
    @Description(
            "For each of the last three stages whether it keeps height and width and dilates its"
                + " convolutions")
        Optional<List<Boolean>> replaceStrideWithDilation) {
  private static final Set<String> HEAD = Set.of("fc.weight", "fc.bias");

  public ResNetOptions {
    replaceStrideWithDilation = replaceStrideWithDilation.map(List::copyOf);
  }

  @Rule
  static void pretrainedWeightsComeFromAFile(
      Optional<Boolean> usePretrained, Optional<Path> pretrainedPath, Violations violations) {
    if (usePretrained.orElse(false) && pretrainedPath.isEmpty()) {
      violations.add(
          "use_pretrained",
          "nothing is downloaded: set pretrained_path to a safetensors file of torchvision's"
              + " weights, or use_pretrained to false");
    }
  }

  @Rule
  static void threeStagesCanBeDilated(
      Optional<List<Boolean>> replaceStrideWithDilation, Violations violations) {
    replaceStrideWithDilation.ifPresent(
        stages -> {
          if (stages.size() != 3) {
            violations.add(
                "replace_stride_with_dilation",
                "must have 3 items, one for each of the last three stages, but has %d",
                stages.size());
          }
        });
  }

  /**
   * Adds the options that only networks of {@linkplain ResidualBlock.Kind#BOTTLENECK bottlenecks}
   * have, as in torchvision.
   */
  static void checkBasic(
      int groups,
      int widthPerGroup,
      Optional<List<Boolean>> replaceStrideWithDilation,
      Violations violations) {
    if (groups != 1) {
      violations.add("groups", "must be 1: the blocks of this network have no groups");
    }
    if (widthPerGroup != 64) {
      violations.add("width_per_group", "must be 64: the blocks of this network have one width");
    }
    if (replaceStrideWithDilation.orElse(List.of()).contains(true)) {
      violations.add(
          "replace_stride_with_dilation",
          "must be false: the blocks of this network cannot be dilated");
    }
  }

  /** Whether a stage, counted from 0, keeps height and width. */
  boolean isDilated(int stage) {
    return replaceStrideWithDilation.map(stages -> stages.get(stage - 1)).orElse(false);
  }

  Optional<PretrainedWeights> pretrainedWeights() {
    return usePretrained.orElse(true)
        ? pretrainedPath.map(file -> new PretrainedWeights(file, HEAD))
        : Optional.empty();
  }
}
