package org.modyn.ml.model.text;

import static org.modyn.ml.tensor.TensorDataType.INT64;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleException;
import org.modyn.ml.model.BatchInputs;
import org.modyn.ml.model.Model;
import org.modyn.ml.model.ModelInput;
import org.modyn.ml.model.ModelOutput;
import org.modyn.ml.nn.Linear;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.tensor.Operations;
import org.modyn.ml.tensor.TensorBatch;
import org.modyn.ml.tensor.TensorSpecification;

/**
 * Classifies texts, as the Wild-Time benchmark does with its Arxiv and Huffpost tasks (Yao et al.,
 * "Wild-Time: A Benchmark of in-the-Wild Distribution Shifts over Time", arXiv:2211.14238): {@link
 * DistilBert}, whose vector of the first token is the embedding, and a fully connected layer.
 *
 * <p>Input: {@code data [batch, length, 2]}, integer: for each position, the token id and whether
 * there is a token, as produced by a tokenizer. Output: logits {@code [batch, num_classes]}.
 */
final class ArticleNet extends Model {
  private static final long COLUMNS = 2;

  private final EncoderSizes sizes;
  private final DistilBert featurizer;
  private final Linear classifier;

  ArticleNet(ModelContext context, ArticleNetOptions options) {
    super(context);
    sizes = options.encoder();
    featurizer = child("featurizer", new DistilBert(context, sizes));
    classifier = child("classifier", new Linear(context, sizes.dim(), options.numClasses()));
  }

  @Override
  public List<ModelInput> inputs() {
    return List.of(new ModelInput(ModelInput.DATA, INT64, List.of(ModelInput.ANY, COLUMNS)));
  }

  /**
   * @throws ModynException INVALID_ARGUMENT when the texts are too long
   */
  @Override
  public void checkSize(ModelInput input, TensorSpecification texts) {
    long length = texts.shape().getFirst();
    if (length > sizes.maxPositionEmbeddings()) {
      throw ModynException.invalidArgument(
          "the texts have %d tokens, but the model takes %d (model.config.max_position_embeddings)",
          length, sizes.maxPositionEmbeddings());
    }
  }

  @Override
  public void checkValues(TensorBatch batch) {
    int tensor = Math.max(0, batch.indexOf(ModelInput.DATA));
    long length = batch.specifications().get(tensor).shape().getFirst();
    for (long index = 0; index < batch.size() * length; index++) {
      long token = batch.integer(tensor, index * COLUMNS);
      if (token < 0 || token >= sizes.vocabSize()) {
        throw new SampleException(
            batch.keys()[(int) (index / length)],
            ModynException.invalidArgument(
                "has the token %d, but the model's tokens go from 0 to %d"
                    + " (model.config.vocab_size: %d)",
                token, sizes.vocabSize() - 1, sizes.vocabSize()));
      }
    }
  }

  @Override
  public ModelOutput forward(BatchInputs inputs) {
    NDArray data = inputs.tensor(ModelInput.DATA);
    NDArray hidden = featurizer.forward(column(data, 0), column(data, 1));
    NDArray embedding =
        Operations.reshape(Operations.slice(hidden, 1, 0, 1), inputs.size(), sizes.dim());
    return new ModelOutput(classifier.forward(embedding), embedding);
  }

  private static NDArray column(NDArray data, long column) {
    Shape shape = data.getShape();
    return Operations.reshape(
        Operations.slice(data, 2, column, column + 1), shape.get(0), shape.get(1));
  }
}
