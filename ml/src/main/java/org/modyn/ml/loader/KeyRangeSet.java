package org.modyn.ml.loader;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A set of keys, as ranges: the cost is that of the ranges. Not for concurrent use. */
final class KeyRangeSet {
  private static final int MAXIMUM_NAMED_RANGES = 20;

  /** First to last key of each range, inclusive; ranges do not touch each other. */
  private final TreeMap<Long, Long> ranges = new TreeMap<>();

  private long size;

  void add(long key) {
    Map.Entry<Long, Long> before = ranges.floorEntry(key);
    if (before != null && key <= before.getValue()) {
      return;
    }
    long first = before != null && before.getValue() == key - 1 ? before.getKey() : key;
    Long lastOfNext = ranges.remove(key + 1);
    ranges.put(first, lastOfNext == null ? key : lastOfNext);
    size++;
  }

  /** Number of keys. */
  long size() {
    return size;
  }

  /** The first {@value #MAXIMUM_NAMED_RANGES} ranges, for example {@code keys 3, 11 to 110}. */
  String describe() {
    return ranges.entrySet().stream()
        .limit(MAXIMUM_NAMED_RANGES)
        .map(
            range ->
                range.getKey().equals(range.getValue())
                    ? range.getKey().toString()
                    : range.getKey() + " to " + range.getValue())
        .collect(
            Collectors.joining(", ", "keys ", ranges.size() > MAXIMUM_NAMED_RANGES ? ", ..." : ""));
  }
}
