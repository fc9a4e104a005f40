package org.modyn.common.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import org.modyn.common.error.ModynException;

/**
 * Checks the strings and timestamps of all requests: PostgreSQL cannot store NUL, names have to fit
 * into messages and indexes, and nanoseconds since 1970 have to fit into 64 bits.
 */
public final class RequestCheck {
  /** The maximum length of names and ids, in characters. */
  public static final int LONGEST_NAME = 1_000;

  /**
   * The maximum length of other strings, in characters; about a hundred times that of a typical
   * pipeline file.
   */
  public static final int LONGEST_TEXT = 1 << 20;

  /** Seconds since 1970; in the year 2262. */
  private static final long LATEST_TIME = Long.MAX_VALUE / 1_000_000_000L;

  private RequestCheck() {}

  /**
   * Checks a request. Requests that are not protobuf messages are not checked: they contain numbers
   * only, or their marshallers check their strings.
   *
   * @throws ModynException INVALID_ARGUMENT with the name of the field
   */
  static void check(Object request) {
    if (request instanceof Message message) {
      check(message);
    }
  }

  private static void check(Message message) {
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      boolean checked =
          field.getJavaType() == JavaType.STRING
              || field.getJavaType() == JavaType.MESSAGE
              || isTime(field);
      if (!checked) {
        continue;
      }
      if (field.isRepeated()) {
        for (Object value : (List<?>) entry.getValue()) {
          check(field, value);
        }
      } else {
        check(field, entry.getValue());
      }
    }
  }

  private static void check(FieldDescriptor field, Object value) {
    switch (value) {
      case Message message -> check(message);
      case String text -> check(field.getName(), text);
      case Long time -> checkTime(field.getName(), time);
      default -> throw new IllegalStateException("unexpected value of " + field);
    }
  }

  /**
   * Checks a string of a request.
   *
   * @param field the name of the field in the protobuf message
   * @throws ModynException INVALID_ARGUMENT with the name of the field
   */
  public static void check(String field, String text) {
    if (text.indexOf(0) >= 0) {
      throw ModynException.invalidArgument("%s has the character NUL, which is not allowed", field);
    }
    int longest = isName(field) ? LONGEST_NAME : LONGEST_TEXT;
    if (text.length() > longest) {
      throw ModynException.invalidArgument(
          "%s has %s characters, allowed are %s", field, text.length(), longest);
    }
  }

  private static boolean isName(String field) {
    return field.endsWith("_id") || field.endsWith("name") || field.equals("version");
  }

  private static boolean isTime(FieldDescriptor field) {
    return field.getJavaType() == JavaType.LONG
        && (field.getName().endsWith("timestamp") || field.getName().endsWith("replay_at"));
  }

  /** Timestamps before 1970 are not checked here, because most methods accept them. */
  private static void checkTime(String field, long time) {
    if (time > LATEST_TIME) {
      throw ModynException.invalidArgument(
          "%s is %s seconds, which is after the year 2262", field, time);
    }
  }
}
