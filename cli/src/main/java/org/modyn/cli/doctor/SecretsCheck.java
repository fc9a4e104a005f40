package org.modyn.cli.doctor;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.system.DatabaseConfig;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.security.SecretFiles;
import org.modyn.common.security.TokenFiles;

/**
 * Whether other users can read the files with tokens, private keys and passwords. Servers refuse
 * such files of tokens and keys.
 */
final class SecretsCheck implements Check {
  private static final String MAKE_TOKENS = "make it: modyn tokens create DIRECTORY";
  private static final String MAKE_KEY = "make it: modyn certificates create DIRECTORY";
  private static final String MAKE_PASSWORD =
      "write the password of the database into it, with mode 0600";

  private final FileProbe probe;

  /** What to do if the file is missing; empty if it need not exist. */
  private final Map<Path, Optional<String>> files = new LinkedHashMap<>();

  /**
   * @param config with the state directory
   */
  SecretsCheck(ModynConfig config, FileProbe probe) {
    requireNonNull(config, "config is null");
    this.probe = requireNonNull(probe, "probe is null");
    SecurityConfig security = config.security();
    security.acceptedTokens().ifPresent(file -> files.put(file, Optional.of(MAKE_TOKENS)));
    security.tokenFile().ifPresent(file -> files.put(file, Optional.of(MAKE_TOKENS)));
    security.tls().ifPresent(tls -> files.put(tls.privateKey(), Optional.of(MAKE_KEY)));
    for (DatabaseConfig database : config.databases()) {
      database.passwordFile().ifPresent(file -> files.put(file.path(), Optional.of(MAKE_PASSWORD)));
    }
    for (String name : List.of(TokenFiles.STATE_TOKEN, TokenFiles.ACCEPTED)) {
      files.putIfAbsent(config.stateDirectory().resolve(name), Optional.empty());
    }
  }

  @Override
  public String name() {
    return "secrets";
  }

  @Override
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    files.forEach(
        (file, action) -> probe.ask(file, path -> check(path, action)).ifPresent(findings::add));
    return findings.isEmpty()
        ? List.of(Finding.skipped("there are no files with tokens, keys or passwords"))
        : findings;
  }

  private static Optional<Finding> check(Path file, Optional<String> actionIfMissing)
      throws IOException {
    if (!Files.exists(file)) {
      // those of servers on other machines may be there only
      return actionIfMissing.map(
          action -> Finding.warning("there is no file %s on this machine".formatted(file), action));
    }
    try {
      SecretFiles.requireRestricted(file);
      return Optional.of(Finding.ok(file + " can be read by its owner only"));
    } catch (ModynException e) {
      return Optional.of(Finding.problem(e.oneLine(), "chmod 600 " + file));
    }
  }
}
