package org.modyn.ml.userfunction;

import static java.util.Objects.requireNonNull;
import static org.modyn.common.error.Checks.inField;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.modyn.common.config.system.ModynConfig;
import org.modyn.common.config.system.UserCodePolicy;
import org.modyn.common.error.ModynException;
import org.modyn.common.file.PathRoots;
import org.modyn.common.plugin.Plugins;
import org.modyn.common.plugin.UserThread;
import org.modyn.ml.model.ModelOptions;

/**
 * Creates the functions that users wrote, caches the most recently compiled ones, and decides
 * whether programs of users may run. Safe for concurrent use: a thread does not wait for the source
 * of another one, and waits at most half a minute for its own.
 */
public final class UserCode {
  private static final int REMEMBERED = 32;

  private record Compiled(Class<?> type, String source) {}

  private final UserCodePolicy policy;
  private final Plugins plugins;
  private final Optional<PathRoots> files;
  private final Map<Compiled, FutureTask<Object>> compiled =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Compiled, FutureTask<Object>> eldest) {
          return size() > REMEMBERED;
        }
      };

  private UserCode(UserCodePolicy policy, Plugins plugins, Optional<PathRoots> files) {
    this.policy = requireNonNull(policy, "policy is null");
    this.plugins = requireNonNull(plugins, "plugins is null");
    this.files = requireNonNull(files, "files is null");
  }

  /**
   * What the configuration allows, with the plugins of the state directory.
   *
   * @param files the directories of TorchScript programs
   */
  public static UserCode configured(ModynConfig config, PathRoots files) {
    return new UserCode(config.userCode(), Plugins.configured(config), Optional.of(files));
  }

  /**
   * @param directory for jars; may be missing until a jar is needed
   */
  public static UserCode withPlugins(Path directory) {
    return new UserCode(UserCodePolicy.JAVA, Plugins.in(directory), Optional.empty());
  }

  /** Java source works, classes of plugins do not. */
  public static UserCode withoutPlugins() {
    return new UserCode(UserCodePolicy.JAVA, Plugins.none(), Optional.empty());
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
    policy.requirePrograms("Java source", "a builtin");
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
   * @throws ModynException INVALID_ARGUMENT when the configuration does not allow the model, or the
   *     file of its program
   */
  public void check(ModelOptions model) {
    if (model.isUserProgram()) {
      policy.requirePrograms("TorchScript programs", "a builtin model");
    }
    files.ifPresent(
        roots ->
            model
                .program()
                .ifPresent(file -> inField("model.config.path", () -> roots.resolve(file))));
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
    return UserThread.call(method, call);
  }

  /**
   * Returns the function that a plugin's class implements.
   *
   * @throws ModynException as {@link Plugins#create}
   */
  public <T> T fromPlugin(Class<T> type, String className) {
    return plugins.create(type, className);
  }
}
