package org.modyn.ml.tensor;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Controls whether the operations of this thread are recorded, so that gradients can be computed
 * from them. Use it in a try-with-resources statement; closing it restores the thread's previous
 * mode.
 *
 * <p>The engine keeps the mode in a variable of the native thread, and turns recording on in every
 * thread but the one that loaded it. A computation that needs no gradients must therefore turn
 * recording off, or its arrays keep each other alive. A virtual thread cannot have a mode, because
 * it may continue on another native thread after any blocking operation.
 */
public final class GradientMode implements AutoCloseable {
  private final boolean former;

  private GradientMode(boolean recording) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("gradients need a platform thread, but this one is virtual");
    }
    former = JniUtils.isGradMode();
    JniUtils.setGradMode(recording);
  }

  /** Operations are recorded until this is closed. */
  public static GradientMode recording() {
    return new GradientMode(true);
  }

  /** Operations are not recorded until this is closed. */
  public static GradientMode off() {
    return new GradientMode(false);
  }

  @Override
  public void close() {
    JniUtils.setGradMode(former);
  }
}
