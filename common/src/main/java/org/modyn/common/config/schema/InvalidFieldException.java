package org.modyn.common.config.schema;

import static java.util.Objects.requireNonNull;

/**
 * Thrown by a record's compact constructor when fields do not fit together: the problem is reported
 * at the position of the named field. Any other {@link IllegalArgumentException} from there is
 * reported at the position of the whole section.
 */
public final class InvalidFieldException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  /**
   * @param field the field's name as it stands in the file; one of a section within as {@code
   *     section.list[0].field}
   * @param message what is wrong, continuing "field: ..."
   */
  public InvalidFieldException(String field, String message) {
    super(requireNonNull(message, "message is null"));
    this.field = requireNonNull(field, "field is null");
  }

  /** As {@link #InvalidFieldException(String, String)}, with what made the field invalid. */
  public InvalidFieldException(String field, String message, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.field = requireNonNull(field, "field is null");
  }

  public String field() {
    return field;
  }
}
