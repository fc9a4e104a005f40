package org.modyn.benchmarks.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;

/**
 * Generates data in the format of the Criteo click logs: records of 160 bytes, little endian, of a
 * label (int32, 0 or 1), 13 numbers and 26 categories (int32 each).
 */
final class CriteoData {
  static final int RECORD_SIZE = 160;
  static final int LABEL_SIZE = 4;
  static final String FILE_WRAPPER = "BinaryFileWrapper";
  static final String FILE_WRAPPER_CONFIG =
      "{record_size: 160, label_size: 4, byteorder: little, file_extension: .bin}";
  static final String SINGLE_FILE_WRAPPER = "SingleSampleFileWrapper";
  static final String SINGLE_FILE_WRAPPER_CONFIG =
      "{file_extension: .sample, label_file_extension: .label}";

  private static final int NUMBERS = 13;
  private static final int CATEGORIES = 26;
  private static final int LARGEST_CATEGORY = 10_000_000;
  private static final int RECORDS_A_WRITE = 10_000;
  private static final int FILES_A_FOLDER = 10_000;
  private static final long FIRST_DAY = 1_368_403_200L;
  private static final long SECONDS_A_DAY = 86_400;

  private CriteoData() {}

  /** Writes files of equal size, one per day, whose names are in the order of their times. */
  static void write(Path directory, long samples, int files) throws IOException {
    Files.createDirectories(directory);
    Random random = new Random(1);
    for (int file = 0; file < files; file++) {
      Path path = directory.resolve(name(file));
      try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
        long records = share(samples, file, files);
        while (records > 0) {
          int count = (int) Math.min(records, RECORDS_A_WRITE);
          out.write(records(count, random));
          records -= count;
        }
      }
      setDay(path, file);
    }
  }

  /** As {@link #write}, with sparse files of zeros. */
  static void writeSparse(Path directory, long samples, int files) throws IOException {
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
  static void writeSingly(Path directory, int samples) throws IOException {
    Random random = new Random(1);
    for (int sample = 0; sample < samples; sample++) {
      Path folder = directory.resolve(String.format(Locale.ROOT, "%04d", sample / FILES_A_FOLDER));
      if (sample % FILES_A_FOLDER == 0) {
        Files.createDirectories(folder);
      }
      Path path = folder.resolve(sample + ".sample");
      Files.write(path, records(1, random));
      setDay(path, 0);
      Path label = folder.resolve(sample + ".label");
      Files.writeString(label, String.valueOf(sample % 2));
      setDay(label, 0);
    }
  }

  private static byte[] records(int count, Random random) {
    ByteBuffer bytes = ByteBuffer.allocate(count * RECORD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    for (int record = 0; record < count; record++) {
      bytes.putInt(random.nextInt(2));
      for (int number = 0; number < NUMBERS; number++) {
        bytes.putInt(random.nextInt(1000));
      }
      for (int category = 0; category < CATEGORIES; category++) {
        bytes.putInt(random.nextInt(LARGEST_CATEGORY));
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
