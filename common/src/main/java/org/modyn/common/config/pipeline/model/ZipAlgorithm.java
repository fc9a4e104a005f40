package org.modyn.common.config.pipeline.model;

import org.modyn.common.config.schema.Name;

/** How the file of a model is compressed. The names are those of Python's module zipfile. */
public enum ZipAlgorithm {
  @Name("ZIP_STORED")
  STORED,
  @Name("ZIP_DEFLATED")
  DEFLATED,
  @Name("ZIP_BZIP2")
  BZIP2,
  @Name("ZIP_LZMA")
  LZMA,
  @Name("ZIP_ZSTANDARD")
  ZSTANDARD
}
