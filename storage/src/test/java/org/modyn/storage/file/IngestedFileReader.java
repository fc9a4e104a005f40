package org.modyn.storage.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.modyn.common.sample.SampleEncoder;
import org.modyn.proto.storage.GetResponse;
import org.modyn.storage.filesystem.FileStatus;
import org.modyn.storage.filesystem.FilesystemWrapper;
import org.modyn.storage.filesystem.LocalFilesystemWrapper;

/** Takes a file of a temporary folder and reads all its samples. */
final class IngestedFileReader {
  private IngestedFileReader() {}

  /** Samples are texts of a character a byte, in ISO 8859-1. */
  record Sample(long label, String bytes) {}

  static List<Sample> read(FileWrapper wrapper, byte[] content) throws IOException {
    Path folder = Files.createTempDirectory("file-wrapper");
    Path file = folder.resolve("file" + wrapper.fileExtension());
    try {
      Files.write(file, content);
      return read(wrapper, new LocalFilesystemWrapper(folder), file.getFileName().toString());
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  static List<Sample> read(FileWrapper wrapper, FilesystemWrapper filesystem, String path)
      throws IOException {
    FileStatus status = filesystem.status(path);
    ParsedRecords parsed = wrapper.parse(filesystem, status);
    Records records = wrapper.open(status, filesystem.open(status), parsed.locations());
    SampleEncoder message = new SampleEncoder(Integer.MAX_VALUE);
    for (int i = 0; i < parsed.size(); i++) {
      records.append(i, i, parsed.labels().get(i), message);
    }
    return samples(message, records);
  }

  private static List<Sample> samples(SampleEncoder message, Records records) {
    try {
      GetResponse response = GetResponse.parseFrom(message.encode().toByteArray());
      List<Sample> samples = new ArrayList<>();
      for (int i = 0; i < response.getSamplesCount(); i++) {
        if (records.length(i) != response.getSamples(i).size()) {
          throw new AssertionError("the length of sample " + i + " is wrong");
        }
        samples.add(
            new Sample(
                response.getLabels(i),
                response.getSamples(i).toString(java.nio.charset.StandardCharsets.ISO_8859_1)));
      }
      return samples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
