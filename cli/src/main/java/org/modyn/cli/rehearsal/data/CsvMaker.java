package org.modyn.cli.rehearsal.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.modyn.common.function.Arguments;

/**
 * Lines for {@code Csv(columns=[...])}: numbers of 0 to 1, integers below the model's limits, or
 * words.
 *
 * @param columns how many each line has
 * @param limits of the integers in {@code used}; empty when there are none
 * @param used the columns that the parser reads
 */
record CsvMaker(
    int columns,
    String separator,
    String dataType,
    boolean header,
    List<Long> used,
    List<Long> limits)
    implements SampleMaker {
  private static final long LIMIT_OF_OTHERS = 10;

  static CsvMaker create(Arguments arguments, SampleMakers.Context context) {
    String tensor = arguments.text("tensor");
    List<Long> used =
        arguments.has("columns")
            ? arguments.wholes("columns")
            : IntStream.range(0, (int) context.tensors().getFirst().elementsPerSample())
                .mapToObj(column -> (long) column)
                .toList();
    return new CsvMaker(
        Math.toIntExact(used.stream().mapToLong(column -> column).max().orElseThrow() + 1),
        arguments.text("separator"),
        arguments.text("dtype"),
        arguments.flag("header"),
        used,
        context.limits().getOrDefault(tensor, List.of()));
  }

  @Override
  public byte[] make(RandomGenerator random) {
    String line =
        IntStream.range(0, columns)
            .mapToObj(column -> cell(column, random))
            .collect(Collectors.joining(separator));
    return (header ? names() + "\n" + line : line).getBytes(UTF_8);
  }

  private String cell(int column, RandomGenerator random) {
    return switch (dataType) {
      case "int64" -> Long.toString(random.nextLong(limit(column)));
      case "text" -> TextMaker.words(random, 1);
      default -> String.format(Locale.ROOT, "%.3f", random.nextDouble());
    };
  }

  private long limit(long column) {
    int place = used.indexOf(column);
    return place >= 0 && place < limits.size() ? limits.get(place) : LIMIT_OF_OTHERS;
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
    return "lines of %d columns%s".formatted(columns, header ? " below their names" : "");
  }
}
