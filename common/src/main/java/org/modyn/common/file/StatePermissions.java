package org.modyn.common.file;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restricts an existing state directory to its owner, as {@link DurableFiles#createDirectories}
 * does for a new one: it contains passwords, models and samples.
 */
public final class StatePermissions {
  private static final String DATASETS = "datasets";
  private static final int STICKY = 0_1000;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");
  private static final Logger log = LoggerFactory.getLogger(StatePermissions.class);

  private StatePermissions() {}

  /**
   * Sets the mode of the state directory and of the directories in it to 0700, and logs a line if
   * this changes anything. Unchanged are directories of other users, symbolic links, the folder
   * {@code datasets}, and a state directory that has other purposes: the user's home directory, and
   * directories with the sticky bit, such as {@code /tmp}. Never fails; a directory whose mode
   * cannot be changed is logged.
   *
   * @param stateDirectory need not exist
   */
  public static void restrict(Path stateDirectory) {
    if (!Files.isDirectory(stateDirectory)) {
      return;
    }
    List<Path> restricted = new ArrayList<>();
    try {
      Path state = stateDirectory.toRealPath();
      if (isShared(state)) {
        return;
      }
      restrictIfOpen(state, restricted);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(state)) {
        for (Path entry : entries) {
          if (!entry.getFileName().toString().equals(DATASETS)) {
            restrictIfOpen(entry, restricted);
          }
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      log.warn("Cannot restrict {} to its owner: {}", stateDirectory, e.toString());
    }
    if (!restricted.isEmpty()) {
      log.warn(
          "Other users had access to the state directory; restricted to its owner (mode 0700): {}",
          restricted);
    }
  }

  private static boolean isShared(Path state) throws IOException {
    return state.getParent() == null
        || state.equals(Path.of(System.getProperty("user.home")).toRealPath())
        || ((int) Files.getAttribute(state, "unix:mode") & STICKY) != 0;
  }

  private static void restrictIfOpen(Path directory, List<Path> restricted) throws IOException {
    PosixFileAttributeView view =
        Files.getFileAttributeView(
            directory, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes attributes = view.readAttributes();
    if (attributes.isDirectory()
        && !OWNER_ONLY.containsAll(attributes.permissions())
        && attributes.owner().getName().equals(System.getProperty("user.name"))) {
      Files.setPosixFilePermissions(directory, OWNER_ONLY);
      restricted.add(directory);
    }
  }
}
