package org.modyn.cli.output;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * The standard output of a command. Records the first failure to write, which a {@link
 * java.io.PrintWriter} would hide; later output is discarded.
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

  /** The reason why not all output was written; empty when all was written. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Whether the reader closed the pipe, as {@code head} does after its last line. */
  public boolean isReaderGone() {
    return failure != null && String.valueOf(failure.getMessage()).contains("Broken pipe");
  }
}
