package org.modyn.modelstorage.strategy;

import static java.util.Objects.requireNonNull;

import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Name;
import org.modyn.modelstorage.format.Compression;
import org.modyn.modelstorage.format.Difference;
import org.modyn.modelstorage.format.Encoding;

/**
 * Stores the difference of the weights, without a loss. Worth it with {@code zip: true} only:
 * without compression a difference is as large as the model.
 *
 * <p>In the original, {@code sub} subtracts floating-point numbers, which loses bits. Here it
 * subtracts their bits as integers ({@link Difference#SUB}).
 */
@Name("WeightsDifference")
@Description("Stores the difference of the weights from another model, bit for bit")
public record WeightsDifference(
    @Description("How the difference is computed: xor of the bits, or sub of the bits as integers")
        @Default("sub")
        Operator operator,
    @Description("Whether exponents of float32 numbers are stored apart from the other bits")
        @Default("false")
        boolean splitExponent,
    @Description("Whether these exponents are run-length encoded") @Default("false") boolean rle,
    @Description("The model that the difference is from: the last full one, or the previous one")
        @Default("last_full")
        Reference reference)
    implements IncrementalModelStrategy {

  /** The names of the differences in pipeline files. */
  public enum Operator {
    @Name("xor")
    XOR,
    @Name("sub")
    SUB
  }

  public WeightsDifference {
    requireNonNull(operator, "operator is null");
    requireNonNull(reference, "reference is null");
  }

  @Override
  public Encoding encoding(Compression compression) {
    Difference difference =
        switch (operator) {
          case XOR -> Difference.XOR;
          case SUB -> Difference.SUB;
        };
    return new Encoding(difference, splitExponent, rle, compression);
  }
}
