package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.modyn.common.error.ModynException;

/**
 * The implementations of a {@link Catalogue}'s functions. To add one, write its signature there,
 * its class, and list that where the table is made.
 *
 * <p>Immutable.
 */
public final class Builtins<T> {
  private final Catalogue catalogue;
  private final Map<String, Function<Arguments, ? extends T>> factories;

  /**
   * @param factories for the name of each function of the catalogue, what makes its implementation
   *     from the arguments of a call
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
   * Makes what a text calls.
   *
   * @throws ModynException see {@link Catalogue#read(String)}; what the factory throws
   */
  public T create(String text) {
    return create(catalogue.read(text));
  }

  /** Makes what a call that was read from this table's catalogue names. */
  public T create(Arguments arguments) {
    return factories.get(arguments.function()).apply(arguments);
  }
}
