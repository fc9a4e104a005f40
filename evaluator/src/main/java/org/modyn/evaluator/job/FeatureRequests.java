package org.modyn.evaluator.job;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import org.modyn.common.config.FieldProblems;
import org.modyn.common.error.ModynException;
import org.modyn.ml.input.InputPipeline;
import org.modyn.ml.tensor.Device;
import org.modyn.ml.tensor.TensorSpecification;
import org.modyn.ml.tokenizer.Tokenizers;
import org.modyn.ml.userfunction.UserCode;
import org.modyn.proto.evaluator.FeaturesRequest;

/** Reads requests for feature vectors of samples. Thread safe. */
public final class FeatureRequests {
  private final UserCode userCode;
  private final Tokenizers tokenizers;

  public FeatureRequests(UserCode userCode, Tokenizers tokenizers) {
    this.userCode = requireNonNull(userCode, "userCode is null");
    this.tokenizers = requireNonNull(tokenizers, "tokenizers is null");
  }

  /**
   * Checks a request, as far as that needs no other server.
   *
   * @throws ModynException INVALID_ARGUMENT with a line for each problem
   */
  public FeatureSpecification read(FeaturesRequest request) {
    FieldProblems problems = new FieldProblems();
    problems.check("device", () -> Device.of(request.getDevice()));
    if (request.getSamples().getKeysCount() == 0) {
      problems.add("samples", "must have at least one key");
    }
    SampleKeyList.problem(request.getSamples())
        .ifPresent(
            problem ->
                problems.add(
                    "samples", problem + "; the sample_size of a DataDriftTrigger limits them"));
    BatchFields fields = BatchFields.of(request);
    fields.check("", problems);
    if (!problems.isEmpty() && fields.hasUserCode()) {
      // it runs only for a request that is right otherwise
      problems.throwIfAny();
    }
    Optional<InputPipeline> input = fields.input("", userCode, tokenizers, problems);
    input
        .flatMap(pipeline -> problem(request, pipeline))
        .ifPresent(problem -> problems.add("", problem));
    problems.throwIfAny();
    return new FeatureSpecification(
        request.hasModelId() ? Optional.of(request.getModelId()) : Optional.empty(),
        request.getDevice(),
        request.getDatasetId(),
        SampleKeyList.toArray(request.getSamples()),
        request.getSkipUnreadableSamples(),
        fields.workers(),
        fields.batchSize(),
        input.orElseThrow());
  }

  /** Returns the input pipeline of a request; empty if its functions are invalid. */
  Optional<InputPipeline> input(FeaturesRequest request) {
    return BatchFields.of(request).input("", userCode, tokenizers, new FieldProblems());
  }

  /**
   * Returns why the input tensors cannot be features; empty if they can be, or embeddings are
   * requested.
   */
  static Optional<String> problem(FeaturesRequest request, InputPipeline input) {
    if (request.hasModelId()) {
      return Optional.empty();
    }
    if (request.hasTokenizer()) {
      return Optional.of(
          "the numbers of word pieces that a tokenizer makes cannot be compared without a model;"
              + " use the embeddings of the model");
    }
    long columns = input.tensors().stream().mapToLong(TensorSpecification::elementsPerSample).sum();
    return columns <= FeatureRowEncoder.MAXIMUM_COLUMNS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "a sample has %,d values, but features have at most %,d; make the samples"
                    + " smaller, or use the embeddings of the model",
                columns,
                FeatureRowEncoder.MAXIMUM_COLUMNS));
  }
}
