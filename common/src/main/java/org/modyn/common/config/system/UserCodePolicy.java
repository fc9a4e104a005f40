package org.modyn.common.config.system;

/** Which functions and models of pipeline files run on the trainer server and the evaluator. */
public enum UserCodePolicy {
  /** Builtins, Java source, classes of plugins, and TorchScript, with all rights of the server. */
  JAVA,
  /** Builtins only: clients cannot run their own code. */
  BUILTINS
}
