package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.schema.Default;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Matches;
import org.modyn.common.config.schema.Name;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * A CSV file with a header and a column of times becomes one file a day, {@code YYYY-MM-DD.csv},
 * last modified on that day at 00:00 UTC: so a pipeline sees the rows of a table in the order in
 * which they came about. Use it for a table that lies in one file; files that arrive one by one
 * need no preparation.
 *
 * <p>Each file begins with the header. Rows stay as they are, their time included; they must be in
 * time order, and stand in one line each. Holds one row in memory.
 */
@Name("csv")
@Description("A CSV file with a column of times becomes a CSV file for each day")
public record CsvPreparation(
    @Description("The CSV file, relative to the dataset file; a name that ends in .gz: gzip")
        @Example("samples.csv")
        String source,
    @Description(
            "Name, in the header, of the column that says when a row came about: 2012-01-31,"
                + " 2012-01-31 23:59, 2012-01-31T23:59:00Z, or seconds since 1970. Without an"
                + " offset it is read as UTC")
        @Example("time")
        String timeColumn,
    @Description("Character between two cells") @Default("','") @Matches("[^\"\\r\\n]")
        String separator)
    implements DatasetPreparation {
  public CsvPreparation {
    requireNonNull(source, "source is null");
    requireNonNull(timeColumn, "timeColumn is null");
    requireNonNull(separator, "separator is null");
  }

  @Override
  public String description() {
    return "csv, times in %s, separator %s".formatted(timeColumn, separator);
  }

  @Override
  public long prepare(Path file, Path directory) {
    try (SourceLines lines = SourceLines.open(file)) {
      String header = lines.next().orElse("");
      int column = timeColumn(header, lines.where());
      try (DayFiles days = new DayFiles(directory, ".csv", row(header))) {
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
          days.write(lines.where(), day(line.get(), column, lines.where()), row(line.get()));
        }
        long rows = days.finish();
        if (rows == 0) {
          throw ModynException.invalidArgument("%s: has no rows below the header", file);
        }
        return rows;
      }
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot prepare %s in %s: %s".formatted(file, directory, e),
          e);
    }
  }

  private static byte[] row(String line) {
    return (line + "\n").getBytes(UTF_8);
  }

  private int timeColumn(String header, String where) {
    List<String> names = CsvCells.split(header, separator.charAt(0), where);
    int column = names.indexOf(timeColumn);
    if (column < 0) {
      throw ModynException.invalidArgument(
          "%s: there is no column '%s' (preparation.time_column); there is: %s",
          where, timeColumn, String.join(", ", names));
    }
    return column;
  }

  private LocalDate day(String line, int column, String where) {
    List<String> cells = CsvCells.split(line, separator.charAt(0), where);
    if (cells.size() <= column) {
      throw ModynException.invalidArgument(
          "%s: has %d cells, but the time stands in cell %d (%s)",
          where, cells.size(), column + 1, timeColumn);
    }
    return SampleTimes.day(cells.get(column))
        .orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "%s: %s: '%s' is no time; expected 2012-01-31, 2012-01-31 23:59,"
                        + " 2012-01-31T23:59:00Z, or seconds since 1970",
                    where, timeColumn, cells.get(column)));
  }
}
