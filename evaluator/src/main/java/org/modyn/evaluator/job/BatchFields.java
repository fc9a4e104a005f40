package org.modyn.evaluator.job;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.function.UserFunctions;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.loader.LoaderMemory;
import org.modyn.ml.loader.LoaderOptions;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.EvaluateModelRequest;
import org.modyn.proto.evaluator.FeaturesRequest;

/** The fields of a request that define how samples are read and become batches. */
record BatchFields(
    String datasetId,
    int batchSize,
    int dataloaderWorkers,
    String bytesParser,
    List<String> transformations,
    Optional<String> tokenizer) {

  static BatchFields of(EvaluateModelRequest request) {
    return new BatchFields(
        request.getDatasetInfo().getDatasetId(),
        request.getBatchSize(),
        request.getDatasetInfo().getNumDataloaders(),
        request.getBytesParser().getValue(),
        request.getTransformListList(),
        request.hasTokenizer() ? Optional.of(request.getTokenizer().getValue()) : Optional.empty());
  }

  static BatchFields of(FeaturesRequest request) {
    return new BatchFields(
        request.getDatasetId(),
        request.getBatchSize(),
        request.getNumDataloaders(),
        request.getBytesParser().getValue(),
        request.getTransformListList(),
        request.hasTokenizer() ? Optional.of(request.getTokenizer().getValue()) : Optional.empty());
  }

  /** Whether the parser is a program of the user. */
  boolean hasUserCode() {
    return UserFunctions.isUserCode(bytesParser);
  }

  /** The number of threads that load samples. */
  int workers() {
    return Math.max(1, dataloaderWorkers);
  }

  /**
   * Checks the name of the dataset and the numbers.
   *
   * @param prefix of the fields in the pipeline file, with a dot at its end; may be empty
   */
  void check(String prefix, FieldProblems problems) {
    if (datasetId.isBlank()) {
      problems.add(prefix + "dataset_id", "is missing");
    }
    checkAtLeast(1, batchSize, prefix + "batch_size", problems);
    checkAtLeast(0, dataloaderWorkers, prefix + "dataloader_workers", problems);
  }

  private static void checkAtLeast(int minimum, int value, String field, FieldProblems problems) {
    if (value < minimum) {
      problems.add(
          field, String.format(Locale.ROOT, "must be at least %d, but is %d", minimum, value));
    }
  }

  /**
   * Creates the input pipeline, and checks whether its batches fit into memory.
   *
   * @param section of the fields in the pipeline file; empty if there is none
   * @return empty if the functions are invalid
   */
  Optional<InputPipeline> input(
      String section, UserCode userCode, Tokenizers tokenizers, FieldProblems problems) {
    Optional<InputPipeline> input =
        problems.checkBelow(
            section,
            () ->
                InputPipeline.create(
                    bytesParser, transformations, tokenizer, userCode, tokenizers));
    input
        .map(
            pipeline ->
                LoaderMemory.of(
                    pipeline.parser().tensors(),
                    LoaderOptions.inOrder(workers(), Math.max(1, batchSize))))
        .flatMap(LoaderMemory::shortage)
        .ifPresent(
            shortage ->
                problems.add(section.isEmpty() ? "batch_size" : section + ".batch_size", shortage));
    return input;
  }
}
