package org.modyn.selector.database;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.modyn.common.error.ErrorCategory;
import org.modyn.common.error.ModynException;
import org.modyn.common.error.database.DatabaseFailures;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/**
 * Transfers samples with binary {@code COPY}, in the format that PostgreSQL's manual describes for
 * that command: a header, then for each row the number of fields and the length and bytes of each
 * field, all big endian. Memory does not depend on the number of samples.
 */
final class SampleCopy {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private static final byte[] HEADER =
      Arrays.copyOf("PGCOPY\n\u00ff\r\n\0".getBytes(ISO_8859_1), 19);
  private static final short END = -1;
  private static final int INT_FIELD = Integer.BYTES + Integer.BYTES;
  private static final int LONG_FIELD = Integer.BYTES + Long.BYTES;
  private static final int ROW = Short.BYTES + 2 * INT_FIELD + 4 * LONG_FIELD;
  private static final int ROWS_A_MESSAGE = 1000;

  private SampleCopy() {}

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.BIG_ENDIAN);
  }

  /** Inserts the rows {@code from} to {@code to}; row i gets the position {@code position + i}. */
  static void in(
      Connection connection, String table, SampleRows rows, long position, int from, int to) {
    String statement =
        """
        COPY %s (pipeline_id, trigger_id, position, key, timestamp, label)
        FROM STDIN (FORMAT binary)
        """
            .formatted(table);
    try {
      CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
      try {
        copy.writeToCopy(HEADER, 0, HEADER.length);
        byte[] message = new byte[ROW * ROWS_A_MESSAGE];
        for (int start = from; start < to; start += ROWS_A_MESSAGE) {
          int length = encode(rows, position, start, Math.min(to, start + ROWS_A_MESSAGE), message);
          copy.writeToCopy(message, 0, length);
        }
        SHORT.set(message, 0, END);
        copy.writeToCopy(message, 0, Short.BYTES);
        copy.endCopy();
      } finally {
        if (copy.isActive()) {
          copy.cancelCopy();
        }
      }
    } catch (SQLException e) {
      throw failure("cannot insert samples of pipeline " + rows.pipelineId(), e);
    }
  }

  private static int encode(SampleRows rows, long position, int from, int to, byte[] message) {
    int at = 0;
    for (int row = from; row < to; row++) {
      SHORT.set(message, at, (short) 6);
      at += Short.BYTES;
      at = putInt(message, at, rows.pipelineId());
      at = putInt(message, at, rows.triggerId());
      at = putLong(message, at, position + row);
      at = putLong(message, at, rows.keys()[row]);
      at = putLong(message, at, rows.timestamps()[row]);
      at = putLong(message, at, rows.labels()[row]);
    }
    return at;
  }

  private static int putInt(byte[] message, int at, int value) {
    INT.set(message, at, Integer.BYTES);
    INT.set(message, at + Integer.BYTES, value);
    return at + INT_FIELD;
  }

  private static int putLong(byte[] message, int at, long value) {
    INT.set(message, at, Long.BYTES);
    LONG.set(message, at + Integer.BYTES, value);
    return at + LONG_FIELD;
  }

  /**
   * Reads rows of two 64-bit integers, a position and a value, in any order, and stores each value
   * at index {@code position - from} of the target.
   *
   * @return the number of rows
   */
  static long out(Connection connection, String query, long from, long[] target) {
    try {
      CopyOut copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("COPY (%s) TO STDOUT (FORMAT binary)".formatted(query));
      long count = 0;
      // the first message starts with the header
      int at = HEADER.length;
      for (byte[] row = copy.readFromCopy(); row != null; row = copy.readFromCopy()) {
        if (at < row.length && (short) SHORT.get(row, at) != END) {
          long position = (long) LONG.get(row, at + Short.BYTES + Integer.BYTES);
          long value = (long) LONG.get(row, at + Short.BYTES + LONG_FIELD + Integer.BYTES);
          target[(int) (position - from)] = value;
          count++;
        }
        at = 0;
      }
      return count;
    } catch (SQLException e) {
      throw failure("cannot read samples", e);
    }
  }

  private static ModynException failure(String what, SQLException cause) {
    return DatabaseFailures.in(cause)
        .orElseGet(
            () ->
                new ModynException(
                    ErrorCategory.INTERNAL, "%s: %s".formatted(what, cause.getMessage()), cause));
  }
}
