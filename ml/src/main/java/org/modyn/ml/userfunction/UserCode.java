package org.modyn.ml.userfunction;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.error.Checks;
import org.modyn.common.error.ModynException;
import org.modyn.ml.model.ModelOptions;

/**
 * Creates the functions that users wrote, caches the most recently compiled ones, and decides
 * whether programs of users may run. Safe for concurrent use: a thread does not wait for the source
 * of another one, and waits at most half a minute for its own.
 */
public final class UserCode {
  private static final int REMEMBERED = 32;

  private static final String SWITCHED_OFF =
      "user_code is 'builtins' in the system configuration of this server, so that it runs no %s;"
          + " use %s, or have user_code set to 'java'";
  private static final String BUILTIN_FUNCTION = "a builtin";

  private record Compiled(Class<?> type, String source) {}

  private final UserCodePolicy policy;
  private final Optional<PluginDirectory> plugins;
  private final Map<Compiled, FutureTask<Object>> compiled =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Compiled, FutureTask<Object>> eldest) {
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
   * Returns the function whose methods are defined by this source.
   *
   * @param type one of the interfaces of this package
   * @throws ModynException INVALID_ARGUMENT with line, column and the compiler's message of the
   *     first errors, when the configuration allows no source, or when an initializer of the source
   *     does not return; FAILED_PRECONDITION when this JVM has no compiler
   */
  public <T> T fromSource(Class<T> type, String source) {
    requireNonNull(source, "source is null");
    Checks.check(policy == UserCodePolicy.JAVA, SWITCHED_OFF, "Java source", BUILTIN_FUNCTION);
    Compiled key = new Compiled(type, source);
    FutureTask<Object> task;
    synchronized (compiled) {
      task = compiled.get(key);
      if (task == null || task.state() == Future.State.FAILED) {
        task = new FutureTask<>(() -> SourceCompiler.compile(type, source));
        compiled.put(key, task);
        UserThread.start(task);
      }
    }
    return type.cast(UserThread.await("the initialization of the Java source", task));
  }

  /**
   * Checks whether a model may be created here. TorchScript models are programs with all rights of
   * the server, such as that of reading files.
   *
   * @throws ModynException INVALID_ARGUMENT when the configuration does not allow the model
   */
  public void check(ModelOptions model) {
    Checks.check(
        policy == UserCodePolicy.JAVA || !model.isUserProgram(),
        SWITCHED_OFF,
        "TorchScript programs",
        "a builtin model");
  }

  /**
   * Calls a method of a function that takes no samples and should return at once, such as one that
   * describes it.
   *
   * @param method for messages
   * @throws ModynException INVALID_ARGUMENT when it does not return in time; otherwise any
   *     exception that it throws
   */
  public static <T> T call(String method, Callable<T> call) {
    return UserThread.await(method, UserThread.start(call));
  }

  /**
   * Returns the function that a plugin's class implements.
   *
   * @throws ModynException NOT_FOUND when no plugin has the class; INVALID_ARGUMENT when it does
   *     not implement {@code type}, cannot be instantiated or its constructor does not return, or
   *     when the configuration allows no plugins; FAILED_PRECONDITION when there are no plugins
   */
  public <T> T fromPlugin(Class<T> type, String className) {
    Checks.check(
        policy == UserCodePolicy.JAVA, SWITCHED_OFF, "classes of plugins", BUILTIN_FUNCTION);
    PluginDirectory directory =
        plugins.orElseThrow(
            () ->
                ModynException.failedPrecondition(
                    "there is no plugin directory here for the class %s", className));
    return call("the constructor of " + className, () -> directory.create(type, className));
  }
}
