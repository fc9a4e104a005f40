package org.modyn.modelstorage.format;

import static java.util.Objects.requireNonNull;

/**
 * How the elements of a model are written.
 *
 * @param splitExponent whether the exponents of float32 numbers are written apart from the rest of
 *     the numbers; changes little without a difference
 * @param runLength whether these exponents are run-length encoded
 */
public record Encoding(
    Difference difference, boolean splitExponent, boolean runLength, Compression compression) {
  public Encoding {
    requireNonNull(difference, "difference is null");
    requireNonNull(compression, "compression is null");
  }

  /** The whole model. */
  public static Encoding full(Compression compression) {
    return new Encoding(Difference.NONE, false, false, compression);
  }
}
