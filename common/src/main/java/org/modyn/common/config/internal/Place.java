package org.modyn.common.config.internal;

/**
 * A value that is being read.
 *
 * @param keyLocation where the value is named: problems of a whole section are reported there
 * @param path of the value, from the root
 */
record Place(ConfigNode node, Location keyLocation, String path) {
  Place child(String key, ConfigNode.Entry entry) {
    return new Place(entry.value(), entry.location(), childPath(key));
  }

  String childPath(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Reports a value of the wrong kind. */
  Object mustBe(String expected, Problems problems) {
    problems.add(
        node.location(), path, "must be %s, but is %s".formatted(expected, node.describe()));
    return RecordBinder.INVALID;
  }
}
