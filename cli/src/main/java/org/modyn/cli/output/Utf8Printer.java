package org.modyn.cli.output;

import static java.util.Objects.requireNonNull;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Prints JSON that arrives in chunks of UTF-8; a character may span two chunks. Control characters
 * are escaped.
 */
public final class Utf8Printer {
  private final PrintWriter output;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer remaining = ByteBuffer.allocate(0);

  public Utf8Printer(PrintWriter output) {
    this.output = requireNonNull(output, "output is null");
  }

  /** Prints all characters that are complete. */
  public void print(ByteBuffer piece) {
    ByteBuffer bytes =
        ByteBuffer.allocate(remaining.remaining() + piece.remaining())
            .put(remaining)
            .put(piece)
            .flip();
    // never more characters than bytes
    CharBuffer characters = CharBuffer.allocate(bytes.remaining());
    decoder.decode(bytes, characters, false);
    remaining = bytes;
    output.append(Printable.lines(characters.flip().toString()));
  }
}
