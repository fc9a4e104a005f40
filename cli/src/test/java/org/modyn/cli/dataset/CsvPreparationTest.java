package org.modyn.cli.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ModynException;

final class CsvPreparationTest {
  @TempDir private Path directory;

  private final CsvPreparation preparation = new CsvPreparation("table.csv", "time", ",");

  @Test
  void writesAFileForEachDay() throws IOException {
    Path source =
        write(
            """
            label,time,text
            0,2012-02-28 23:59,"a ""quoted"", text"
            1,2012-02-28 07:00,
            1,2012-03-01T00:00:00Z,é
            """);

    assertThat(preparation.prepare(source, output())).isEqualTo(3);

    assertThat(output().resolve("2012-02-28.csv"))
        .hasContent(
            """
            label,time,text
            0,2012-02-28 23:59,"a ""quoted"", text"
            1,2012-02-28 07:00,
            """);
    assertThat(output().resolve("2012-03-01.csv"))
        .hasContent("label,time,text\n1,2012-03-01T00:00:00Z,é\n");
    assertThat(modified("2012-02-28.csv")).isEqualTo(Instant.parse("2012-02-28T00:00:00Z"));
    assertThat(modified("2012-03-01.csv")).isEqualTo(Instant.parse("2012-03-01T00:00:00Z"));
    try (var files = Files.list(output())) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void readsOtherSeparatorsLineEndsAndCompressedFiles() throws IOException {
    Path source = directory.resolve("table.csv.gz");
    try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(source))) {
      output.write("\uFEFF\"time\"\tlabel\r\n2012-01-01\t7\r\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(new CsvPreparation("table.csv.gz", "time", "\t").prepare(source, output()))
        .isEqualTo(1);
    assertThat(output().resolve("2012-01-01.csv")).hasContent("\"time\"\tlabel\n2012-01-01\t7\n");
  }

  @ParameterizedTest
  @CsvSource({
    "2012-01-31, 2012-01-31",
    "' 2012-01-31 23:59', 2012-01-31",
    "2012-01-31T23:59:59.5, 2012-01-31",
    "2012-01-31T23:59:59Z, 2012-01-31",
    "2012-01-31T23:30:00-01:00, 2012-02-01",
    "0, 1970-01-01",
    "-1, 1969-12-31",
    "978307199, 2000-12-31",
  })
  void readsTimes(String text, LocalDate day) {
    assertThat(SampleTimes.day(text)).hasValue(day);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "31.01.2012", "2012-02-30", "12:00", "1e9", "2012-01-31x"})
  void readsNothingElseAsATime(String text) {
    assertThat(SampleTimes.day(text)).isEmpty();
  }

  @Test
  void namesTheColumnsWhenThereIsNoneOfTimes() throws IOException {
    assertRefused(
        "day,label\n2012-01-01,0\n",
        "table.csv:1: no column 'time'",
        "preparation.time_column",
        "day, label");
  }

  @Test
  void namesTheLineOfAWrongTime() throws IOException {
    assertRefused(
        "time,label\n2012-01-01,0\nyesterday,0\n", "table.csv:3: time: 'yesterday' is not a time");
    assertRefused("label,time\n0\n", "table.csv:2: has 1 cells, but the time is in cell 2");
  }

  @Test
  void refusesDaysOutOfOrder() throws IOException {
    assertRefused(
        "time,label\n2012-01-02,0\n2012-01-01,0\n",
        "table.csv:3: 2012-01-01 is before the day of the previous line");
    try (var files = Files.list(output())) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void refusesATableWithoutRows() throws IOException {
    assertRefused("time,label\n", "has no rows after the header");
  }

  @Test
  void readsQuotesAsStorageDoes() throws IOException {
    Path source =
        write(
            """
            size,time,label
            2" x 4",2012-01-01,0
            "a,""b"", c",2012-01-02,1
            "",2012-01-03,1
            """);
    assertThat(preparation.prepare(source, output())).isEqualTo(3);
    assertThat(output().resolve("2012-01-01.csv"))
        .hasContent("size,time,label\n2\" x 4\",2012-01-01,0\n");
    assertRefused(
        "time,label\n\"2012-01-01\"x,0\n",
        "table.csv:2: in cell 1, text follows after the closing quote");
  }

  @Test
  void refusesLineBreaksInCells() throws IOException {
    assertRefused("time,text\n2012-01-01,\"a\nb\"\n", "table.csv:2: missing closing quote");
  }

  @Test
  void refusesTextThatIsNotUtf8() throws IOException {
    Path source = directory.resolve("table.csv");
    Files.write(source, "time,text\n2012-01-01,\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> preparation.prepare(source, output()))
        .isInstanceOf(ModynException.class)
        .hasMessageContainingAll("table.csv", "not UTF-8");
  }

  private void assertRefused(String content, String... messageParts) throws IOException {
    Path source = write(content);
    assertThatThrownBy(() -> preparation.prepare(source, output()))
        .isInstanceOf(ModynException.class)
        .hasMessageContainingAll(messageParts);
  }

  private Path write(String content) throws IOException {
    return Files.writeString(directory.resolve("table.csv"), content);
  }

  private Path output() throws IOException {
    return Files.createDirectories(directory.resolve("output"));
  }

  private Instant modified(String file) throws IOException {
    return Files.getLastModifiedTime(output().resolve(file)).toInstant();
  }
}
