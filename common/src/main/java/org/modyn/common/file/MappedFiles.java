package org.modyn.common.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/** Maps files for reading. */
public final class MappedFiles {
  private MappedFiles() {}

  /**
   * Maps a whole file.
   *
   * @param arena the lifetime of the mapping
   * @param content a description of the file's content, for error messages
   * @throws ModynException DATA_LOSS, naming the file, when it is missing; INTERNAL when it cannot
   *     be read
   */
  public static MemorySegment map(Path path, Arena arena, String content) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (NoSuchFileException e) {
      throw new ModynException(
          ErrorCategory.DATA_LOSS, "%s: the file of %s is missing".formatted(path, content), e);
    } catch (IOException e) {
      throw DurableFiles.cannotRead(path, e);
    }
  }
}
