package org.modyn.ml.userfunction;

import static java.util.Objects.requireNonNull;
import static org.modyn.common.error.Checks.check;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.error.ModynException;

/**
 * Makes the functions that users wrote. Remembers the last ones that were compiled. Safe for use by
 * several threads.
 */
public final class UserCode {
  private static final int REMEMBERED = 32;

  private static final String SWITCHED_OFF =
      "user_code is 'builtins' in the system configuration of this server, so that it runs no %s;"
          + " use a builtin, or have user_code set to 'java'";

  private record Compiled(Class<?> type, String source) {}

  private final UserCodePolicy policy;
  private final Optional<PluginDirectory> plugins;
  private final Map<Compiled, Object> compiled =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Compiled, Object> eldest) {
          return size() > REMEMBERED;
        }
      };

  private UserCode(UserCodePolicy policy, Optional<PluginDirectory> plugins) {
    this.policy = requireNonNull(policy, "policy is null");
    this.plugins = requireNonNull(plugins, "plugins is null");
  }

  /** What the configuration allows, with the plugins of the state directory. */
  public static UserCode configured(ModynConfig config) {
    return new UserCode(
        config.userCode(),
        Optional.of(new PluginDirectory(config.stateDirectory().resolve("plugins"))));
  }

  /**
   * @param directory for jars; may be missing until a jar is needed
   */
  public static UserCode withPlugins(Path directory) {
    return new UserCode(UserCodePolicy.JAVA, Optional.of(new PluginDirectory(directory)));
  }

  /** Java source works, classes of plugins do not. */
  public static UserCode withoutPlugins() {
    return new UserCode(UserCodePolicy.JAVA, Optional.empty());
  }

  /**
   * The function whose methods are this source.
   *
   * @param type one of the interfaces of this package
   * @throws ModynException INVALID_ARGUMENT with line, column and the compiler's message of the
   *     first errors, or when the configuration allows no source; FAILED_PRECONDITION when this JVM
   *     has no compiler
   */
  public <T> T fromSource(Class<T> type, String source) {
    requireNonNull(source, "source is null");
    check(policy == UserCodePolicy.JAVA, SWITCHED_OFF, "Java source");
    synchronized (compiled) {
      return type.cast(
          compiled.computeIfAbsent(
              new Compiled(type, source), key -> SourceCompiler.compile(type, source)));
    }
  }

  /**
   * The function that a plugin's class is.
   *
   * @throws ModynException NOT_FOUND when no plugin has the class; INVALID_ARGUMENT when it does
   *     not implement {@code type}, or cannot be made, or when the configuration allows no plugins;
   *     FAILED_PRECONDITION when there are no plugins
   */
  public <T> T fromPlugin(Class<T> type, String className) {
    check(policy == UserCodePolicy.JAVA, SWITCHED_OFF, "classes of plugins");
    return plugins
        .orElseThrow(
            () ->
                ModynException.failedPrecondition(
                    "there is no plugin directory here for the class %s", className))
        .create(type, className);
  }
}
