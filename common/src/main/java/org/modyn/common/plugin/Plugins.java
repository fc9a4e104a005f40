package org.modyn.common.plugin;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.error.ModynException;

/**
 * The classes of plugins that a server may run. They run with all rights of the server. Immutable
 * and thread safe.
 */
public final class Plugins {
  private final UserCodePolicy policy;
  private final Optional<PluginDirectory> directory;

  private Plugins(UserCodePolicy policy, Optional<PluginDirectory> directory) {
    this.policy = requireNonNull(policy, "policy is null");
    this.directory = requireNonNull(directory, "directory is null");
  }

  /** Returns what the configuration allows, with the plugins of the state directory. */
  public static Plugins configured(ModynConfig config) {
    return new Plugins(
        config.userCode(),
        Optional.of(new PluginDirectory(config.stateDirectory().resolve("plugins"))));
  }

  /**
   * Returns the plugins in a directory.
   *
   * @param directory for jars; may be missing until a jar is needed
   */
  public static Plugins in(Path directory) {
    return new Plugins(UserCodePolicy.JAVA, Optional.of(new PluginDirectory(directory)));
  }

  /** Returns no plugins: every use fails. */
  public static Plugins none() {
    return new Plugins(UserCodePolicy.JAVA, Optional.empty());
  }

  /** Returns what of users may run. */
  public UserCodePolicy policy() {
    return policy;
  }

  /**
   * Creates an instance of a class with its public constructor without parameters.
   *
   * @throws ModynException NOT_FOUND when no plugin has the class; INVALID_ARGUMENT when it does
   *     not implement {@code type}, cannot be instantiated or its constructor does not return, or
   *     when the configuration allows no plugins; FAILED_PRECONDITION when there are no plugins
   */
  public <T> T create(Class<T> type, String className) {
    policy.requirePrograms("classes of plugins", "a builtin");
    PluginDirectory jars =
        directory.orElseThrow(
            () ->
                ModynException.failedPrecondition(
                    "there is no plugin directory here for the class %s", className));
    return UserThread.call("the constructor of " + className, () -> jars.create(type, className));
  }
}
