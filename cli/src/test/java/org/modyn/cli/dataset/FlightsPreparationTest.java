package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ModynException;

final class FlightsPreparationTest {
  @TempDir private Path directory;

  @Test
  void writesARecordForEachFlightToTheFileOfItsDay() throws IOException {
    // 2001-01-01 was a Monday
    Path source =
        write(
            Flight.HEADER,
            "978307260,LAS,PHL,2176,33",
            "978393599,ATL,LAS,300,15",
            "978393600,PHL,ATL,65535,16");

    assertThat(new FlightsPreparation(source.toString()).prepare(source, output())).isEqualTo(3);

    assertThat(Files.readAllLines(output().resolve("airports.txt")))
        .containsExactly("ATL", "LAS", "PHL");
    // label, hour, weekday, distance, origin, destination
    assertThat(hex("2001-01-01.bin"))
        .isEqualTo(
            "01" + "00" + "00" + "8008" + "0100" + "0200" + "00" + "17" + "00" + "2c01" + "0000"
                + "0100");
    assertThat(hex("2001-01-02.bin")).isEqualTo("01" + "00" + "01" + "ffff" + "0200" + "0000");
    assertThat(modified("2001-01-01.bin")).isEqualTo(Instant.parse("2001-01-01T00:00:00Z"));
    assertThat(modified("2001-01-02.bin")).isEqualTo(Instant.parse("2001-01-02T00:00:00Z"));
    try (var files = Files.list(output())) {
      assertThat(files).hasSize(3);
    }
  }

  @Test
  void refusesAnotherHeader() throws IOException {
    assertRefused("1: expected the header", "timestamp,from,to", "978307260,LAS,PHL");
  }

  @Test
  void refusesAFileWithoutFlights() throws IOException {
    assertRefused("has no flights", Flight.HEADER);
  }

  @Test
  void refusesAMissingField() throws IOException {
    assertRefused(
        "3: expected 5 fields",
        Flight.HEADER,
        "978307260,LAS,PHL,2176,33",
        "978307260,LAS,PHL,2176");
  }

  @Test
  void refusesWhatIsNoNumber() throws IOException {
    assertRefused(
        "2: arrival_delay_minutes: 'NA' is not a whole number",
        Flight.HEADER,
        "978307260,LAS,PHL,2176,NA");
  }

  @Test
  void refusesADistanceThatDoesNotFitItsField() throws IOException {
    assertRefused(
        "2: distance_miles: 65536 is not between 0 and 65535",
        Flight.HEADER,
        "978307260,LAS,PHL,65536,0");
  }

  @Test
  void refusesDaysOutOfOrder() throws IOException {
    assertRefused(
        "3: 2001-01-01 is before the day of the previous line",
        Flight.HEADER,
        "978393600,LAS,PHL,1,0",
        "978307260,LAS,PHL,1,0");
    try (var files = Files.list(output())) {
      assertThat(files).allMatch(file -> !file.toString().endsWith(".tmp"));
    }
  }

  private void assertRefused(String message, String... lines) throws IOException {
    Path source = write(lines);
    assertThatThrownBy(() -> new FlightsPreparation(source.toString()).prepare(source, output()))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("flights.csv.gz");
  }

  private Path output() throws IOException {
    return Files.createDirectories(directory.resolve("output"));
  }

  private Path write(String... lines) throws IOException {
    Path source = directory.resolve("flights.csv.gz");
    try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(source))) {
      output.write((String.join("\n", List.of(lines)) + "\n").getBytes(UTF_8));
    }
    return source;
  }

  private String hex(String file) throws IOException {
    return HexFormat.of().formatHex(Files.readAllBytes(output().resolve(file)));
  }

  private Instant modified(String file) throws IOException {
    return Files.getLastModifiedTime(output().resolve(file)).toInstant();
  }
}
