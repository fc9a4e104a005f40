package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;

/**
 * The implementations of a {@link Catalogue}'s functions. To add one, add its signature to the
 * catalogue, write its class, and list it in the table.
 *
 * <p>Immutable.
 */
public final class Builtins<T> {
  private final Catalogue catalogue;
  private final Map<String, Function<Arguments, ? extends T>> factories;

  /**
   * @param factories the factory of each function of the catalogue, by name, which creates its
   *     implementation from the arguments of a call
   */
  public Builtins(Catalogue catalogue, Map<String, Function<Arguments, ? extends T>> factories) {
    this.catalogue = requireNonNull(catalogue, "catalogue is null");
    this.factories = Map.copyOf(factories);
    if (!catalogue.signatures().stream()
        .map(Signature::name)
        .collect(Collectors.toSet())
        .equals(this.factories.keySet())) {
      throw new IllegalArgumentException(
          "functions and their signatures differ: "
              + this.factories.keySet()
              + ", "
              + catalogue.signatures());
    }
  }

  /**
   * Creates the implementation that a text calls.
   *
   * @throws ModynException see {@link Catalogue#read(String)}; what the factory throws
   */
  public T create(String text) {
    return create(catalogue.read(text));
  }

  /** Creates the implementation for a call that was read from this table's catalogue. */
  public T create(Arguments arguments) {
    return factories.get(arguments.function()).apply(arguments);
  }
}
