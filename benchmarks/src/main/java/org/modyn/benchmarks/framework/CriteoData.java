package org.modyn.benchmarks.framework;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Generates data in the format of the Criteo click logs: records of 160 bytes, little endian, of a
 * label (int32, 0 or 1), 13 numbers (float32, from 0 to 1) and 26 categories (int32), as the bytes
 * parser {@code Criteo()} reads them.
 */
public final class CriteoData {
  public static final int RECORD_SIZE = 160;
  public static final int LABEL_SIZE = 4;
  public static final String FILE_WRAPPER = "BinaryFileWrapper";
  public static final String FILE_WRAPPER_CONFIG =
      "{record_size: 160, label_size: 4, byteorder: little, file_extension: .bin}";
  public static final String SINGLE_FILE_WRAPPER = "SingleSampleFileWrapper";
  public static final String SINGLE_FILE_WRAPPER_CONFIG =
      "{file_extension: .sample, label_file_extension: .label}";

  private static final int NUMBERS = 13;
  private static final int CATEGORICAL_FIELDS = 26;
  private static final int CATEGORIES_OF_CRITEO = 10_000_000;
  private static final int RECORDS_A_WRITE = 10_000;
  private static final int FILES_A_FOLDER = 10_000;
  private static final long FIRST_DAY = 1_368_403_200L;
  private static final long SECONDS_A_DAY = 86_400;

  private CriteoData() {}

  /** Writes files of equal size, one per day, whose names are in the order of their times. */
  public static void write(Path directory, long samples, int files) throws IOException {
    write(directory, samples, files, CATEGORIES_OF_CRITEO);
  }

  /**
   * As the other method, for models with smaller tables.
   *
   * @param categories the number of different categories in each of the 26 fields
   */
  public static void write(Path directory, long samples, int files, int categories)
      throws IOException {
    Files.createDirectories(directory);
    SplittableRandom random = new SplittableRandom(1);
    for (int file = 0; file < files; file++) {
      Path path = directory.resolve(name(file));
      try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
        long records = share(samples, file, files);
        while (records > 0) {
          int count = (int) Math.min(records, RECORDS_A_WRITE);
          out.write(records(count, categories, random));
          records -= count;
        }
      }
      setDay(path, file);
    }
  }

  /** As {@link #write}, with sparse files of zeros. */
  public static void writeSparse(Path directory, long samples, int files) throws IOException {
    Files.createDirectories(directory);
    for (int file = 0; file < files; file++) {
      Path path = directory.resolve(name(file));
      try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
        out.setLength(share(samples, file, files) * RECORD_SIZE);
      }
      setDay(path, file);
    }
  }

  /** Writes one file per sample, with its label in a file beside it. */
  public static void writeSingly(Path directory, int samples) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    for (int sample = 0; sample < samples; sample++) {
      Path folder = directory.resolve(String.format(Locale.ROOT, "%04d", sample / FILES_A_FOLDER));
      if (sample % FILES_A_FOLDER == 0) {
        Files.createDirectories(folder);
      }
      Path path = folder.resolve(sample + ".sample");
      Files.write(path, records(1, CATEGORIES_OF_CRITEO, random));
      setDay(path, 0);
      Path label = folder.resolve(sample + ".label");
      Files.writeString(label, String.valueOf(sample % 2));
      setDay(label, 0);
    }
  }

  private static byte[] records(int count, int categories, SplittableRandom random) {
    ByteBuffer bytes = ByteBuffer.allocate(count * RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int record = 0; record < count; record++) {
      bytes.putInt(random.nextInt(2));
      for (int number = 0; number < NUMBERS; number++) {
        bytes.putFloat((float) random.nextDouble());
      }
      for (int field = 0; field < CATEGORICAL_FIELDS; field++) {
        bytes.putInt(random.nextInt(categories));
      }
    }
    return bytes.array();
  }

  private static long share(long samples, int file, int files) {
    return samples / files + (file < samples % files ? 1 : 0);
  }

  private static String name(int file) {
    return String.format(Locale.ROOT, "day_%05d.bin", file);
  }

  private static void setDay(Path path, int day) throws IOException {
    Instant time = Instant.ofEpochSecond(FIRST_DAY + day * SECONDS_A_DAY);
    Files.setLastModifiedTime(path, FileTime.from(time));
  }
}
