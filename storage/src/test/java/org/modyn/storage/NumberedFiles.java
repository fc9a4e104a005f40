package org.modyn.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Kinds of files whose samples carry their own number. As with {@link StorageFixture}, numbers are
 * given in the order in which the files will be ingested, so that the key of sample {@code n} is
 * {@code n + 1}.
 */
enum NumberedFiles {
  BINARY(
      "BinaryFileWrapper",
      "{record_size: 21, label_size: 4, byteorder: big, file_extension: .bin}") {
    @Override
    byte[] sample(long number) {
      return ByteBuffer.allocate(17).putLong(number).put((byte) 7).putLong(~number).array();
    }

    @Override
    void write(Path folder, String name, long timestamp, long first, int count) {
      ByteBuffer bytes = ByteBuffer.allocate(21 * count).order(ByteOrder.BIG_ENDIAN);
      for (long number = first; number < first + count; number++) {
        bytes.putInt((int) label(number)).put(sample(number));
      }
      StorageFixture.write(folder.resolve(name + ".bin"), timestamp, bytes.array());
    }
  },

  CSV("CsvFileWrapper", "{label_index: 0, separator: ';', file_extension: .txt}") {
    @Override
    byte[] sample(long number) {
      return (number + ";" + "x".repeat((int) (number % 23))).getBytes(UTF_8);
    }

    @Override
    void write(Path folder, String name, long timestamp, long first, int count) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (long number = first; number < first + count; number++) {
        bytes.writeBytes((label(number) + ";").getBytes(UTF_8));
        bytes.writeBytes(sample(number));
        bytes.write('\n');
      }
      StorageFixture.write(folder.resolve(name + ".txt"), timestamp, bytes.toByteArray());
    }
  },

  /** The label stands between other cells, so that a sample is two pieces of the file. */
  QUOTED_CSV("CsvFileWrapper", "{label_index: 1, quote: '\"', ignore_first_line: true}") {
    @Override
    byte[] sample(long number) {
      return (before(number) + "," + behind(number)).getBytes(UTF_8);
    }

    private String before(long number) {
      return "\"" + "\u00E9,\r\n\"\"".repeat((int) (number % 5)) + number + "\"";
    }

    private String behind(long number) {
      return "-" + number + "," + "y".repeat((int) (number % 300 == 0 ? 2000 : number % 7));
    }

    @Override
    void write(Path folder, String name, long timestamp, long first, int count) {
      StringBuilder text = new StringBuilder("\uFEFF\"number\n\",label,again,more\r\n");
      for (long number = first; number < first + count; number++) {
        text.append(before(number)).append(',').append(label(number)).append(',');
        text.append(behind(number)).append(number % 2 == 0 ? "\r\n" : "\n");
      }
      StorageFixture.write(
          folder.resolve(name + ".csv"), timestamp, text.toString().strip().getBytes(UTF_8));
    }
  },

  SINGLE_SAMPLE("SingleSampleFileWrapper", "{file_extension: .png, label_file_extension: .txt}") {
    @Override
    byte[] sample(long number) {
      return ("picture " + number + "!".repeat((int) (number % 31))).getBytes(UTF_8);
    }

    @Override
    void write(Path folder, String name, long timestamp, long first, int count) {
      for (long number = first; number < first + count; number++) {
        String path = String.format(Locale.ROOT, "%s/%03d/%09d", name, number % 10, number);
        byte[] label = (label(number) + "\n").getBytes(UTF_8);
        StorageFixture.write(folder.resolve(path + ".txt"), timestamp, label);
        // ingested in the order of time
        StorageFixture.write(
            folder.resolve(path + ".png"), timestamp + number - first, sample(number));
      }
    }
  };

  private final String fileWrapperType;
  private final String fileWrapperConfig;

  NumberedFiles(String fileWrapperType, String fileWrapperConfig) {
    this.fileWrapperType = fileWrapperType;
    this.fileWrapperConfig = fileWrapperConfig;
  }

  String fileWrapperType() {
    return fileWrapperType;
  }

  String fileWrapperConfig() {
    return fileWrapperConfig;
  }

  long label(long number) {
    return StorageFixture.label(number);
  }

  /** The bytes that belong to a number, and to no other. */
  abstract byte[] sample(long number);

  /**
   * Writes the samples {@code first} to {@code first + count - 1}.
   *
   * @param name of the file, or the folder, without an extension
   * @param timestamp of the first sample; at least {@code count} later than those before
   */
  abstract void write(Path folder, String name, long timestamp, long first, int count);
}
