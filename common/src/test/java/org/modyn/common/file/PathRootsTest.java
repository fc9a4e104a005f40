package org.modyn.common.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;

final class PathRootsTest {
  private static final PathRoots.Use USE =
      new PathRoots.Use("things", "folders for things", "server", "thing_roots");

  @TempDir private Path directory;
  private Path state;
  private Path root;
  private PathRoots roots;

  @BeforeEach
  void make() throws IOException {
    directory = directory.toRealPath();
    state = Files.createDirectories(directory.resolve("root/state"));
    root = directory.resolve("root");
    Files.createDirectories(root.resolve("existing"));
    Files.createDirectories(directory.resolve("secret/inner"));
    roots = PathRoots.of(USE, state, List.of("things"), List.of(root));
  }

  @ParameterizedTest
  @CsvSource({
    "existing,root/existing",
    "missing/deeper,root/missing/deeper",
    "existing/../other,root/other",
    "./existing/.,root/existing",
    "state/things/a,root/state/things/a",
    "state/things,root/state/things",
  })
  void aPathBelowARootIsAllowed(String path, Path expected) {
    assertThat(roots.resolve(root + "/" + path)).isEqualTo(directory.resolve(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secret",
        "rooted",
        "root/../secret",
        "root/existing/../../secret/x",
        "root/missing/../../secret",
        "root/../../../../../../../../../etc/passwd",
      })
  void aPathElsewhereIsRefused(String path) {
    refused(directory + "/" + path, "lies outside of the folders for things (");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/things-not", "/things/../database", "/../../root"})
  void theStateOfTheServersIsRefused(String path) {
    refused(state + path, "lies in the state directory of the servers, or around it; things may");
  }

  @Test
  void theMessageSaysHowToAllowAPath() {
    assertThatThrownBy(() -> roots.resolve(directory.resolve("secret")))
        .isInstanceOfSatisfying(
            ModynException.class,
            failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.INVALID_ARGUMENT))
        .hasMessage(
            "'%1$s/secret' lies outside of the folders for things (%1$s/root, %2$s/things); to"
                    .formatted(directory, state)
                + " allow it, add thing_roots: [%s/secret] to the section server of the server's"
                    .formatted(directory)
                + " configuration, and restart the server");
  }

  @Test
  void linksAreFollowedAsTheKernelDoes() throws IOException {
    Files.createSymbolicLink(root.resolve("out"), directory.resolve("secret"));
    refused(root + "/out", "with links resolved, lies outside");
    refused(root + "/out/missing", "with links resolved, lies outside");
    // 'secret/..' for the kernel, although the text is that of the root
    refused(root + "/out/../secret", "lies outside");

    Files.createSymbolicLink(root.resolve("relative"), Path.of("../secret/inner"));
    refused(root + "/relative", "lies outside");

    Files.createSymbolicLink(directory.resolve("in"), root.resolve("existing"));
    assertThat(roots.resolve(directory + "/in/x")).isEqualTo(root.resolve("existing/x"));
  }

  @Test
  void aLinkToWhatDoesNotExistIsFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("dangling"), directory.resolve("not-yet"));
    refused(root + "/dangling", "lies outside");
    refused(root + "/dangling/x", "lies outside");
  }

  @Test
  void aLoopOfLinksIsRefused() throws IOException {
    Files.createSymbolicLink(root.resolve("a"), root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b"), root.resolve("a"));
    refused(root + "/a/x", "it is one in a loop");
  }

  @Test
  void aRootThatIsALinkIsResolved() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("secret"));
    PathRoots linked = PathRoots.of(USE, state, List.of(), List.of(link));
    assertThat(linked.resolve(link + "/inner")).isEqualTo(directory.resolve("secret/inner"));
    assertThat(linked.contains(directory.resolve("secret/inner"))).isTrue();
  }

  @Test
  void textsThatCannotBePathsAreRefused() {
    refused(root + "/a\u0000b", "is not a path: Nul character not allowed");
    refused(root + "/a\nb", "the path has control characters");
    refused(root + "/a\u001b[31mb", "the path has control characters");
    refused(root + "/" + "a".repeat(256), "a name in the path has 256 bytes, allowed are 255");
    refused(root + "/" + "\u00e4".repeat(128), "a name in the path has 256 bytes");
    refused(root + "/x".repeat(2_000), "allowed are 4000");
    assertThat(roots.resolve(root + "/" + "a".repeat(255)).getParent()).isEqualTo(root);
  }

  private void refused(String path, String message) {
    assertThatThrownBy(() -> roots.resolve(path))
        .isInstanceOf(ModynException.class)
        .hasMessageContaining(message);
  }
}
