package org.modyn.cli.rehearsal.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/**
 * Samples of the user: files of a directory, drawn at random; each file is one sample.
 *
 * @param files at least one
 */
record FolderMaker(Path folder, List<Path> files) implements SampleMaker {
  FolderMaker {
    files = List.copyOf(files);
  }

  /**
   * @throws ModynException NOT_FOUND when the directory has no files
   */
  static FolderMaker create(Path folder) {
    List<Path> files = DurableFiles.list(folder).stream().filter(Files::isRegularFile).toList();
    if (files.isEmpty()) {
      throw ModynException.notFound(
          "--samples: %s is not a directory with files; each file must be one sample", folder);
    }
    return new FolderMaker(folder, files);
  }

  @Override
  public byte[] make(RandomGenerator random) {
    Path file = files.get(random.nextInt(files.size()));
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(file, e);
    }
  }

  @Override
  public FileLayout layout() {
    return new FileLayout.SingleSamples(".sample");
  }

  @Override
  public String description() {
    return String.format(Locale.ROOT, "files out of %d in %s", files.size(), folder);
  }
}
