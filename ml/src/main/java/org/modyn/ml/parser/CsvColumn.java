package org.modyn.ml.parser;

import java.util.List;
import java.util.Optional;
import org.modyn.common.error.ModynException;
import org.modyn.common.function.Arguments;
import org.modyn.common.function.BuiltinFunctions;
import org.modyn.ml.tensor.TensorDataType;

/**
 * A column that is loaded.
 *
 * @param index from 0
 * @param dataType of its tensor; empty for a text
 * @param tensor its tensor's name
 */
public record CsvColumn(int index, Optional<TensorDataType> dataType, String tensor) {
  private static final int MAXIMUM_INDEX = 1_000_000;

  /**
   * The columns that a call of {@code Csv} names, in its order, which is that in their tensors.
   *
   * @throws ModynException INVALID_ARGUMENT when it names none
   */
  public static List<CsvColumn> read(Arguments csv) {
    if (!csv.has("columns")) {
      throw ModynException.invalidArgument(
          "Csv: the columns to load are missing; name them, as in Csv(columns=[0, 1])");
    }
    if (csv.isListOfCalls("columns")) {
      return csv.calls(
          "columns",
          BuiltinFunctions.COLUMNS,
          column ->
              new CsvColumn(
                  index(column, "index", column.whole("index")),
                  dataType(column.optionalText("dtype").orElse(csv.text("dtype"))),
                  column.optionalText("tensor").orElse(csv.text("tensor"))));
    }
    return csv.wholes("columns").stream()
        .map(
            index ->
                new CsvColumn(
                    index(csv, "columns", index), dataType(csv.text("dtype")), csv.text("tensor")))
        .toList();
  }

  private static int index(Arguments arguments, String parameter, long index) {
    if (index > MAXIMUM_INDEX) {
      throw arguments.error(parameter, "at most " + MAXIMUM_INDEX + ", but got " + index);
    }
    return (int) index;
  }

  private static Optional<TensorDataType> dataType(String name) {
    return name.equals("text") ? Optional.empty() : Optional.of(TensorDataType.ofTorchName(name));
  }
}
