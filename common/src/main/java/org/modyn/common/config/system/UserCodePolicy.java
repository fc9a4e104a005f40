package org.modyn.common.config.system;

/** Which functions of pipeline files run on the trainer server and the evaluator. */
public enum UserCodePolicy {
  /** Builtins, Java source, and classes of plugins, with all rights of the server. */
  JAVA,
  /** Builtins only: clients cannot run their own code. */
  BUILTINS
}
