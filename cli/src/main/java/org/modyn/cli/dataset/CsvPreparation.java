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
 * Splits a CSV file with a header and a time column into one file per day, {@code YYYY-MM-DD.csv},
 * last modified on that day at 00:00 UTC, so that a pipeline sees the rows in chronological order.
 * Use it for a table in a single file; files that arrive over time need no preparation.
 *
 * <p>Each file begins with the header. Rows are unchanged, including the time; they must be in
 * chronological order, one row per line. Holds one row in memory.
 */
@Name("csv")
@Description("Splits a CSV file with a time column into one CSV file per day")
public record CsvPreparation(
    @Description("The CSV file, relative to the dataset file; a name that ends in .gz: gzip")
        @Example("samples.csv")
        String source,
    @Description(
            "Name, in the header, of the column with the time of a row: 2012-01-31, 2012-01-31"
                + " 23:59, 2012-01-31T23:59:00Z, or seconds since 1970. A time without an offset is"
                + " UTC")
        @Example("time")
        String timeColumn,
    @Description("ASCII character that separates cells") @Default("','") @Matches("[\\t !#-~]")
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
      CsvCells cells = new CsvCells(separator.charAt(0));
      String header = lines.next().orElse("");
      int column = timeColumn(cells.split(header, lines.where()), lines.where());
      try (DayFiles days = new DayFiles(directory, ".csv", row(header))) {
        for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
          List<String> row = cells.split(line.get(), lines.where());
          days.write(lines.where(), day(row, column, lines.where()), row(line.get()));
        }
        long rows = days.finish();
        if (rows == 0) {
          throw ModynException.invalidArgument("%s: has no rows after the header", file);
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

  private int timeColumn(List<String> names, String where) {
    int column = names.indexOf(timeColumn);
    if (column < 0) {
      throw ModynException.invalidArgument(
          "%s: no column '%s' (preparation.time_column); the columns are: %s",
          where, timeColumn, String.join(", ", names));
    }
    return column;
  }

  private LocalDate day(List<String> cells, int column, String where) {
    if (cells.size() <= column) {
      throw ModynException.invalidArgument(
          "%s: has %d cells, but the time is in cell %d (%s)",
          where, cells.size(), column + 1, timeColumn);
    }
    return SampleTimes.day(cells.get(column))
        .orElseThrow(
            () ->
                ModynException.invalidArgument(
                    "%s: %s: '%s' is not a time; expected 2012-01-31, 2012-01-31 23:59,"
                        + " 2012-01-31T23:59:00Z, or seconds since 1970",
                    where, timeColumn, cells.get(column)));
  }
}
