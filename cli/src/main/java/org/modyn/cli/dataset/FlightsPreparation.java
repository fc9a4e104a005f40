package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.modyn.common.config.schema.Description;
import org.modyn.common.config.schema.Example;
import org.modyn.common.config.schema.Name;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The flights example: converts a CSV file of flights in chronological order to one file per day,
 * {@code YYYY-MM-DD.bin}, last modified on that day at 00:00 UTC. A file is a sequence of records,
 * in the order of the source, little endian:
 *
 * <pre>
 * offset bytes
 *      0     1 label: 1 when the flight arrives more than 15 minutes late, else 0
 *      1     1 hour of the departure, 0 to 23
 *      2     1 weekday of the departure, 0 (Monday) to 6
 *      3     2 distance, miles, unsigned
 *      5     2 origin, unsigned: its line number in airports.txt, from 0
 *      7     2 destination, likewise
 * </pre>
 *
 * <p>{@code airports.txt} lists all IATA codes of the source, origins and destinations, sorted, one
 * per line.
 *
 * <p>Reads the source twice (the codes first) and holds one record and the codes in memory.
 */
@Name("flights")
@Description("The flights example: converts a CSV file to one file of records per day")
public record FlightsPreparation(
    @Description("The CSV file, relative to the dataset file; a name that ends in .gz: gzip")
        @Example("flights.csv.gz")
        String source)
    implements DatasetPreparation {
  /** Size of a record in bytes, including its label. */
  public static final int RECORD_SIZE = 9;

  static final String VOCABULARY_FILE = "airports.txt";

  private static final int LATE_MINUTES = 15;
  private static final int MAXIMUM_AIRPORTS = 1 << 16;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long SECONDS_PER_HOUR = 3_600;

  public FlightsPreparation {
    requireNonNull(source, "source is null");
  }

  @Override
  public String description() {
    return "flights";
  }

  @Override
  public long prepare(Path file, Path directory) {
    try {
      Map<String, Integer> codes = writeVocabulary(file, directory);
      ByteBuffer buffer = ByteBuffer.allocate(RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
      try (DayFiles days = new DayFiles(directory, ".bin", new byte[0])) {
        forEachFlight(
            file,
            (where, flight) -> {
              LocalDate day =
                  LocalDate.ofEpochDay(Math.floorDiv(flight.timestamp(), SECONDS_PER_DAY));
              days.write(where, day, encode(flight, day, codes, buffer));
            });
        return days.finish();
      }
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot prepare %s in %s: %s".formatted(file, directory, e),
          e);
    }
  }

  private static Map<String, Integer> writeVocabulary(Path source, Path directory)
      throws IOException {
    TreeSet<String> airports = new TreeSet<>();
    forEachFlight(
        source,
        (where, flight) -> {
          airports.add(flight.origin());
          airports.add(flight.destination());
        });
    if (airports.size() > MAXIMUM_AIRPORTS) {
      throw ModynException.invalidArgument(
          "%s: has %d airports, but records support only %d",
          source, airports.size(), MAXIMUM_AIRPORTS - 1);
    }
    Path vocabulary = directory.resolve(VOCABULARY_FILE);
    Files.write(TimedFiles.temporary(vocabulary), List.copyOf(airports), US_ASCII);
    Files.move(TimedFiles.temporary(vocabulary), vocabulary, StandardCopyOption.ATOMIC_MOVE);
    Map<String, Integer> codes = HashMap.newHashMap(airports.size());
    airports.forEach(airport -> codes.put(airport, codes.size()));
    return codes;
  }

  /** Receives a flight and its location in the source. */
  @FunctionalInterface
  private interface FlightConsumer {
    void accept(String where, Flight flight) throws IOException;
  }

  private static void forEachFlight(Path source, FlightConsumer consumer) throws IOException {
    try (SourceLines lines = SourceLines.open(source)) {
      String header = lines.next().orElse("");
      if (!Flight.HEADER.equals(header)) {
        throw ModynException.invalidArgument(
            "%s: expected the header '%s', but found '%s'", lines.where(), Flight.HEADER, header);
      }
      Optional<String> line = lines.next();
      if (line.isEmpty()) {
        throw ModynException.invalidArgument("%s: has no flights", source);
      }
      for (; line.isPresent(); line = lines.next()) {
        consumer.accept(lines.where(), Flight.parse(line.get(), lines.where()));
      }
    }
  }

  private static byte[] encode(
      Flight flight, LocalDate day, Map<String, Integer> codes, ByteBuffer buffer) {
    long secondOfDay = Math.floorMod(flight.timestamp(), SECONDS_PER_DAY);
    buffer
        .clear()
        .put((byte) (flight.arrivalDelayMinutes() > LATE_MINUTES ? 1 : 0))
        .put((byte) (secondOfDay / SECONDS_PER_HOUR))
        .put((byte) (day.getDayOfWeek().getValue() - 1))
        .putShort((short) flight.distanceMiles())
        .putShort(codes.get(flight.origin()).shortValue())
        .putShort(codes.get(flight.destination()).shortValue());
    return buffer.array();
  }
}
