package org.modyn.supervisor.trial;

/** Receives what happens in a trial. */
public interface TrialListener {
  /**
   * The policy has evaluated more samples.
   *
   * @param samples since the start
   * @param total that the trial has; it grows if samples are ingested meanwhile
   */
  void advanced(long samples, long total);

  /** The policy has triggered. */
  void triggered(TriedTrigger trigger);

  /**
   * The trial has ended.
   *
   * @param samples all samples that the policy has evaluated
   * @param remaining the number of samples after the last trigger
   */
  void ended(long samples, long remaining);
}
