package org.modyn.cli.rehearsal.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modyn.common.error.ModynException;
import org.modyn.ml.parser.LabelTransformer;

/**
 * Finds labels to store: those that {@code label_transformer_function} maps to classes of the
 * model. It tries labels around zero and around each number in the text of the function.
 */
final class StoredLabels {
  /** Few, so that each class has several samples. The last one shows whether all are in range. */
  private static final int MOST_CLASSES = 4;

  private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");

  private StoredLabels() {}

  /**
   * Labels for different classes.
   *
   * @param text the transformer function
   * @param outputs of the model: the number of classes; 1 for two classes or numbers
   * @throws ModynException INVALID_ARGUMENT when no label is mapped to one of the classes
   */
  static List<Long> find(LabelTransformer transformer, String text, int outputs) {
    int classes = Math.max(2, outputs);
    SortedSet<Long> wanted = wanted(classes);
    Set<Long> found = new LinkedHashSet<>();
    for (long candidate : candidates(text, classes)) {
      if (becomesOneOf(wanted, candidate, transformer)) {
        found.add(candidate);
      }
      if (wanted.isEmpty()) {
        break;
      }
    }
    if (found.isEmpty()) {
      throw ModynException.invalidArgument(
          "label_transformer_function: found no label that it maps to a class of the model (0 to"
              + " %d)",
          classes - 1);
    }
    return List.copyOf(found);
  }

  private static SortedSet<Long> wanted(int classes) {
    SortedSet<Long> wanted = new TreeSet<>();
    for (long label = 0; label < Math.min(classes, MOST_CLASSES - 1); label++) {
      wanted.add(label);
    }
    wanted.add(classes - 1L);
    return wanted;
  }

  private static List<Long> candidates(String text, int classes) {
    List<Long> centres = new ArrayList<>(List.of(0L));
    Matcher number = WHOLE_NUMBER.matcher(text);
    while (number.find()) {
      long centre = Long.parseLong(number.group());
      centres.add(centre);
      centres.add(-centre);
    }
    List<Long> candidates = new ArrayList<>();
    for (long centre : centres) {
      for (long label = centre; label <= centre + classes; label++) {
        candidates.add(label);
      }
      candidates.add(centre - 1);
    }
    return candidates;
  }

  /** Removes the class of a label from the classes that are still missing. */
  private static boolean becomesOneOf(
      SortedSet<Long> wanted, long candidate, LabelTransformer transformer) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment label = arena.allocate(ValueLayout.JAVA_LONG);
      label.set(ValueLayout.JAVA_LONG, 0, candidate);
      transformer.transform(label, 1);
      return wanted.remove(label.get(ValueLayout.JAVA_LONG, 0));
    } catch (ModynException e) {
      // A label that the user's function rejects is not used.
      return false;
    }
  }
}
