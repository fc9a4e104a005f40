package org.modyn.ml.tensor;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether the operations of this thread are recorded, so that gradients can be computed from them.
 * To be used in a try statement; closing it brings the thread's former mode back.
 *
 * <p>The engine keeps the mode in a variable of the native thread, and turns recording on in every
 * thread but the one that loaded it. So a computation that needs no gradients has to say so, or its
 * arrays keep each other alive; and a virtual thread, which may go on on another native thread
 * after any wait, cannot have a mode.
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
