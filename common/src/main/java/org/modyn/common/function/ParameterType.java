package org.modyn.common.function;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/** The type of a {@link Parameter}. */
public sealed interface ParameterType {
  /**
   * Validates an argument.
   *
   * @throws org.modyn.common.error.ModynException INVALID_ARGUMENT that names the allowed values
   */
  void check(Arguments arguments, String parameter);

  /** Text in quotes. */
  record AnyText() implements ParameterType {
    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.text(parameter);
    }
  }

  /** One of some texts in quotes. */
  record Choice(List<String> allowed) implements ParameterType {
    public Choice {
      allowed = List.copyOf(allowed);
    }

    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.checkChoice(parameter, allowed);
    }
  }

  /**
   * A constant of a Python library, or its last part as text in quotes.
   *
   * @param prefix for example {@code torch.}
   * @param allowed the allowed last parts, for example {@code float32}
   */
  record Constant(String prefix, List<String> allowed) implements ParameterType {
    public Constant {
      requireNonNull(prefix, "prefix is null");
      allowed = List.copyOf(allowed);
    }

    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.checkConstant(parameter, prefix, allowed);
    }
  }

  /** A whole number. */
  record WholeNumber(long minimum) implements ParameterType {
    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.checkWhole(parameter, minimum);
    }
  }

  /** A number. */
  record AnyNumber() implements ParameterType {
    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.number(parameter);
    }
  }

  /** {@code True} or {@code False}. */
  record Flag() implements ParameterType {
    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.flag(parameter);
    }
  }

  /** A non-empty list or tuple of numbers. */
  record Numbers() implements ParameterType {
    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.numbers(parameter);
    }
  }

  /**
   * A list or tuple of whole numbers, or a single whole number.
   *
   * @param counts the allowed lengths; empty: any length from 1
   */
  record WholeNumbers(long minimum, List<Integer> counts) implements ParameterType {
    public WholeNumbers {
      counts = List.copyOf(counts);
    }

    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.checkWholes(parameter, minimum, counts);
    }
  }

  /**
   * A list or tuple of whole numbers, a single whole number, or a list of calls of the functions of
   * a catalogue.
   */
  record WholeNumbersOrCalls(long minimum, Supplier<Catalogue> catalogue) implements ParameterType {
    public WholeNumbersOrCalls {
      requireNonNull(catalogue, "catalogue is null");
    }

    @Override
    public void check(Arguments arguments, String parameter) {
      if (arguments.isListOfCalls(parameter)) {
        arguments.calls(parameter, catalogue.get());
      } else {
        arguments.checkWholes(parameter, minimum, List.of());
      }
    }
  }

  /** A list of texts in quotes. */
  record Texts() implements ParameterType {
    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.texts(parameter);
    }
  }

  /** A list of calls of the functions of a catalogue. */
  record Calls(Supplier<Catalogue> catalogue) implements ParameterType {
    public Calls {
      requireNonNull(catalogue, "catalogue is null");
    }

    @Override
    public void check(Arguments arguments, String parameter) {
      arguments.calls(parameter, catalogue.get());
    }
  }
}
