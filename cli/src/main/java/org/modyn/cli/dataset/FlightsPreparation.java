package org.modyn.cli.dataset;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The flights example: a CSV file of flights in time order becomes one file a day, {@code
 * YYYY-MM-DD.bin}, last modified on that day at 00:00 UTC. A file is a sequence of records, in the
 * order of the source, little endian:
 *
 * <pre>
 * offset bytes
 *      0     1 label: 1 when the flight arrives more than 15 minutes late, else 0
 *      1     1 hour of the departure, 0 to 23
 *      2     1 weekday of the departure, 0 (Monday) to 6
 *      3     2 distance, miles, unsigned
 *      5     2 origin, unsigned: its line in airports.txt, from 0
 *      7     2 destination, likewise
 * </pre>
 *
 * <p>{@code airports.txt} lists all IATA codes of the source, origins and destinations, sorted, one
 * a line.
 *
 * <p>Reads the source twice (the codes first) and holds one record and the codes in memory.
 */
public final class FlightsPreparation implements DatasetPreparation {
  /** Bytes of a record, its label included. */
  public static final int RECORD_SIZE = 9;

  static final String VOCABULARY_FILE = "airports.txt";

  private static final int LATE_MINUTES = 15;
  private static final int MAXIMUM_AIRPORTS = 1 << 16;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long SECONDS_PER_HOUR = 3_600;

  @Override
  public String name() {
    return "flights";
  }

  @Override
  public long prepare(Path source, Path directory) {
    try {
      Map<String, Integer> codes = writeVocabulary(source, directory);
      try (DayFiles files = new DayFiles(directory, codes)) {
        forEachFlight(source, files::write);
        return files.finish();
      }
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.UNAVAILABLE,
          "cannot prepare %s in %s: %s".formatted(source, directory, e),
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
          "%s: has %d airports, but a record holds codes up to %d only",
          source, airports.size(), MAXIMUM_AIRPORTS - 1);
    }
    Path temporary = directory.resolve(VOCABULARY_FILE + ".tmp");
    Files.write(temporary, List.copyOf(airports), US_ASCII);
    Files.move(temporary, directory.resolve(VOCABULARY_FILE), StandardCopyOption.ATOMIC_MOVE);
    Map<String, Integer> codes = HashMap.newHashMap(airports.size());
    airports.forEach(airport -> codes.put(airport, codes.size()));
    return codes;
  }

  private static void forEachFlight(Path source, BiConsumer<String, Flight> consumer)
      throws IOException {
    try (InputStream file = Files.newInputStream(source);
        InputStream content =
            source.toString().endsWith(".gz") ? new GZIPInputStream(file, 1 << 16) : file;
        BufferedReader reader = new BufferedReader(new InputStreamReader(content, UTF_8))) {
      String header = reader.readLine();
      if (!Flight.HEADER.equals(header)) {
        throw ModynException.invalidArgument(
            "%s:1: expected the header '%s', but found '%s'", source, Flight.HEADER, header);
      }
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        String where = source + ":" + number;
        consumer.accept(where, Flight.parse(line, where));
      }
      if (number == 1) {
        throw ModynException.invalidArgument("%s: has no flights", source);
      }
    }
  }

  /** Writes flights in time order to the file of their day. */
  private static final class DayFiles implements AutoCloseable {
    private final Path directory;
    private final Map<String, Integer> codes;
    private final ByteBuffer buffer =
        ByteBuffer.allocate(RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private long day = Long.MIN_VALUE;
    private OutputStream output = OutputStream.nullOutputStream();
    private long samples;

    DayFiles(Path directory, Map<String, Integer> codes) {
      this.directory = directory;
      this.codes = codes;
    }

    void write(String where, Flight flight) {
      long flightDay = Math.floorDiv(flight.timestamp(), SECONDS_PER_DAY);
      if (flightDay < day) {
        throw ModynException.invalidArgument(
            "%s: timestamp: %d is before the day of the line above; flights must be in time order",
            where, flight.timestamp());
      }
      try {
        if (flightDay > day) {
          completeDay();
          day = flightDay;
          output = new BufferedOutputStream(Files.newOutputStream(temporary()), 1 << 16);
        }
        output.write(encode(flight));
        samples++;
      } catch (IOException e) {
        throw new ModynException(
            ErrorCategory.UNAVAILABLE, "cannot write to %s: %s".formatted(directory, e), e);
      }
    }

    private byte[] encode(Flight flight) {
      long secondOfDay = flight.timestamp() - day * SECONDS_PER_DAY;
      buffer
          .clear()
          .put((byte) (flight.arrivalDelayMinutes() > LATE_MINUTES ? 1 : 0))
          .put((byte) (secondOfDay / SECONDS_PER_HOUR))
          .put((byte) (LocalDate.ofEpochDay(day).getDayOfWeek().getValue() - 1))
          .putShort((short) flight.distanceMiles())
          .putShort(codes.get(flight.origin()).shortValue())
          .putShort(codes.get(flight.destination()).shortValue());
      return buffer.array();
    }

    /** Returns how many samples were written. */
    long finish() throws IOException {
      completeDay();
      day = Long.MIN_VALUE;
      return samples;
    }

    private void completeDay() throws IOException {
      output.close();
      if (day == Long.MIN_VALUE) {
        return;
      }
      Instant midnight = LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
      // Before the file gets its name: nobody must see it with another time.
      Files.setLastModifiedTime(temporary(), FileTime.from(midnight));
      Files.move(
          temporary(),
          directory.resolve(LocalDate.ofEpochDay(day) + ".bin"),
          StandardCopyOption.ATOMIC_MOVE);
    }

    private Path temporary() {
      return directory.resolve(LocalDate.ofEpochDay(day) + ".tmp");
    }

    @Override
    public void close() throws IOException {
      output.close();
      if (day != Long.MIN_VALUE) {
        Files.deleteIfExists(temporary());
      }
    }
  }
}
