package org.modyn.common.config.system;

/** The functions and models of pipeline files that the trainer server and the evaluator may run. */
public enum UserCodePolicy {
  /** Builtins, Java source, classes of plugins, and TorchScript, with all rights of the server. */
  JAVA,
  /** Builtins only: clients cannot run their own code. */
  BUILTINS
}
