package org.modyn.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A {@code modyn run} that is killed in a training, backed up, and restored into another state
 * directory: its pipeline ends like that of a run that nothing has disturbed.
 */
final class RestoredRunTest {
  private static final int EPOCHS = 300;

  @TempDir private Path directory;

  @Test
  void endsLikeAnUndisturbedRun() throws Exception {
    FlightsSlice slice = FlightsSlice.write(directory.resolve("example"), EPOCHS);
    String pipeline = slice.pipeline().toString();
    String backup = directory.resolve("backup").toString();
    try (ModynProcess killed = in("killed", "run", pipeline)) {
      killed.awaitError("training, trigger 1:");
      try (ModynProcess refused = in("killed", "backup", backup)) {
        assertThat(refused.awaitExit()).isEqualTo(1);
        assertThat(refused.error()).contains("is in use by process " + killed.pid());
      }
      killed.signal("KILL");
      assertThat(killed.awaitExit()).isNotZero();
    }
    succeed("killed", "backup", backup);
    Path datasets = directory.resolve("killed/datasets");
    Files.move(
        datasets, Files.createDirectories(directory.resolve("restored")).resolve("datasets"));
    Files.move(directory.resolve("killed"), directory.resolve("lost"));
    succeed("restored", "restore", backup);
    succeed("restored", "run", "--resume", "1");
    succeed("undisturbed", "run", pipeline);

    for (String kind : List.of("models .safetensors", "trigger_samples .training-set")) {
      String folder = kind.split(" ")[0];
      String suffix = kind.split(" ")[1];
      assertThat(checksums("restored", folder, suffix))
          .hasSize(FlightsSlice.TRIGGERS)
          .isEqualTo(checksums("undisturbed", folder, suffix));
    }
    List<String> results = results("restored");
    assertThat(results).hasSizeGreaterThan(FlightsSlice.TRIGGERS);
    assertThat(results).isEqualTo(results("undisturbed"));
  }

  /** The rows without the number of the training, which a restarted trainer server begins anew. */
  private List<String> results(String state) throws Exception {
    String table = succeed(state, "results", "1", "--output", "csv");
    assertThat(table.lines().findFirst().orElseThrow().split(",")[5]).isEqualTo("training_id");
    return table.lines().map(row -> row.replaceFirst("^((?:[^,]*,){5})[^,]*,", "$1")).toList();
  }

  private String succeed(String state, String... arguments) throws Exception {
    try (ModynProcess process = in(state, arguments)) {
      assertThat(process.awaitExit()).as(process.error()).isZero();
      return process.output();
    }
  }

  private ModynProcess in(String state, String... arguments) throws IOException {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--state-dir";
    all[arguments.length + 1] = directory.resolve(state).toString();
    return ModynProcess.start(all);
  }

  /** The checksums of the files with a suffix, by path. */
  private Map<String, String> checksums(String state, String folder, String suffix)
      throws IOException, NoSuchAlgorithmException {
    Map<String, String> checksums = new TreeMap<>();
    Path root = directory.resolve(state).resolve(folder);
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(suffix)).toList()) {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        checksums.put(
            root.relativize(file).toString(),
            HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file))));
      }
    }
    return checksums;
  }
}
