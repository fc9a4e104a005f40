package org.modyn.ml.model.text;

import static org.modyn.ml.tensor.TensorDataType.FLOAT32;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.modyn.ml.nn.Dropout;
import org.modyn.ml.nn.Embedding;
import org.modyn.ml.nn.Initialization;
import org.modyn.ml.nn.LayerNorm;
import org.modyn.ml.nn.ModelContext;
import org.modyn.ml.nn.Module;
import org.modyn.ml.tensor.Operations;

/**
 * An encoder of text: DistilBERT (Sanh et al., "DistilBERT, a distilled version of BERT",
 * arXiv:1910.01108), the architecture of BERT (Devlin et al., arXiv:1810.04805) with half the
 * layers and without token types. Parameters have the names of the transformers library's {@code
 * DistilBertModel}.
 */
final class DistilBert extends Module {
  /** Added to variances. */
  static final double EPSILON = 1e-12;

  private static final class Embeddings extends Module {
    private final Embedding words;
    private final Embedding positions;
    private final LayerNorm norm;
    private final Dropout dropout;

    /** The numbers of all positions. */
    private final NDArray range;

    Embeddings(ModelContext context, EncoderSizes sizes) {
      super(context);
      Initialization weights = sizes.firstWeights();
      words =
          child(
              "word_embeddings",
              Embedding.padded(context, sizes.vocabSize(), sizes.dim(), weights));
      positions =
          child(
              "position_embeddings",
              Embedding.dense(context, sizes.maxPositionEmbeddings(), sizes.dim(), weights));
      norm = child("LayerNorm", new LayerNorm(context, sizes.dim(), EPSILON));
      dropout = child("dropout", new Dropout(context, sizes.dropout()));
      range = context.constant(LongStream.range(0, sizes.maxPositionEmbeddings()).toArray());
    }

    NDArray forward(NDArray tokens) {
      NDArray indexes =
          Operations.give(
              Operations.slice(range, 0, 0, tokens.getShape().get(1)), tokens.getManager());
      return dropout.forward(
          norm.forward(Operations.add(words.forward(tokens), positions.forward(indexes))));
    }
  }

  private static final class Transformer extends Module {
    private static final class Layers extends Module {
      private final List<DistilBertLayer> all = new ArrayList<>();

      Layers(ModelContext context, EncoderSizes sizes) {
        super(context);
        for (int index = 0; index < sizes.layers(); index++) {
          all.add(child(String.valueOf(index), new DistilBertLayer(context, sizes)));
        }
      }
    }

    private final Layers layers;

    Transformer(ModelContext context, EncoderSizes sizes) {
      super(context);
      layers = child("layer", new Layers(context, sizes));
    }

    NDArray forward(NDArray embeddings, NDArray mask) {
      NDArray hidden = embeddings;
      for (DistilBertLayer layer : layers.all) {
        hidden = layer.forward(hidden, mask);
      }
      return hidden;
    }
  }

  private final Embeddings embeddings;
  private final Transformer transformer;
  private final NDArray one;
  private final NDArray largest;

  DistilBert(ModelContext context, EncoderSizes sizes) {
    super(context);
    embeddings = child("embeddings", new Embeddings(context, sizes));
    transformer = child("transformer", new Transformer(context, sizes));
    one = context.constant(1, FLOAT32, new Shape());
    largest = context.constant(Float.MAX_VALUE, FLOAT32, new Shape());
  }

  /**
   * Encodes texts.
   *
   * @param tokens int64 {@code [batch, length]}
   * @param mask {@code [batch, length]}: 1 for tokens, 0 for padding
   * @return {@code [batch, length, dim]}
   */
  NDArray forward(NDArray tokens, NDArray mask) {
    // 0 for a token, the smallest number for padding
    NDArray scores =
        Operations.multiply(Operations.subtract(Operations.convert(mask, FLOAT32), one), largest);
    Shape shape = mask.getShape();
    return transformer.forward(
        embeddings.forward(tokens), Operations.reshape(scores, shape.get(0), 1, 1, shape.get(1)));
  }
}
