package org.modyn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.storage.file.IngestedFileReader.Sample;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.LocalFilesystemWrapper;

final class SingleSampleFileWrapperTest {
  private static final SingleSampleFileWrapper WRAPPER =
      new SingleSampleFileWrapper(".png", Optional.of(".label"));

  @TempDir private Path folder;

  @Test
  void theFileIsTheSampleAndItsLabelLiesBesideIt() throws IOException {
    write("a.png", "picture");
    write("a.label", "12345678\n");
    write("below/2.x/b.c.png", "another");
    write("below/2.x/b.c.label", " -7 ");
    write(".png", "hidden");
    write(".png.label", "3");
    assertThat(read(WRAPPER, "a.png")).isEqualTo(new Sample(12345678, "picture"));
    assertThat(read(WRAPPER, "below/2.x/b.c.png")).isEqualTo(new Sample(-7, "another"));
    assertThat(read(WRAPPER, ".png")).isEqualTo(new Sample(3, "hidden"));
  }

  @Test
  void withoutLabelFilesEveryLabelIs0() throws IOException {
    write("a.png", "picture");
    write("a.label", "5");
    FileWrapper wrapper = FileWrappers.create("SingleSampleFileWrapper", "{file_extension: .png}");
    assertThat(read(wrapper, "a.png")).isEqualTo(new Sample(0, "picture"));
  }

  @Test
  void aSampleWaitsForItsLabel() throws IOException {
    write("a.png", "picture");
    assertRefused("a.png", "its label file a.label does not exist");
    Path label = write("a.label", "1");
    Files.setLastModifiedTime(label, FileTime.from(Instant.now()));
    assertRefused("a.png", "its label file a.label was modified recently");
    Files.setLastModifiedTime(label, FileTime.from(Instant.ofEpochSecond(2000)));
    assertThat(read(WRAPPER, "a.png").label()).isEqualTo(1);
  }

  @Test
  void refusesWhatIsNoLabel() throws IOException {
    write("a.png", "picture");
    write("a.label", "");
    assertRefused("a.png", "its label file a.label: it is empty");
    write("a.label", "cat");
    assertRefused("a.png", "its label file a.label: 'cat' is no whole number");
    write("a.label", "1 2");
    assertRefused("a.png", "'1 2' is no whole number");
    write("a.label", " ".repeat(2000) + "1");
    assertRefused("a.png", "a.label has more than 1024 bytes");
    write("b.png", "");
    assertRefused("b.png", "it is empty");
  }

  @Test
  void refusesOptionsThatCannotBe() {
    assertOptionsRefused("{label_file_extension: .label}", "file_extension");
    assertOptionsRefused("{file_extension: png}", "file_extension");
    assertOptionsRefused("{file_extension: .png, label_file_extension: label}", "label_file_ext");
    assertOptionsRefused("{file_extension: .txt, label_file_extension: .txt}", "as samples");
    assertOptionsRefused("{file_extension: .txt, label_file_extension: .label.txt}", "as samples");
  }

  private Path write(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1000)));
  }

  private Sample read(FileWrapper wrapper, String path) throws IOException {
    return IngestedFileReader.read(wrapper, new LocalFilesystemWrapper(folder), path).getFirst();
  }

  private void assertRefused(String path, String message) throws IOException {
    FilesystemWrapper filesystem = new LocalFilesystemWrapper(folder);
    assertThatThrownBy(() -> WRAPPER.parse(filesystem, filesystem.status(path)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static void assertOptionsRefused(String config, String message) {
    assertThatThrownBy(() -> FileWrappers.create("SingleSampleFileWrapper", config))
        .isInstanceOfSatisfying(
            ModynException.class,
            e -> assertThat(e.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessageContaining(message);
  }
}
