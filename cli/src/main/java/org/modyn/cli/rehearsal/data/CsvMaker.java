package org.modyn.cli.rehearsal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.modyn.common.function.Arguments;
import org.modyn.ml.parser.CsvColumn;
import org.modyn.ml.tensor.TensorDataType;

/**
 * Lines for {@code Csv(columns=[...])}: numbers of 0 to 1, integers below the model's limits, or
 * words.
 *
 * @param columns the number of columns
 * @param used the columns that the parser reads; the others are numbers
 * @param limits of integers, by the tensor's name
 */
record CsvMaker(
    int columns,
    String separator,
    boolean header,
    List<CsvColumn> used,
    Map<String, List<Long>> limits)
    implements SampleMaker {
  private static final long LIMIT_OF_OTHERS = 10;

  static CsvMaker create(Arguments arguments, SampleMakers.Context context) {
    List<CsvColumn> used = CsvColumn.read(arguments);
    return new CsvMaker(
        used.stream().mapToInt(CsvColumn::index).max().orElseThrow() + 1,
        arguments.optionalText("separator").orElse(","),
        arguments.flag("header"),
        used,
        context.limits());
  }

  @Override
  public byte[] make(RandomGenerator random) {
    String line =
        IntStream.range(0, columns)
            .mapToObj(column -> cell(column, random))
            .collect(Collectors.joining(separator));
    return (header ? names() + "\n" + line : line).getBytes(UTF_8);
  }

  private String cell(int index, RandomGenerator random) {
    Optional<CsvColumn> column = used.stream().filter(one -> one.index() == index).findFirst();
    if (column.isPresent() && column.get().dataType().isEmpty()) {
      return TextMaker.words(random, 1);
    }
    return column
        .filter(one -> one.dataType().orElseThrow() == TensorDataType.INT64)
        .map(one -> Long.toString(random.nextLong(limit(one))))
        .orElseGet(() -> String.format(Locale.ROOT, "%.3f", random.nextDouble()));
  }

  private long limit(CsvColumn column) {
    List<Long> ofTensor = limits.getOrDefault(column.tensor(), List.of());
    int place =
        used.stream().filter(one -> one.tensor().equals(column.tensor())).toList().indexOf(column);
    return place < ofTensor.size() ? ofTensor.get(place) : LIMIT_OF_OTHERS;
  }

  private String names() {
    return IntStream.range(0, columns)
        .mapToObj(column -> "column" + column)
        .collect(Collectors.joining(separator));
  }

  @Override
  public FileLayout layout() {
    return header ? new FileLayout.SingleSamples(".csv") : new FileLayout.Rows(separator, columns);
  }

  @Override
  public String description() {
    return String.format(
        Locale.ROOT, "lines of %d columns%s", columns, header ? " below their names" : "");
  }
}
