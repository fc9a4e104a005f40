package org.modyn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.proto.storage.GetResponse;
import org.modyn.storage.file.BinaryFileWrapper.Order;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.LocalFilesystemWrapper;

final class BinaryFileWrapperTest {
  @Property(tries = 200)
  void readsLabelsOfAnySizeAndOrder(
      @ForAll @Size(min = 1, max = 60) byte[] bytes,
      @ForAll @IntRange(min = 0, max = 8) int labelSize,
      @ForAll Order order)
      throws IOException {
    int recordSize = labelSize + 1;
    int records = bytes.length / recordSize;
    if (records == 0) {
      return;
    }
    Path folder = Files.createTempDirectory("binary-file");
    try {
      Path file =
          Files.write(
              folder.resolve("a.bin"), java.util.Arrays.copyOf(bytes, records * recordSize));
      FilesystemWrapper filesystem = new LocalFilesystemWrapper(folder);
      BinaryFileWrapper wrapper = new BinaryFileWrapper(recordSize, labelSize, order, ".bin");
      FileStatus status = filesystem.status("a.bin");
      ParsedRecords parsed = wrapper.parse(filesystem, status);
      PackedLabels labels = parsed.labels();
      assertThat(labels.size()).isEqualTo(records);
      SampleEncoder message = new SampleEncoder(1000);
      Records open = wrapper.open(status, filesystem.open(status), parsed.locations());
      for (int i = 0; i < records; i++) {
        assertThat(labels.get(i)).isEqualTo(expectedLabel(bytes, i * recordSize, labelSize, order));
        assertThat(open.length(i)).isEqualTo(1);
        open.append(i, i, labels.get(i), message);
      }
      GetResponse response = GetResponse.parseFrom(message.encode().toByteArray());
      for (int i = 0; i < records; i++) {
        assertThat(response.getSamples(i).toByteArray())
            .containsExactly(bytes[i * recordSize + labelSize]);
      }
      Files.delete(file);
    } finally {
      Files.delete(folder);
    }
  }

  @Test
  void labelsAreUnsigned(@TempDir Path folder) throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[] {(byte) 0xFF, 1, (byte) 0xFE, 2});
    FilesystemWrapper filesystem = new LocalFilesystemWrapper(folder);
    PackedLabels labels =
        new BinaryFileWrapper(2, 1, Order.LITTLE, ".bin")
            .parse(filesystem, filesystem.status("a.bin"))
            .labels();
    assertThat(labels.get(0)).isEqualTo(255);
    assertThat(labels.get(1)).isEqualTo(254);
    assertThat(labels.width()).isEqualTo(2);
  }

  @Test
  void refusesOptionsThatCannotBe() {
    assertRefused("{record_size: 0, label_size: 0, byteorder: big}", "record_size");
    assertRefused("{record_size: 20, label_size: 9, byteorder: big}", "label_size");
    assertRefused("{record_size: 20, label_size: -1, byteorder: big}", "label_size");
    assertRefused("{record_size: 20, label_size: 1, byteorder: middle}", "little");
    assertRefused("{record_size: 20, label_size: 1}", "byteorder");
    assertRefused(
        "{record_size: 4, label_size: 4, byteorder: middle}",
        "file_wrapper_config.record_size: must be larger than label_size (4), but is 4, which"
            + " leaves nothing for the sample\n");
    assertRefused(
        "{record_size: 20, label_size: 1, byteorder: big, file_extension: bin}", "file_extension");
  }

  @Test
  void equalOptionsAreEqualWrappers() {
    assertThat(
            FileWrappers.create(
                "BinaryFileWrapper", "{record_size: 2, label_size: 1, byteorder: big}"))
        .isEqualTo(new BinaryFileWrapper(2, 1, Order.BIG, ".bin"));
  }

  private static void assertRefused(String config, String message) {
    assertThatThrownBy(() -> FileWrappers.create("BinaryFileWrapper", config))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }

  private static long expectedLabel(byte[] bytes, int offset, int labelSize, Order order) {
    byte[] bigEndian = new byte[labelSize];
    for (int i = 0; i < labelSize; i++) {
      bigEndian[i] = bytes[offset + (order == Order.BIG ? i : labelSize - 1 - i)];
    }
    return labelSize == 0 ? 0 : new BigInteger(1, bigEndian).longValue();
  }
}
