package org.modyn.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Against a list of labels. */
final class PackedLabelsBuilderTest {
  @Property
  void keepsEveryLabelWhateverTheWidths(
      @ForAll @Size(max = 8) List<List<Byte>> narrow,
      @ForAll @Size(max = 8) List<List<Long>> wide) {
    PackedLabelsBuilder builder = new PackedLabelsBuilder();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < Math.max(narrow.size(), wide.size()); i++) {
      if (i < narrow.size()) {
        append(narrow.get(i).stream().map(Byte::longValue).toList(), builder, expected);
      }
      if (i < wide.size()) {
        append(wide.get(i), builder, expected);
      }
    }
    PackedLabels labels = builder.build();
    assertThat(labels.size()).isEqualTo(expected.size());
    for (int i = 0; i < labels.size(); i++) {
      assertThat(labels.get(i)).isEqualTo(expected.get(i));
    }
  }

  private static void append(List<Long> labels, PackedLabelsBuilder builder, List<Long> expected) {
    PackedLabels packed = PackedLabels.pack(labels.size(), labels::get);
    int from = labels.size() / 3;
    builder.append(packed, from, labels.size());
    expected.addAll(labels.subList(from, labels.size()));
    assertThat(builder.size()).isEqualTo(expected.size());
  }
}
