package org.modyn.cli.output;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Where a command's output goes. Remembers the first failure to write, which a {@link
 * java.io.PrintWriter} in front of it would hide; what comes after it is dropped.
 */
public final class StandardOutput extends OutputStream {
  private final OutputStream target;
  private IOException failure;

  public StandardOutput(OutputStream target) {
    this.target = requireNonNull(target, "target is null");
  }

  @Override
  public void write(int octet) {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    attempt(() -> target.write(bytes, offset, length));
  }

  @Override
  public void flush() {
    attempt(target::flush);
  }

  private interface Action {
    void run() throws IOException;
  }

  private void attempt(Action action) {
    if (failure != null) {
      return;
    }
    try {
      action.run();
    } catch (IOException e) {
      failure = e;
    }
  }

  /** Why not all was written; empty when all was. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether the reader wanted no more, as {@code head} after its last line. */
  public boolean isReaderGone() {
    return failure != null && String.valueOf(failure.getMessage()).contains("Broken pipe");
  }
}
