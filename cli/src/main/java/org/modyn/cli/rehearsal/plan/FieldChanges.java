package org.modyn.cli.rehearsal.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import org.modyn.common.config.ConfigLoader;

/** Finds the fields in which two configurations differ. */
public final class FieldChanges {
  private FieldChanges() {}

  /**
   * A field that differs.
   *
   * @param field its path in a file, for example {@code training.batch_size}
   * @param before null when it was missing
   * @param after null when it is missing
   */
  public record FieldChange(String field, Object before, Object after) {
    /** Formats the change, for example {@code training.batch_size: 65,536 -> 4}. */
    @Override
    public String toString() {
      return "%s: %s -> %s".formatted(field, text(before), text(after));
    }

    private static String text(Object value) {
      return switch (value) {
        case null -> "none";
        case Integer number -> String.format(Locale.ROOT, "%,d", number);
        case Long number -> String.format(Locale.ROOT, "%,d", number);
        case Object other -> other.toString();
      };
    }
  }

  /**
   * The fields in which two records of one type differ, in the order of the file.
   *
   * @param before as read from a file
   */
  public static List<FieldChange> between(Record before, Record after) {
    List<FieldChange> changes = new ArrayList<>();
    compare("", ConfigLoader.toPlain(before), ConfigLoader.toPlain(after), changes);
    return changes;
  }

  private static void compare(
      String field, Object before, Object after, List<FieldChange> changes) {
    if (before instanceof Map<?, ?> first && after instanceof Map<?, ?> second) {
      SequencedSet<Object> keys = new LinkedHashSet<>(first.keySet());
      keys.addAll(second.keySet());
      for (Object key : keys) {
        String name = field.isEmpty() ? key.toString() : field + "." + key;
        compare(name, first.get(key), second.get(key), changes);
      }
    } else if (before instanceof List<?> first
        && after instanceof List<?> second
        && first.size() == second.size()) {
      for (int index = 0; index < first.size(); index++) {
        compare(field + "[" + index + "]", first.get(index), second.get(index), changes);
      }
    } else if (!Objects.equals(before, after)) {
      changes.add(new FieldChange(field, before, after));
    }
  }
}
