package org.modyn.common.security;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.modyn.common.config.system.SecurityConfig;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.DurableFiles;

/** Makes files with tokens. */
public final class TokenFiles {
  /** The file with the hashes of all tokens, for {@code security.accepted_tokens}. */
  public static final String ACCEPTED = "accepted_tokens";

  /** The token of a state directory. */
  public static final String STATE_TOKEN = "token";

  private TokenFiles() {}

  /**
   * Makes a token for each role, in a file {@code <role>.token}, and the file {@value #ACCEPTED},
   * which contains their hashes only.
   *
   * @return the files
   * @throws ModynException ALREADY_EXISTS when there is one of the files; or as {@link
   *     DurableFiles#cannotWrite}
   */
  public static List<Path> create(Path directory) {
    DurableFiles.createDirectories(directory);
    List<Path> files = new ArrayList<>();
    StringBuilder accepted = new StringBuilder();
    for (Role role : Role.values()) {
      Token token = Token.random();
      files.add(create(directory.resolve(role + ".token"), token.secret()));
      accepted.append(role).append(' ').append(token.hashText()).append('\n');
    }
    files.add(create(directory.resolve(ACCEPTED), accepted.toString().strip()));
    return files;
  }

  private static Path create(Path file, String content) {
    SecretFiles.create(file, content + "\n");
    return file;
  }

  /** Returns the file with the token of a state directory; empty if there is none. */
  public static Optional<Path> ofStateDirectory(Path directory) {
    return Optional.of(directory.resolve(STATE_TOKEN)).filter(file -> file.toFile().exists());
  }

  /**
   * Makes the token of a state directory, unless it has one, with which its owner and the servers
   * may do everything.
   *
   * @return the section {@code security} of servers that accept and send it
   * @throws ModynException FAILED_PRECONDITION when a file cannot be used; or as {@link
   *     DurableFiles#cannotWrite}
   */
  public static SecurityConfig createIn(Path stateDirectory) {
    DurableFiles.createDirectories(stateDirectory);
    Path token = stateDirectory.resolve(STATE_TOKEN);
    Path accepted = stateDirectory.resolve(ACCEPTED);
    SecretFiles.createIfAbsent(token, Token.random().secret() + "\n");
    Token secret = Token.parse(SecretFiles.read(token).strip(), token.toString());
    String content = "submit %1$s\nserver %1$s\n".formatted(secret.hashText());
    if (!SecretFiles.createIfAbsent(accepted, content)
        && AcceptedTokens.read(accepted).roles(secret.secret()).isEmpty()) {
      SecretFiles.replace(accepted, content);
    }
    return new SecurityConfig(Optional.of(accepted), Optional.of(token), Optional.empty(), false);
  }
}
