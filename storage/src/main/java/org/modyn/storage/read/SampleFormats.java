package org.modyn.storage.read;

import org.modyn.common.csv.CsvDialect;
import org.modyn.proto.storage.CsvFormat;
import org.modyn.proto.storage.SampleFormat;
import org.modyn.storage.dataset.Dataset;
import org.modyn.storage.file.CsvFileWrapper;

/** Describes the format of samples to clients. */
public final class SampleFormats {
  private SampleFormats() {}

  /** The format of a dataset's samples. */
  public static SampleFormat of(Dataset dataset) {
    SampleFormat.Builder format =
        SampleFormat.newBuilder().setFileWrapperType(dataset.definition().fileWrapperType());
    if (dataset.fileWrapper() instanceof CsvFileWrapper csv) {
      format.setCsv(of(csv.dialect()));
    }
    return format.build();
  }

  private static CsvFormat of(CsvDialect dialect) {
    return CsvFormat.newBuilder()
        .setSeparator(Character.toString(dialect.separator()))
        .setQuote(dialect.quote() == CsvDialect.NO_QUOTE ? "" : Character.toString(dialect.quote()))
        .setQuotedLinebreaks(dialect.quotedLinebreaks())
        .setStrict(dialect.strict())
        .build();
  }
}
