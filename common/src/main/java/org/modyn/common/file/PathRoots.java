package org.modyn.common.file;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.modyn.common.error.Echo;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

/**
 * The folders below which the paths in clients' requests have to lie. Without them, a client could
 * have a server read or write any file with the permissions of the server. Allowed are the
 * configured roots, and folders of the state directory that are meant for such files; all other
 * folders of the state directory are excluded, also if they lie below a root. Symbolic links are
 * resolved before paths are compared. Immutable.
 *
 * <p>A check takes a few system calls for each root. It does not protect from a user of the
 * server's machine who replaces a folder by a link between the check and the use.
 */
public final class PathRoots {
  /** The maximum length of a path, in bytes; PATH_MAX of Linux, with room for names below it. */
  public static final int LONGEST_PATH = 4_000;

  /** The maximum length of a name in a path, in bytes; that of the usual file systems. */
  public static final int LONGEST_NAME = 255;

  private static final int NAMED_ROOTS = 5;

  /** The limit of Linux. */
  private static final int MAXIMUM_LINKS = 40;

  private static final Use NO_USE = new Use("", "", "", "");

  private final Use use;
  private final Optional<String> closed;
  private final Optional<Path> stateDirectory;
  private final List<Path> ownFolders;
  private final List<Path> roots;

  /**
   * What the folders are for, for messages.
   *
   * @param things for example {@code datasets}
   * @param folders for example {@code folders that this storage server may read}
   * @param section of the system configuration that has the setting, for example {@code storage}
   * @param setting for example {@code dataset_roots}
   */
  public record Use(String things, String folders, String section, String setting) {
    public Use {
      requireNonNull(things, "things is null");
      requireNonNull(folders, "folders is null");
      requireNonNull(section, "section is null");
      requireNonNull(setting, "setting is null");
    }
  }

  private PathRoots(
      Use use,
      Optional<String> closed,
      Optional<Path> stateDirectory,
      List<Path> ownFolders,
      List<Path> roots) {
    this.use = requireNonNull(use, "use is null");
    this.closed = requireNonNull(closed, "closed is null");
    this.stateDirectory = requireNonNull(stateDirectory, "stateDirectory is null");
    this.ownFolders = List.copyOf(ownFolders);
    this.roots = List.copyOf(roots);
  }

  /**
   * Returns the roots of a server.
   *
   * @param ownFolders names of the folders of the state directory that are allowed
   * @param roots the configured roots; they need not exist
   */
  public static PathRoots of(
      Use use, Path stateDirectory, List<String> ownFolders, List<Path> roots) {
    Path state = absolute(stateDirectory);
    List<Path> own = ownFolders.stream().map(state::resolve).toList();
    return new PathRoots(
        use,
        Optional.empty(),
        Optional.of(state),
        own,
        Stream.concat(roots.stream().map(PathRoots::absolute), own.stream()).distinct().toList());
  }

  /** Returns a single root, with no folders excluded. */
  public static PathRoots only(Use use, Path root) {
    return new PathRoots(
        use, Optional.empty(), Optional.empty(), List.of(), List.of(absolute(root)));
  }

  /**
   * Returns no roots: every path is refused.
   *
   * @param reason the message, which is to follow the name of a field
   */
  public static PathRoots none(String reason) {
    return new PathRoots(NO_USE, Optional.of(reason), Optional.empty(), List.of(), List.of());
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /**
   * Returns the file or folder that the text in a request refers to, with symbolic links resolved;
   * it need not exist. A relative path is resolved against the working directory of the server.
   *
   * @throws ModynException INVALID_ARGUMENT when the text is not a path, or lies outside of the
   *     roots; the message, which is to follow the name of the field, says how to allow it
   */
  public Path resolve(String text) {
    try {
      return resolve(Path.of(text));
    } catch (InvalidPathException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT,
          "'%s' is not a path: %s".formatted(Echo.limit(text), e.getReason()),
          e);
    }
  }

  /** As {@link #resolve(String)}. */
  public Path resolve(Path path) {
    checkText(path);
    Path real = real(path);
    Optional<String> refusal = refusal(path, real);
    if (refusal.isPresent()) {
      throw ModynException.invalidArgument("%s", refusal.get());
    }
    return real;
  }

  private static void checkText(Path path) {
    if (path.toString().chars().anyMatch(Character::isISOControl)) {
      throw ModynException.invalidArgument("the path has control characters");
    }
    int bytes = bytes(path);
    if (bytes > LONGEST_PATH) {
      throw ModynException.invalidArgument(
          "the path has %s bytes, allowed are %s", bytes, LONGEST_PATH);
    }
    for (Path name : path) {
      if (bytes(name) > LONGEST_NAME) {
        throw ModynException.invalidArgument(
            "a name in the path has %s bytes, allowed are %s", bytes(name), LONGEST_NAME);
      }
    }
  }

  private static int bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Returns why a file or folder is not allowed, and how to allow it; empty if it is allowed.
   *
   * @param path as the client has named it
   * @param real the same, with symbolic links resolved
   */
  public Optional<String> refusal(Path path, Path real) {
    if (closed.isPresent()) {
      return closed;
    }
    if (isStateOfServers(real) || containsState(real)) {
      return Optional.of(
          "'%s' lies in the state directory of the servers, or around it; %s may lie in %s, or"
                  .formatted(Echo.limit(path.toString()), use.things(), describe(ownFolders))
              + " elsewhere");
    }
    if (!contains(real)) {
      boolean linked = !real.equals(absolute(path));
      return Optional.of(
          "'%s'%s lies outside of the %s (%s); to allow it, add %s: [%s] to the section %s of the"
                  .formatted(
                      Echo.limit(path.toString()),
                      linked ? ", which is " + real + " with links resolved," : "",
                      use.folders(),
                      describe(roots),
                      use.setting(),
                      Echo.limit((linked ? real : path).toString()),
                      use.section())
              + " server's configuration, and restart the server");
    }
    return Optional.empty();
  }

  private static String describe(List<Path> folders) {
    String named = folders.stream().limit(NAMED_ROOTS).map(Path::toString).collect(joining(", "));
    return folders.size() > NAMED_ROOTS ? named + ", ..." : named;
  }

  /**
   * Returns whether a file or folder is allowed.
   *
   * @param real the path, with symbolic links resolved
   */
  public boolean contains(Path real) {
    return !isStateOfServers(real) && roots.stream().anyMatch(root -> real.startsWith(real(root)));
  }

  private boolean isStateOfServers(Path real) {
    return stateDirectory.stream().anyMatch(state -> real.startsWith(real(state)))
        && ownFolders.stream().noneMatch(folder -> real.startsWith(real(folder)));
  }

  private boolean containsState(Path real) {
    return stateDirectory.stream().anyMatch(state -> real(state).startsWith(real));
  }

  /**
   * Resolves the symbolic links of a path as the kernel does, also those to what does not exist;
   * the path need not exist or be allowed.
   *
   * @throws ModynException INVALID_ARGUMENT when links form a loop or cannot be read
   */
  public static Path real(Path path) {
    Path given = path.toAbsolutePath();
    Path real = given.getRoot();
    Deque<Path> names = new ArrayDeque<>();
    given.forEach(names::addLast);
    int links = 0;
    while (!names.isEmpty()) {
      Path next = real.resolve(names.removeFirst());
      if (next.endsWith("..")) {
        real = real.getParent() == null ? real : real.getParent();
      } else if (Files.isSymbolicLink(next)) {
        links++;
        Path target = target(next, links);
        real = target.isAbsolute() ? target.getRoot() : real;
        addFirst(target, names);
      } else if (!next.endsWith(".")) {
        real = next;
      }
    }
    return real;
  }

  private static Path target(Path link, int followed) {
    try {
      if (followed <= MAXIMUM_LINKS) {
        return Files.readSymbolicLink(link);
      }
    } catch (IOException e) {
      throw new ModynException(
          ErrorCategory.INVALID_ARGUMENT, "cannot resolve the link %s: %s".formatted(link, e), e);
    }
    throw ModynException.invalidArgument("cannot resolve the link %s: it is one in a loop", link);
  }

  private static void addFirst(Path path, Deque<Path> names) {
    for (int index = path.getNameCount() - 1; index >= 0; index--) {
      names.addFirst(path.getName(index));
    }
  }
}
