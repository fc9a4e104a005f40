package org.modyn.ml.testing;

import java.util.SplittableRandom;
import org.modyn.proto.trainer.Data;
import org.modyn.proto.trainer.JsonString;
import org.modyn.proto.trainer.ModelSpecification;
import org.modyn.proto.trainer.PythonString;
import org.modyn.proto.trainer.StartTrainingRequest;

/**
 * Samples whose label can be learned, all the same on every call: a category (uint8, 0 to 15) and a
 * number (uint8, 0 to 200), from which the label is 1 with a probability that both decide.
 */
public final class LearnableSamples implements TestStorage.Samples {
  /** The {@code bytes_parser_function} for these samples. */
  public static final String PARSER =
      """
      Record(fields=[
        Field("category", "uint8", tensor="categorical_input"),
        Field("number", "uint8", tensor="numerical_input", dtype="float32", scale=0.01)
      ], byteorder="little")\
      """;

  /** The {@code model.config} of a DLRM for these samples. */
  public static final String MODEL_CONFIGURATION =
      """
      {"num_numerical_features": 1, "categorical_features_info": {"category": 16},
       "embedding_dim": 4, "bottom_mlp_sizes": [8, 4], "top_mlp_sizes": [8, 1]}\
      """;

  /**
   * Returns a request to train a DLRM on these samples in a {@link TestStorage}: one epoch of SGD
   * in batches of 50.
   */
  public static StartTrainingRequest.Builder training() {
    return StartTrainingRequest.newBuilder()
        .setPipelineId(1)
        .setDevice("cpu")
        .setBatchSize(50)
        .setTorchOptimizersConfiguration(
            json(
                """
                {"default": {"algorithm": "SGD", "source": "PyTorch",
                             "param_groups": [{"module": "model", "config": {"lr": 0.01}}]}}\
                """))
        .setTorchCriterion("BCEWithLogitsLoss")
        .setCriterionParameters(json("{}"))
        .setDataInfo(Data.newBuilder().setDatasetId(TestStorage.DATASET).setNumDataloaders(1))
        .setBytesParser(PythonString.newBuilder().setValue(PARSER))
        .setLrScheduler(json("{}"))
        .setGradScalerConfiguration(json("{}"))
        .setEpochsPerTrigger(1)
        .setNumPrefetchedPartitions(1)
        .setParallelPrefetchRequests(1)
        .setModel(
            ModelSpecification.newBuilder()
                .setModelClass("DLRM")
                .setConfiguration(json(MODEL_CONFIGURATION)));
  }

  private static JsonString json(String text) {
    return JsonString.newBuilder().setValue(text).build();
  }

  @Override
  public byte[] bytes(long key) {
    SplittableRandom random = new SplittableRandom(key);
    return new byte[] {(byte) random.nextInt(16), (byte) random.nextInt(201)};
  }

  @Override
  public long label(long key) {
    byte[] sample = bytes(key);
    double number = (sample[1] & 0xFF) / 100.0 - 1;
    double logit = (sample[0] % 3 == 0 ? 2.5 : -1.5) + 3 * number;
    return new SplittableRandom(~key).nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  }
}
